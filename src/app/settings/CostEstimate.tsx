/** Estimated cost of the experiment, before it runs. */
import { useDraftExperiment } from '../store/experiment/draft';
import { useCost, useTimeFor } from '../store/experiment/run-time';
import { bytes, count, duration } from '../text/format';
import { useT } from '../text/text';
import styles from './settings.module.css';

export function Estimate() {
  const t = useT();
  const experiment = useDraftExperiment((state) => state.experiment);
  const cost = useCost(experiment);
  const time = useTimeFor(cost.totalFlops);
  const rows = [
    ['settings.parameters', count(cost.parameters)],
    ['settings.memory', bytes(cost.bytes)],
    ['settings.stepWork', `${(cost.flopsPerStep.total / 1e9).toPrecision(2)} GFLOP`],
    ['settings.totalWork', `${(cost.totalFlops / 1e12).toPrecision(2)} TFLOP`],
    ['settings.time', time === null ? '…' : duration(time)],
  ] as const;
  return (
    <section className="section" aria-labelledby="estimate-title">
      <h2 className="section-title" id="estimate-title">
        {t('settings.estimate')}
      </h2>
      <dl className={styles.estimate}>
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{t(time === null ? 'settings.estimateWhat' : 'settings.estimateMeasured')}</p>
    </section>
  );
}
