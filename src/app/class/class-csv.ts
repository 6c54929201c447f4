/** A class as comma-separated values: one line a hand-in, each with its own origin. */
import type { MetricFacts } from '../../run/protocol';
import { csv } from '../browser/csv';
import { significant } from '../export/csv-files';
import { asColumns, type Provenance } from '../export/provenance';
import type { Entry } from '../store/class/list';
import { linkTo } from '../store/experiment/link';
import { scoreOf } from './groups';

/** The device is no part of a hand-in. */
export const originOf = ({ experiment, changes, handIn }: Entry): Provenance => ({
  ...{ experiment, changes, seeds: [experiment.seed], vary: null, device: null },
  version: handIn.page,
  link: linkTo(experiment, changes),
});

const yes = (is: boolean): string => (is ? 'yes' : 'no');

export function classAsCsv(entries: readonly Entry[], metrics: readonly MetricFacts[]): string {
  const columns = [
    'name',
    ...metrics.map(({ id }) => `validation_${id.replaceAll('-', '_')}`),
    ...['steps_done', 'finished', 'altered', 'recording_only', 'began', 'handed_in', 'recording'],
  ];
  const rows = entries.map((entry) => {
    const { name, handIn, altered, ofRecording } = entry;
    return [
      name,
      ...metrics.map(({ id }) => significant(scoreOf(entry, id))),
      ...[String(handIn.step), yes(handIn.finished), yes(altered), yes(ofRecording)],
      ...[new Date(handIn.created).toISOString(), new Date(handIn.made).toISOString(), handIn.recording],
      ...asColumns(originOf(entry)).cells,
    ];
  });
  const [first] = entries;
  return csv([[...columns, ...(first ? asColumns(originOf(first)).names : [])], ...rows]);
}
