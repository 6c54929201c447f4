/** About how long the experiment on the controls takes, beside Start. Its place is there before the figure is. */
import { useDraftExperiment } from '../store/experiment/draft';
import { useCost, useTimeFor } from '../store/experiment/run-time';
import { useRun } from '../store/experiment/state';
import { duration } from '../text/format';
import { useT } from '../text/text';
import styles from './bar.module.css';

export function StartTime({ id }: { readonly id: string }) {
  const t = useT();
  const experiment = useDraftExperiment((state) => state.experiment);
  const waits = useRun((state) => !state.active);
  // Only the WebAssembly backend is measured before its first run.
  const soon = useRun((state) => state.backend === null || state.backend.name === 'wasm');
  const time = useTimeFor(useCost(experiment).totalFlops);
  return (
    <span id={id} className={styles.time} data-start-time="">
      {waits && time !== null && (
        <>
          <b className="num">{t('time.about', { time: duration(time) })}</b> <span>{t('time.here')}</span>
        </>
      )}
      {waits && time === null && !soon && <span>{t('time.unknown')}</span>}
    </span>
  );
}
