/** Attention of teacher and student on the same text: two maps side by side, and one row of both in numbers. */
import { progressInWords } from '../evaluation/words';
import { refreshAttention } from '../store/attention/actions';
import { closeAttention, useAttention } from '../store/attention/state';
import { useT } from '../text/all-text';
import { Panel } from '../ui/Panel';
import { RequestFailure } from '../ui/RequestFailure';
import styles from './attention.module.css';
import { Comparison } from './Comparison';
import { TextForm } from './TextForm';
import { useRefresh } from './useRefresh';

export default function AttentionPanel() {
  const t = useT();
  const result = useAttention((state) => state.result);
  const asked = useAttention((state) => state.asked);
  const outdated = useAttention((state) => state.outdated);
  const refusal = useAttention((state) => state.refusal);
  const root = useRefresh();
  return (
    <Panel
      title={t('attention.title')}
      about={t('attention.about')}
      closeLabel={t('attention.close')}
      onClose={closeAttention}
      ref={root}
    >
      <TextForm />
      <RequestFailure problem={refusal} />
      {result === null ? (
        <p className="quiet" role="status">
          {t(asked ? 'attention.reading' : 'attention.empty')}
        </p>
      ) : (
        <>
          <div className={styles.now}>
            <p className="quiet num">
              {progressInWords(t, result.trainingProgress)}
              {outdated && <span className="request-outdated"> {t('evaluation.outdated')}</span>}
            </p>
            <button type="button" className="btn btn-small push" onClick={refreshAttention}>
              {t('attention.refresh')}
            </button>
          </div>
          <Comparison result={result} />
        </>
      )}
    </Panel>
  );
}
