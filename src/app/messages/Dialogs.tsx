/** The frame of the page's dialogs, and what is in each. */
import { type MouseEvent, Suspense, useEffect, useRef } from 'react';
import { closeDialog, type Dialog, useView } from '../store/view';
import { type TextKey, useT } from '../text/text';
import { Icon } from '../ui/Icon';
import { lazyPart } from '../ui/lazy-part';
import { BeginComparison, InterruptComparison, LeaveRun } from './Questions';
import { ShareLink } from './ShareLink';
import { Shortcuts } from './Shortcuts';

const TITLES: Readonly<Record<Dialog, TextKey>> = {
  reset: 'reset.title',
  restart: 'restart.title',
  share: 'share.title',
  'share-which': 'share.which',
  shortcuts: 'shortcuts.title',
  models: 'models.title',
  data: 'data.title',
  compare: 'compare.ask.title',
  interrupt: 'compare.interrupt.title',
};

const Models = lazyPart(() => import('../models/Models'));
const ShareWhich = lazyPart(() => import('./ShareWhich'));
const Data = lazyPart(() => import('../data/Data'));

/** The browser's own dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialogs() {
  const t = useT();
  const dialog = useView((state) => state.dialog);
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!dialog) {
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
      className={dialog === 'models' || dialog === 'data' ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby="dialog-title"
      onClose={closeDialog}
      onClick={(event) => {
        if (event.target === event.currentTarget && isOutside(event)) closeDialog();
      }}
    >
      {dialog && (
        <>
          <div className="dialog-head">
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
      return <LeaveRun kind={dialog} />;
    case 'compare':
      return <BeginComparison />;
    case 'interrupt':
      return <InterruptComparison />;
    case 'share':
      return <ShareLink />;
    case 'share-which':
      return <ShareWhich />;
    case 'shortcuts':
      return <Shortcuts />;
    case 'models':
      return <Models />;
    case 'data':
      return <Data />;
    default:
      return dialog satisfies never;
  }
}
