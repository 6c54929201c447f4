/** Changes of live settings that a link plans: the controls follow them during the run, and go back when it is over. */
import { experimentAt, type LiveChange, type LiveName } from '../../../experiment/changes';
import type { Experiment } from '../../../experiment/fields';
import { useDraftExperiment } from './draft';
import { writeHash } from './link';
import { useRun } from './state';

const namesIn = (changes: readonly LiveChange[]): LiveName[] => [
  ...new Set(changes.flatMap(({ settings }) => Object.keys(settings) as LiveName[])),
];

const pick = (experiment: Experiment, names: readonly LiveName[]): Partial<Experiment> =>
  Object.fromEntries(names.map((name) => [name, experiment[name]]));

/** The newest step has the values that were planned for it; controls that showed the value before show the new one. */
export function followPlanned(step: number): void {
  const { running, initial, plan, changes } = useRun.getState();
  const due = namesIn(plan.filter((change) => change.step === step));
  if (!running || !initial || due.length === 0) return;
  const now = experimentAt(initial, changes, step);
  const { experiment } = useDraftExperiment.getState();
  const following = due.filter((name) => experiment[name] === running[name]);
  useRun.setState({ running: { ...running, ...pick(now, due) } });
  useDraftExperiment.setState({ experiment: { ...experiment, ...pick(now, following) } });
}

/** The run is over: controls that followed it show again what the next start begins with. */
export function restorePlanned(): void {
  const { running, initial, plan } = useRun.getState();
  const { experiment, changes } = useDraftExperiment.getState();
  if (!running || !initial || plan.length === 0 || changes !== plan) return;
  const followed = namesIn(plan).filter((name) => experiment[name] === running[name]);
  const restored = { ...experiment, ...pick(initial, followed) };
  useDraftExperiment.setState({ experiment: restored });
  writeHash();
}

/** Forgets the planned changes on the controls. A run that has begun keeps them. */
export function dropPlanned(): void {
  useDraftExperiment.setState({ changes: [] });
  writeHash();
}
