/** Values that earlier versions of the page stored, in the form of this one. Anything else is returned unchanged. */
import { repairExperiment } from '../../experiment/repair';
import { upgradeExperiment } from '../../experiment/versions';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const within = (value: unknown, change: (fields: Fields) => Fields): unknown =>
  isFields(value) ? change(value) : value;

const each = (list: unknown, change: (fields: Fields) => Fields): unknown =>
  Array.isArray(list) ? list.map((value: unknown) => within(value, change)) : list;

/** State of a method. Version 0.1: λ was called `share`. */
export const currentMethodState = (stored: unknown): unknown =>
  within(stored, (state) => ({
    ...state,
    states: each(state.states, ({ share, ...rest }) =>
      share === undefined ? rest : { lambda: share, ...rest },
    ),
  }));

/** An experiment with the settings that came after it, as they were without them; unchanged when it is damaged. */
export function currentExperiment(stored: unknown): unknown {
  const { experiment, notices } = repairExperiment(upgradeExperiment(stored));
  return notices.length === 0 ? experiment : stored;
}

/**
 * Snapshot of a comparison. Version 0.1: the stage of supervised fine-tuning was called `warming-up`, and compared methods had
 * the settings of the base, and the one comparison had no id.
 */
export const currentSnapshot = (stored: unknown, id: string): unknown =>
  within(stored, (snapshot) => ({
    ...snapshot,
    id,
    comparison: within(snapshot.comparison, (comparison) => ({
      methodSettings: 'same',
      ...comparison,
      base: currentExperiment(comparison.base),
    })),
    runs: each(snapshot.runs, (run) => (run.stage === 'warming-up' ? { ...run, stage: 'sft' } : run)),
  }));
