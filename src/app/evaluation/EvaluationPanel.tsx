/** Teacher and student on as many held-out prompts as are asked for: settings, progress, numbers, examples. */

import { evaluationAsCsv } from '../export/estimates-csv';
import { ofSubject } from '../export/provenance';
import { SaveCsv } from '../export/SaveCsv';
import { ConfusionMatrix } from '../pictures/ConfusionMatrix';
import { cancelEvaluation } from '../store/evaluation/actions';
import { closeEvaluation, type EvaluationJob, useEvaluation } from '../store/evaluation/state';
import { useT } from '../text/all-text';
import { Panel } from '../ui/Panel';
import { RequestFailure } from '../ui/RequestFailure';
import { EvaluateForm } from './EvaluateForm';
import { isOfClasses, Measures } from './EvaluationMetrics';
import { Examples } from './Examples';
import styles from './evaluation.module.css';
import { progressInWords, resultInWords } from './words';

export default function EvaluationPanel() {
  const t = useT();
  const job = useEvaluation((state) => state.job);
  const result = useEvaluation((state) => state.result);
  const subject = useEvaluation((state) => state.subject);
  const outdated = useEvaluation((state) => state.outdated);
  const failure = useEvaluation((state) => state.failure);
  return (
    <Panel title={t('evaluation.title')} closeLabel={t('evaluation.close')} onClose={closeEvaluation}>
      <EvaluateForm busy={job !== null} />
      <p className="quiet">{t('evaluation.beside')}</p>
      {job && <JobProgress job={job} />}
      {!job && !result && <p className="quiet">{t('evaluation.empty')}</p>}
      <RequestFailure problem={failure} />
      {/* Read out when it changes: the numbers themselves would be too much. */}
      <p className={styles.said} role="status">
        {result && resultInWords(t, result)}
        {result && outdated && <span className="request-outdated"> {t('evaluation.outdated')}</span>}
      </p>
      {result && subject && (
        <>
          <Measures result={result} task={subject.experiment.task} />
          {isOfClasses(result) && (
            <ConfusionMatrix
              items={result.items}
              perPatch={result.metrics.some(({ id }) => id === 'patch-accuracy')}
            />
          )}
          <SaveCsv
            what="evaluation"
            of={() => evaluationAsCsv(result, ofSubject(subject))}
            subject={subject}
          />
          {/* A new result begins with all its examples. */}
          <Examples
            key={`${result.trainingProgress.step} ${result.milliseconds}`}
            result={result}
            subject={subject}
          />
        </>
      )}
    </Panel>
  );
}

function JobProgress({ job: { trainingProgress, done, total } }: { readonly job: EvaluationJob }) {
  const t = useT();
  return (
    <div className="request-job">
      <div className="request-progress">
        <p className="quiet num">
          {trainingProgress
            ? `${progressInWords(t, trainingProgress)} · ${t('evaluation.progress', { done, total })}`
            : t('evaluation.preparing')}
        </p>
        <div
          className={`track ${trainingProgress ? '' : 'track-waiting'}`}
          role="progressbar"
          aria-label={t('evaluation.progressLabel')}
          aria-valuemin={0}
          aria-valuemax={100}
          {...(trainingProgress ? { 'aria-valuenow': Math.round((100 * done) / Math.max(1, total)) } : {})}
        >
          <div className="track-fill" style={{ scale: `${done / Math.max(1, total)} 1` }} />
        </div>
      </div>
      <button type="button" className="btn btn-small" onClick={cancelEvaluation}>
        {t('evaluation.cancel')}
      </button>
    </div>
  );
}
