/** The experiment, or the comparison that is set up, in the page's address. */
import type { LiveChange } from '../../../experiment/changes';
import { COMPARISON_LIMITS, type Comparison } from '../../../experiment/comparison';
import { encodeComparison } from '../../../experiment/comparison-link';
import type { Experiment } from '../../../experiment/fields';
import { encodeHash } from '../../../experiment/url';
import { useCompare } from '../compare/state';
import { useDraftExperiment } from './draft';
import { useRun } from './state';

/** The link omits the backend (`?backend=`): that is for the other user's device. */
function linkWith(hash: string): string {
  const url = new URL(location.href);
  url.search = '';
  url.hash = hash;
  return url.href;
}

/** The link to this page with this experiment, and perhaps changes of live settings during its run. */
export const linkTo = (experiment: Experiment, changes: readonly LiveChange[] = []): string =>
  linkWith(encodeHash(experiment, changes));

/** The link to the settings on the controls. */
export function linkToSettings(): string {
  const { experiment, changes } = useDraftExperiment.getState();
  return linkTo(experiment, changes);
}

/** The link to the present or last run, with every change during it; null without a run. */
export function linkToRun(): string | null {
  const { initial, changes } = useRun.getState();
  return initial && linkTo(initial, changes);
}

/** The link to this page with this comparison. */
export const linkToComparison = (comparison: Comparison): string => linkWith(encodeComparison(comparison));

/** Experiment on the page: that of the single run, or the base of the comparison. */
function hashOf(base: Experiment): string {
  const { open, draft } = useCompare.getState();
  const complete = draft.values.length >= COMPARISON_LIMITS.fewestValues;
  return open && complete
    ? encodeComparison({ base, ...draft })
    : encodeHash(base, useDraftExperiment.getState().changes);
}

/** The address's hash for what is on the controls. */
export const currentHash = (): string => `#${hashOf(useDraftExperiment.getState().experiment)}`;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the address in step with the controls, without adding to the browser's history. */
export function writeHash(): void {
  clearTimeout(timer);
  timer = setTimeout(() => history.replaceState(history.state, '', currentHash()), 250);
}
