/** The page's dialogs: two questions, the link, and the list of shortcuts. */
import { Modal } from '@mantine/core';
import { reset, restart } from '../store/actions';
import { useRun } from '../store/run';
import { closeDialog, type Dialog, useView } from '../store/view';
import { type TextKey, useT } from '../text/text';

const TITLES: Readonly<Record<Dialog, TextKey>> = {
  reset: 'reset.title',
  restart: 'restart.title',
  share: 'share.title',
  shortcuts: 'shortcuts.title',
};

export function Dialogs() {
  const t = useT();
  const dialog = useView((state) => state.dialog);
  return (
    <Modal
      opened={dialog !== null}
      onClose={closeDialog}
      title={dialog && <b>{t(TITLES[dialog])}</b>}
      centered
      radius={14}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      transitionProps={{ duration: 100 }}
    >
      {dialog && <Content dialog={dialog} />}
    </Modal>
  );
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
        <button type="button" className="btn" data-autofocus onClick={closeDialog}>
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
        data-autofocus
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
