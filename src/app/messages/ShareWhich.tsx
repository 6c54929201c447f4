/** The question which of two links it is to be. */
import { useEffect, useRef } from 'react';
import { diffExperiments } from '../../experiment/diff';
import type { Experiment } from '../../experiment/fields';
import { type Mark, useMarks, usePlannedMarks } from '../charts/marks';
import { shareRun, shareSettings } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { closeDialog } from '../store/view';
import { useLabels, useT } from '../text/text';
import { valueName } from '../text/values';

/** Settings and changes that are named. */
const MOST_NAMED = 4;

/** The run on the screen, or the settings on the controls. */
export default function ShareWhich() {
  const t = useT();
  const initial = useRun((state) => state.initial);
  const experiment = useDraftExperiment((state) => state.experiment);
  const ofRun = useDifference(experiment, initial ?? experiment);
  const ofSettings = useDifference(initial ?? experiment, experiment);
  const ofRunLater = useLater(useMarks());
  const ofSettingsLater = useLater(usePlannedMarks());
  return (
    <>
      <p className="dialog-text">{t('share.which.text')}</p>
      <div className="ways">
        <Way title={t('share.which.run')} details={[ofRun, ofRunLater]} first onChoose={shareRun} />
        <Way
          title={t('share.which.settings')}
          details={[ofSettings, ofSettingsLater]}
          onChoose={shareSettings}
        />
      </div>
    </>
  );
}

interface WayProps {
  readonly title: string;
  readonly details: readonly string[];
  readonly first?: boolean;
  readonly onChoose: () => void;
}

function Way({ title, details, first = false, onChoose }: WayProps) {
  const button = useRef<HTMLButtonElement>(null);
  // The dialog was there before its content.
  useEffect(() => {
    if (first) button.current?.focus();
  }, [first]);
  return (
    <button
      type="button"
      className="way"
      ref={button}
      onClick={() => {
        closeDialog();
        onChoose();
      }}
    >
      <strong>{title}</strong>
      {details
        .filter((detail) => detail !== '')
        .map((detail) => (
          <span key={detail} className="way-detail">
            {detail}
          </span>
        ))}
    </button>
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
