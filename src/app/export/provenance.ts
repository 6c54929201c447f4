/**
 * The origin of exported numbers: task, method, settings, seeds, device, version and the link that repeats them. Every
 * file, text and picture that leaves the page takes its account from here.
 */
import { version } from '../../../package.json';
import { canonicalChanges, writeChanges } from '../../experiment/changes';
import type { Comparison } from '../../experiment/comparison';
import { diffExperiments } from '../../experiment/diff';
import { DEFAULT_EXPERIMENT, type FieldName } from '../../experiment/fields';
import { fingerprintText, isOwnTask } from '../../experiment/user-data';
import type { BackendInfo } from '../../run/protocol';
import { linkTo, linkToComparison } from '../store/experiment/link';
import { useRun } from '../store/experiment/state';
import type { Subject } from '../store/experiment/subject';
import type { Labels } from '../text/labels';
import type { TranslateAll } from '../text/text';
import { valueName } from '../text/values';

export interface Device extends Pick<BackendInfo, 'name' | 'adapter' | 'threads'> {
  /** Logical cores of the processor; null where a recording does not say. */
  readonly cores: number | null;
}

export interface Provenance extends Subject {
  readonly seeds: readonly number[];
  /** The setting that differs between the rows of a comparison; null for a single run. */
  readonly vary: FieldName | null;
  /** What computes in this visit, or has computed what was recorded; null where it is not known. */
  readonly device: Device | null;
  readonly version: string;
  readonly link: string;
}

function deviceNow(): Device | null {
  const { backend } = useRun.getState();
  if (!backend) return null;
  const { name, adapter, threads } = backend;
  return { name, adapter, threads, cores: navigator.hardwareConcurrency };
}

const deviceText = (device: Device | null, processor: (device: Device) => string): string =>
  device ? `${device.name}: ${device.adapter || processor(device)}` : '';

/** The device and the version of a recording that is on the page; null of what is computed in this visit. */
function recordedOrigin(): Pick<Provenance, 'device' | 'version'> | null {
  const { recorded, facts } = useRun.getState();
  if (!recorded || !facts) return null;
  return { device: facts.device && { ...facts.device, cores: null }, version: facts.version };
}

export const ofSubject = ({ experiment, changes }: Subject): Provenance => ({
  experiment,
  changes,
  seeds: [experiment.seed],
  vary: null,
  ...(recordedOrigin() ?? { device: deviceNow(), version }),
  link: linkTo(experiment, changes),
});

export const ofComparison = (comparison: Comparison): Provenance => ({
  experiment: comparison.base,
  changes: [],
  seeds: Array.from({ length: comparison.seeds }, (_, i) => comparison.base.seed + i),
  vary: comparison.vary,
  device: deviceNow(),
  version,
  link: linkToComparison(comparison),
});

/** Settings with a column or a line of their own. */
const NAMED: readonly FieldName[] = ['task', 'method', 'teacher', 'seed'];

/** The settings that differ from the defaults of this version and have no column of their own. */
const differing = ({ experiment, vary }: Provenance) =>
  diffExperiments(DEFAULT_EXPERIMENT, experiment).filter(
    ({ name }) => !NAMED.includes(name) && name !== vary,
  );

/** Names of columns and the cells of every row, in English and with the values that links have. */
export function asColumns(provenance: Provenance): { readonly names: string[]; readonly cells: string[] } {
  const { experiment, changes, vary, seeds } = provenance;
  const { task, method, teacher } = experiment;
  const columns: readonly (readonly [string, string])[] = [
    ['task', task],
    ['method', method],
    ['teacher', teacher],
    ['seeds', seeds.join(' ')],
    [
      'settings',
      differing(provenance)
        .map(({ name, to }) => `${name}=${to}`)
        .join(' '),
    ],
    ['changes', writeChanges(canonicalChanges(experiment, changes))],
    [
      'device',
      deviceText(provenance.device, ({ threads, cores }) =>
        cores === null ? `processor, threads: ${threads}` : `processor, ${threads} of ${cores} logical cores`,
      ),
    ],
    ['version', provenance.version],
    ['link', provenance.link],
  ];
  // The varied setting has its column among the results.
  const kept = columns.filter(([name]) => name !== vary);
  return { names: kept.map(([name]) => name), cells: kept.map(([, cell]) => cell) };
}

type Line = readonly [label: string, text: string];

const machineInWords = (
  t: TranslateAll,
  { device, version }: Pick<Provenance, 'device' | 'version'>,
): readonly Line[] => [
  [
    t('export.device'),
    deviceText(device, ({ threads, cores }) =>
      cores === null ? t('export.threads', { threads }) : t('export.processor', { threads, cores }),
    ),
  ],
  [t('export.version'), `${t('app.name')} ${version}`],
];

/** The device and the version of this visit, in words. */
export const visitInWords = (t: TranslateAll): readonly Line[] =>
  machineInWords(t, { device: deviceNow(), version }).filter(([, text]) => text !== '');

/** The account in words, a label and a text each. */
export function inWords(provenance: Provenance, t: TranslateAll, labels: Labels): readonly Line[] {
  const { experiment, changes, vary, seeds, link } = provenance;
  const { fields } = labels;
  const named = (['task', 'method', 'teacher'] as const).filter((name) => name !== vary);
  const settings = differing(provenance).map(
    ({ name, to }) => `${fields[name].label} ${valueName(labels, name, to)}`,
  );
  const lines: readonly Line[] = [
    ...named.map((name): [string, string] => [fields[name].label, valueName(labels, name, experiment[name])]),
    [t('export.data'), isOwnTask(experiment.task) ? fingerprintText(experiment.ownData) : ''],
    [t('compare.seeds'), seeds.join(', ')],
    [t('export.settings'), settings.join(', ')],
    [t('planned.title'), writeChanges(canonicalChanges(experiment, changes))],
    ...machineInWords(t, provenance),
    [t('share.link'), link],
  ];
  return lines.filter(([, text]) => text !== '');
}
