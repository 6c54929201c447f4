/** Progress of the whole comparison, with its buttons. */
import type { Ref } from 'react';
import type { ComparisonSnapshot } from '../../run/protocol';
import {
  cancelComparing,
  includeAgain,
  pauseComparing,
  resumeComparing,
  setComparison,
} from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { share } from '../store/experiment/actions';
import { useT } from '../text/all-text';
import { duration } from '../text/format';
import { Icon } from '../ui/Icon';
import styles from './compare.module.css';
import type { Group } from './groups';
import { overallOf } from './progress';

interface OverallProps {
  readonly snapshot: ComparisonSnapshot;
  readonly groups: readonly Group[];
  readonly heading: Ref<HTMLHeadingElement>;
}

export function Overall({ snapshot: { comparison }, groups, heading }: OverallProps) {
  const t = useT();
  const state = useCompare((compare) => compare.state);
  const pausing = useCompare((compare) => compare.pausing);
  const elsewhere = useCompare((compare) => compare.elsewhere);
  const { fraction, at, total, done, excluded, secondsLeft } = overallOf(groups);
  const finished = state === 'finished';
  const running = state === 'running';
  const key = finished && excluded > 0 ? 'excluded' : running && pausing ? 'pausing' : state;
  return (
    <section className={styles.section} aria-labelledby="compare-progress">
      <div className="section-head">
        <h2 className="section-title" id="compare-progress" ref={heading} tabIndex={-1}>
          {t('compare.progress')}
        </h2>
        <span className="quiet num" role="status">
          {t(`compare.state.${key}`, { at, total, done, out: excluded })}
        </span>
        {running && secondsLeft !== null && (
          <span className="quiet num push">{t('phase.eta', { time: duration(1000 * secondsLeft) })}</span>
        )}
      </div>
      <div
        className="track"
        role="progressbar"
        aria-label={t('compare.overall')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * fraction)}
      >
        <div className="track-fill" style={{ scale: `${fraction} 1` }} />
      </div>
      <div className={styles.actions}>
        {running && !elsewhere && (
          <button type="button" className="btn btn-main" onClick={pauseComparing} disabled={pausing}>
            <Icon name="pause" />
            {t('action.pause')}
          </button>
        )}
        {state === 'paused' && !elsewhere && (
          <button type="button" className="btn btn-main" onClick={resumeComparing}>
            <Icon name="play" />
            {t('action.resume')}
          </button>
        )}
        {!finished && !elsewhere && (
          <button type="button" className="btn" onClick={() => cancelComparing(null)}>
            <Icon name="cross" />
            {t('compare.cancelAll')}
          </button>
        )}
        {excluded > 1 && !elsewhere && (
          <button type="button" className="btn" onClick={() => includeAgain(null)}>
            <Icon name="check" />
            {t('compare.includeAll')}
          </button>
        )}
        <button type="button" className="btn" onClick={() => share(comparison)}>
          <Icon name="share" />
          {t('compare.share')}
        </button>
        <button type="button" className="btn" onClick={() => setComparison(comparison)}>
          <Icon name="reset" />
          {t('compare.adopt')}
        </button>
      </div>
    </section>
  );
}
