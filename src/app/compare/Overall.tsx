/** How the whole comparison stands, and what can be done with it. */
import type { ComparisonSnapshot } from '../../run/protocol';
import { useCompare } from '../store/compare';
import {
  cancelComparing,
  goOnComparing,
  pauseComparing,
  setComparison,
  shareComparison,
} from '../store/compare-actions';
import { duration } from '../text/format';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import type { Group } from './groups';
import { overallOf } from './progress';

interface OverallProps {
  readonly snapshot: ComparisonSnapshot;
  readonly groups: readonly Group[];
}

export function Overall({ snapshot: { comparison }, groups }: OverallProps) {
  const t = useT();
  const state = useCompare((compare) => compare.state);
  const pausing = useCompare((compare) => compare.pausing);
  const { fraction, at, total, done, secondsLeft } = overallOf(groups);
  const finished = state === 'finished';
  const running = state === 'running';
  const part = finished ? 1 : fraction;
  return (
    <section className="compare-section" aria-labelledby="compare-progress">
      <div className="section-head">
        <h2 className="section-title" id="compare-progress">
          {t('compare.progress')}
        </h2>
        <span className="quiet num" role="status">
          {t(`compare.state.${running && pausing ? 'pausing' : state}`, { at, total, done })}
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
        aria-valuenow={Math.round(100 * part)}
      >
        <div className="track-fill" style={{ scale: `${part} 1` }} />
      </div>
      <div className="compare-actions">
        {running && (
          <button type="button" className="btn btn-main" onClick={pauseComparing} disabled={pausing}>
            <Icon name="pause" />
            {t('action.pause')}
          </button>
        )}
        {state === 'paused' && (
          <button type="button" className="btn btn-main" onClick={goOnComparing}>
            <Icon name="play" />
            {t('compare.goOn')}
          </button>
        )}
        {!finished && (
          <button type="button" className="btn" onClick={() => cancelComparing(null)}>
            <Icon name="cross" />
            {t('compare.cancelAll')}
          </button>
        )}
        <button type="button" className="btn" onClick={() => void shareComparison(comparison)}>
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
