/** The question which of two links it is to be. */
import { diffExperiments } from '../../experiment/diff';
import type { Experiment } from '../../experiment/fields';
import { type Mark, useMarks, usePlannedMarks } from '../charts/marks';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import { valueName } from '../text/values';
import styles from './share.module.css';

/** Settings and changes that are named. */
const MOST_NAMED = 4;

export type SharedPart = 'run' | 'settings';

interface ShareWhichProps {
  readonly chosen: SharedPart;
  readonly onChoose: (part: SharedPart) => void;
}

/** The run on the screen, or the settings on the controls. */
export function ShareWhich({ chosen, onChoose }: ShareWhichProps) {
  const t = useT();
  const initial = useRun((state) => state.initial);
  const experiment = useDraftExperiment((state) => state.experiment);
  const ofRun = useDifference(experiment, initial ?? experiment);
  const ofSettings = useDifference(initial ?? experiment, experiment);
  const ofRunLater = useLater(useMarks());
  const ofSettingsLater = useLater(usePlannedMarks());
  const details = { run: [ofRun, ofRunLater], settings: [ofSettings, ofSettingsLater] };
  return (
    <fieldset className={styles.which} aria-label={t('share.which')}>
      <p className="quiet">{t('share.which.text')}</p>
      {(['run', 'settings'] as const).map((part) => (
        <label key={part} className={styles.way}>
          <input type="radio" name="shared" checked={chosen === part} onChange={() => onChoose(part)} />
          <strong>{t(`share.which.${part}`)}</strong>
          {details[part]
            .filter((detail) => detail !== '')
            .map((detail) => (
              <span key={detail} className={styles.wayDetail}>
                {detail}
              </span>
            ))}
        </label>
      ))}
    </fieldset>
  );
}

/** The settings of `to` that differ from those of `from`, in words. */
function useDifference(from: Experiment, to: Experiment): string {
  const labels = useLabels();
  return useNamed(
    diffExperiments(from, to).map(
      (one) => `${labels.fields[one.name].label} ${valueName(labels, one.name, one.to)}`,
    ),
    ', ',
  );
}

/** Changes during the run, in words. */
function useLater(marks: readonly Mark[]): string {
  const t = useT();
  const list = useNamed(
    marks.map(({ step, text }) => t('chart.mark', { step, change: text })),
    '; ',
  );
  return marks.length > 0 ? t('share.which.changes', { changes: marks.length, list }) : '';
}

function useNamed(all: readonly string[], between: string): string {
  const t = useT();
  const more = all.length - MOST_NAMED;
  const named = all.slice(0, MOST_NAMED);
  return [...named, ...(more > 0 ? [t('share.which.more', { count: more })] : [])].join(between);
}
