/** Frame of every measure: description, settings with a button, progress, problem, and result. */
import type { ReactNode } from 'react';
import type { MeasureRequest } from '../../run/protocol';
import { measureAsCsv } from '../export/estimates-csv';
import { ofSubject } from '../export/provenance';
import { SaveCsv } from '../export/SaveCsv';
import { isComparing, useCompare } from '../store/compare/state';
import { isBusy, useRun } from '../store/experiment/state';
import { cancelMeasure, measure } from '../store/measures/actions';
import { type MeasureJob, useMeasures } from '../store/measures/state';
import { useT } from '../text/all-text';
import { useExplain } from '../text/text';
import styles from './measures.module.css';

export interface MeasureFrameProps {
  readonly about: string;
  readonly request: MeasureRequest;
  /** The settings. */
  readonly children: ReactNode;
  /** Null before there is a result. */
  readonly result: ReactNode;
}

export function MeasureFrame({ about, request, children, result }: MeasureFrameProps) {
  const t = useT();
  const explain = useExplain();
  const { kind } = request;
  const job = useMeasures((state) => state.job);
  const failure = useMeasures((state) => (state.failure?.kind === kind ? state.failure.problem : null));
  const measured = useMeasures((state) => state.results[kind]);
  const running = useRun((state) => state.running !== null);
  const training = useRun(isBusy);
  const comparing = useCompare(isComparing);
  const blocker =
    training || comparing
      ? t('measures.training')
      : running || kind === 'identity'
        ? null
        : t('measures.noStudent');
  return (
    <>
      <p className={styles.about}>{about}</p>
      <form
        className="request-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (job === null && blocker === null) measure(request);
        }}
      >
        {children}
        <button
          type="submit"
          className="btn btn-main request-start"
          disabled={job !== null || blocker !== null}
        >
          {t('measures.start')}
        </button>
      </form>
      {job ? <JobProgress job={job} /> : blocker && <p className="quiet">{blocker}</p>}
      {/* Read out when it changes: the numbers themselves would be too much. */}
      <p className={failure ? 'request-failure' : 'said'} role="status">
        {failure ? explain(failure) : result && !job ? t('measures.done') : ''}
      </p>
      {result}
      {measured && (
        <SaveCsv
          what={kind}
          of={() => measureAsCsv(measured.result, ofSubject(measured.subject))}
          subject={measured.subject}
        />
      )}
    </>
  );
}

function JobProgress({ job: { stage, done, total } }: { readonly job: MeasureJob }) {
  const t = useT();
  const part = total > 0 ? done / total : 0;
  return (
    <div className="request-job">
      <div className="request-progress">
        <p className="quiet num">
          {stage
            ? t('measures.stage', { stage: t(`measures.stage.${stage}`), done, total })
            : t('measures.waiting')}
        </p>
        <div
          className={`track ${stage ? '' : 'track-waiting'}`}
          role="progressbar"
          aria-label={t('measures.progressLabel')}
          aria-valuemin={0}
          aria-valuemax={100}
          {...(stage ? { 'aria-valuenow': Math.round(100 * part) } : {})}
        >
          <div className="track-fill" style={{ scale: `${part} 1` }} />
        </div>
      </div>
      <button type="button" className="btn btn-small" onClick={cancelMeasure}>
        {t('measures.cancel')}
      </button>
    </div>
  );
}
