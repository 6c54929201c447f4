/** The experiment, or the comparison that is set up, in the page's address. */
import { COMPARISON_LIMITS, type Comparison } from '../../../experiment/comparison';
import { encodeComparison } from '../../../experiment/comparison-link';
import type { Experiment } from '../../../experiment/fields';
import { encodeHash } from '../../../experiment/url';
import { useCompare } from '../compare/state';

/** What computes (`?backend=`) is the other visitor's own business. */
function linkWith(hash: string): string {
  const url = new URL(location.href);
  url.search = '';
  url.hash = hash;
  return url.href;
}

/** The link to this page with this experiment. */
export const linkTo = (experiment: Experiment): string => linkWith(encodeHash(experiment));

/** The link to this page with this comparison. */
export const linkToComparison = (comparison: Comparison): string => linkWith(encodeComparison(comparison));

/** What the page shows: a single run's experiment, or the comparison of which it is the base. */
function hashOf(base: Experiment): string {
  const { open, draft } = useCompare.getState();
  const complete = draft.values.length >= COMPARISON_LIMITS.fewestValues;
  return open && complete ? encodeComparison({ base, ...draft }) : encodeHash(base);
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the address in step with the controls, without adding to the browser's history. */
export function writeHash(experiment: Experiment): void {
  clearTimeout(timer);
  timer = setTimeout(() => history.replaceState(null, '', `#${hashOf(experiment)}`), 250);
}
