/** The page's dialogs: questions, the link, the list of shortcuts, and the user's models. */
import { type MouseEvent, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { lossByComparing } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { reset, restart } from '../store/experiment/actions';
import { useRun } from '../store/experiment/state';
import { keptSteps, unsavedSteps } from '../store/experiment/unsaved';
import { openModels } from '../store/models/actions';
import { closeDialog, type Dialog, useView } from '../store/view';
import { type TextKey, useT } from '../text/text';
import { Icon } from '../ui/Icon';
import { lazyPart } from '../ui/lazy-part';
import { ShareLink } from './ShareLink';

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
          <Content dialog={dialog} />
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
      return (
        <Suspense fallback={null}>
          <ShareWhich />
        </Suspense>
      );
    case 'shortcuts':
      return <Shortcuts />;
    case 'models':
      return (
        <Suspense fallback={null}>
          <Models />
        </Suspense>
      );
    case 'data':
      return (
        <Suspense fallback={null}>
          <Data />
        </Suspense>
      );
    default:
      return dialog satisfies never;
  }
}

function LeaveRun({ kind }: { readonly kind: 'reset' | 'restart' }) {
  const t = useT();
  const step = useRun((state) => state.step);
  const kept = keptSteps();
  const ready = useRun((state) => state.loaded !== null);
  return (
    <Question
      text={t(kept > 0 ? `${kind}.textKept` : `${kind}.text`, { step, kept, lost: unsavedSteps() })}
      confirm={t(`${kind}.confirm`)}
      onConfirm={kind === 'reset' ? reset : restart}
    >
      {ready && (
        <button type="button" className="btn push-end" onClick={() => openModels('keep')}>
          {t('lose.keep')}
        </button>
      )}
    </Question>
  );
}

function BeginComparison() {
  const t = useT();
  const held = useCompare((state) => state.held);
  const { steps, results } = lossByComparing();
  const text = [
    ...(steps > 0 ? [t('compare.ask.run', { steps })] : []),
    ...(results > 0 ? [t('compare.ask.results', { count: results })] : []),
  ];
  return <Question text={text.join(' ')} confirm={t('compare.ask.confirm')} onConfirm={held} />;
}

function InterruptComparison() {
  const t = useT();
  const held = useCompare((state) => state.held);
  return (
    <Question text={t('compare.interrupt.text')} confirm={t('compare.interrupt.confirm')} onConfirm={held} />
  );
}

interface QuestionProps {
  readonly text: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
  /** A way to save what would be lost. */
  readonly children?: ReactNode;
}

function Question({ text, confirm, onConfirm, children }: QuestionProps) {
  const t = useT();
  return (
    <>
      <p className="dialog-text">{text}</p>
      <div className="dialog-actions">
        {children}
        <button type="button" className="btn" data-first onClick={closeDialog}>
          {t('action.cancel')}
        </button>
        <button
          type="button"
          className="btn btn-bad"
          onClick={() => {
            closeDialog();
            onConfirm();
          }}
        >
          {confirm}
        </button>
      </div>
    </>
  );
}

function Shortcuts() {
  const t = useT();
  const keys = [
    [['Space', 'K'], 'shortcuts.run'],
    [['S'], 'shortcuts.step'],
    [['←', '→', '↑', '↓'], 'shortcuts.arrows'],
    [['Esc'], 'shortcuts.escape'],
    [['?'], 'shortcuts.help'],
  ] as const;
  return (
    <dl className="keys">
      {keys.map(([names, text]) => (
        <div key={text} style={{ display: 'contents' }}>
          <dt>
            {names.map((name) => (
              <kbd key={name}>{name}</kbd>
            ))}
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  );
}
