/** The page's dialogs: two questions, the link, and the list of shortcuts. */
import { type MouseEvent, useEffect, useRef } from 'react';
import { reset, restart } from '../store/actions';
import { useRun } from '../store/run';
import { closeDialog, type Dialog, useView } from '../store/view';
import { type TextKey, useT } from '../text/text';
import { Icon } from '../ui/Icon';

const TITLES: Readonly<Record<Dialog, TextKey>> = {
  reset: 'reset.title',
  restart: 'restart.title',
  share: 'share.title',
  shortcuts: 'shortcuts.title',
};

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
      className="dialog"
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
      return <Question kind="reset" onConfirm={reset} />;
    case 'restart':
      return <Question kind="restart" onConfirm={restart} />;
    case 'share':
      return <ShareLink />;
    case 'shortcuts':
      return <Shortcuts />;
    default:
      return dialog satisfies never;
  }
}

function Question({
  kind,
  onConfirm,
}: {
  readonly kind: 'reset' | 'restart';
  readonly onConfirm: () => void;
}) {
  const t = useT();
  const step = useRun((state) => state.step);
  return (
    <>
      <p className="dialog-text">{t(`${kind}.text`, { step })}</p>
      <div className="dialog-actions">
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
          {t(`${kind}.confirm`)}
        </button>
      </div>
    </>
  );
}

function ShareLink() {
  const t = useT();
  const link = useView((state) => state.shareLink);
  return (
    <>
      <p className="dialog-text">{t('share.text')}</p>
      <input
        className="box mono"
        aria-label={t('share.link')}
        readOnly
        data-first
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
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
