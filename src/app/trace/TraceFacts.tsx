/** Whose sequence this is: which student, which random numbers, and how it relates to the strip. */
import type { TraceResult } from '../../run/protocol';
import { progressInWords } from '../evaluation/words';
import { useRun } from '../store/experiment/state';
import { refreshTrace } from '../store/trace/actions';
import { useTrace } from '../store/trace/state';
import { useT } from '../text/all-text';
import styles from './trace.module.css';

export function TraceFacts({ result }: { readonly result: TraceResult }) {
  const t = useT();
  const outdated = useTrace((state) => state.outdated);
  const hasRun = useRun((state) => state.running !== null);
  const reached = useRun((state) => state.step);
  const { trainingProgress, address, replay } = result;
  const at = { step: address.step, row: address.row + 1 };
  const ofStrip = useTrace((state) => state.request?.strip != null);
  // A recording of a run has its strips and not its student.
  const isAbsent = replay === 'learned' && trainingProgress.step < address.step;
  const isBehind = hasRun && !outdated && !ofStrip && reached > trainingProgress.step;
  return (
    <div className={styles.facts} role="status">
      <p className="quiet num">
        {progressInWords(t, trainingProgress)} · {t('trace.numbers', { seed: address.seed, ...at })}
        {outdated && <span className="request-outdated"> {t('evaluation.outdated')}</span>}
      </p>
      {!hasRun && !outdated && <p className="quiet">{t('trace.noRun')}</p>}
      {replay !== null && (
        <p className={replay === 'learned' ? styles.warning : ''}>
          {t(`trace.replay.${isAbsent ? 'absent' : replay}`, at)}
        </p>
      )}
      {isBehind && (
        <p className="quiet num">
          {t('trace.moved', { step: reached })}{' '}
          <button type="button" className="link" onClick={refreshTrace}>
            {t('trace.refresh')}
          </button>
        </p>
      )}
    </div>
  );
}
