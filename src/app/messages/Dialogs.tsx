/** The frame of the page's dialogs, and what is in each. */
import { type MouseEvent, Suspense, useEffect, useRef } from 'react';
import { closeDialog, type Dialog, useView } from '../store/view';
import { type FirstScreenKey, useT } from '../text/text';
import { Icon } from '../ui/Icon';
import { lazyPart } from '../ui/lazy-part';
import styles from './messages.module.css';
import { BeginComparison, InterruptComparison, LeaveRun } from './Questions';

const TITLES: Readonly<Record<Dialog, FirstScreenKey>> = {
  reset: 'reset.title',
  restart: 'restart.title',
  watch: 'watch.title',
  share: 'share.title',
  shortcuts: 'shortcuts.title',
  models: 'models.title',
  data: 'data.title',
  lessons: 'lessons.title',
  class: 'class.title',
  'hand-in': 'handIn.title',
  compare: 'compare.ask.title',
  interrupt: 'compare.interrupt.title',
  runs: 'runs.title',
};

const WIDE: readonly Dialog[] = ['models', 'data', 'runs', 'share', 'lessons', 'class', 'hand-in'];

const Models = lazyPart(() => import('../models/Models'));
const ShareDialog = lazyPart(() => import('../share/ShareDialog'));
const Runs = lazyPart(() => import('../runs/Runs'));
const Shortcuts = lazyPart(() => import('./Shortcuts'));
const Data = lazyPart(() => import('../data/Data'));
const Class = lazyPart(() => import('../class/Class'));
const HandIn = lazyPart(() => import('../class/HandInPage'));
const Lessons = lazyPart(() => import('../lessons/LessonsDialog'));

/** The browser's own dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialogs() {
  const t = useT();
  const dialog = useView((state) => state.dialog);
  const ref = useRef<HTMLDialogElement>(null);
  /** The page has closed it. The browser tells so later, when another one may be open. */
  const closed = useRef(false);
  useEffect(() => {
    const element = ref.current;
    if (!dialog) {
      closed.current ||= element?.open === true;
      element?.close();
      return;
    }
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [dialog]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the browser's; the click is on the backdrop
    <dialog
      ref={ref}
      className={dialog && WIDE.includes(dialog) ? `${styles.dialog} ${styles.dialogWide}` : styles.dialog}
      aria-labelledby="dialog-title"
      onClose={() => {
        if (!closed.current) closeDialog();
        closed.current = false;
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget && isOutside(event)) closeDialog();
      }}
    >
      {dialog && (
        <>
          <div className={styles.dialogHead}>
            <h2 className="section-title" id="dialog-title">
              {t(TITLES[dialog])}
            </h2>
            <button
              type="button"
              className="btn btn-icon"
              aria-label={t('action.close')}
              onClick={closeDialog}
            >
              <Icon name="cross" />
            </button>
          </div>
          <Suspense fallback={null}>
            <Content dialog={dialog} />
          </Suspense>
        </>
      )}
    </dialog>
  );
}

function isOutside({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

function Content({ dialog }: { readonly dialog: Dialog }) {
  switch (dialog) {
    case 'reset':
    case 'restart':
    case 'watch':
      return <LeaveRun kind={dialog} />;
    case 'compare':
      return <BeginComparison />;
    case 'interrupt':
      return <InterruptComparison />;
    case 'share':
      return <ShareDialog />;
    case 'shortcuts':
      return <Shortcuts />;
    case 'models':
      return <Models />;
    case 'data':
      return <Data />;
    case 'runs':
      return <Runs />;
    case 'lessons':
      return <Lessons />;
    case 'class':
      return <Class />;
    case 'hand-in':
      return <HandIn />;
    default:
      return dialog satisfies never;
  }
}
