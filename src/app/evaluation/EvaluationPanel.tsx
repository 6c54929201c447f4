/** Teacher and student on as many held-out prompts as are asked for: settings, progress, numbers, examples. */
import { useEffect, useRef } from 'react';
import { cancelEvaluation } from '../store/actions';
import { closeEvaluation, type EvaluationJob, useEvaluation } from '../store/evaluation';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import { EvaluateForm } from './EvaluateForm';
import { Examples } from './Examples';
import { Measures } from './Measures';
import { momentInWords, resultInWords } from './words';
import './evaluation.css';

export default function EvaluationPanel() {
  const t = useT();
  const job = useEvaluation((state) => state.job);
  const result = useEvaluation((state) => state.result);
  const outdated = useEvaluation((state) => state.outdated);
  const failure = useEvaluation((state) => state.failure);
  const title = useRef<HTMLHeadingElement>(null);
  // It opens further down the page than what opened it.
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
    title.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <section className="evaluation" aria-labelledby="evaluation-title">
      <div className="section-head">
        <h2 className="section-title" id="evaluation-title" ref={title} tabIndex={-1}>
          {t('evaluation.title')}
        </h2>
        <button
          type="button"
          className="info push lesson-close"
          aria-label={t('evaluation.close')}
          onClick={closeEvaluation}
        >
          <Icon name="cross" />
        </button>
      </div>
      <EvaluateForm busy={job !== null} />
      <p className="quiet">{t('evaluation.beside')}</p>
      {job && <JobProgress job={job} />}
      {!job && !result && <p className="quiet">{t('evaluation.empty')}</p>}
      {failure && (
        <p className="evaluation-failure" role="alert">
          {failure}
        </p>
      )}
      {/* Read out when it changes: the numbers themselves would be too much. */}
      <p className="evaluation-said" role="status">
        {result && resultInWords(t, result)}
        {result && outdated && <span className="evaluation-outdated"> {t('evaluation.outdated')}</span>}
      </p>
      {result && (
        <>
          <Measures result={result} />
          {/* A new result begins with all its examples. */}
          <Examples key={`${result.moment.step} ${result.milliseconds}`} items={result.items} />
        </>
      )}
    </section>
  );
}

function JobProgress({ job: { moment, done, total } }: { readonly job: EvaluationJob }) {
  const t = useT();
  return (
    <div className="evaluation-job">
      <div className="evaluation-progress">
        <p className="quiet num">
          {moment
            ? `${momentInWords(t, moment)} · ${t('evaluation.progress', { done, total })}`
            : t('evaluation.preparing')}
        </p>
        <div
          className={`track ${moment ? '' : 'track-waiting'}`}
          role="progressbar"
          aria-label={t('evaluation.progressLabel')}
          aria-valuemin={0}
          aria-valuemax={100}
          {...(moment ? { 'aria-valuenow': Math.round((100 * done) / Math.max(1, total)) } : {})}
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
