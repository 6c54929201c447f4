/** Questions before something would be lost. */
import type { ReactNode } from 'react';
import { lossByComparing } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { reset, restart } from '../store/experiment/actions';
import { useRun } from '../store/experiment/state';
import { keptSteps, stepsAtStake } from '../store/experiment/unsaved';
import { openModels } from '../store/models/actions';
import { usePlayed } from '../store/recordings/state';
import { closeDialog } from '../store/view';
import { useT } from '../text/text';
import styles from './messages.module.css';

export function LeaveRun({ kind }: { readonly kind: 'reset' | 'restart' | 'watch' }) {
  const t = useT();
  const step = useRun((state) => state.step);
  const kept = keptSteps();
  const ready = useRun((state) => state.loaded !== null);
  return (
    <Question
      text={t(kept > 0 ? `${kind}.textKept` : `${kind}.text`, { step, kept, lost: stepsAtStake() })}
      confirm={t(`${kind}.confirm`)}
      onConfirm={{ reset, restart, watch: usePlayed.getState().held }[kind]}
    >
      {ready && (
        <button type="button" className={`btn ${styles.pushEnd}`} onClick={() => openModels('keep')}>
          {t('lose.keep')}
        </button>
      )}
    </Question>
  );
}

export function BeginComparison() {
  const t = useT();
  const held = useCompare((state) => state.held);
  const { steps, results } = lossByComparing();
  const text = [
    ...(steps > 0 ? [t('compare.ask.run', { steps })] : []),
    ...(results > 0 ? [t('compare.ask.results', { count: results })] : []),
  ];
  return <Question text={text.join(t('text.between'))} confirm={t('compare.ask.confirm')} onConfirm={held} />;
}

export function InterruptComparison() {
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
      <div className={styles.dialogActions}>
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
