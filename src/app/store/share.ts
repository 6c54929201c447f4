/** The experiment in the page's address. */
import type { Experiment } from '../../experiment/fields';
import { encodeHash } from '../../experiment/url';

/** `encodeHash` without a leading `#`, whichever way it is written. */
const hashOf = (experiment: Experiment): string => encodeHash(experiment).replace(/^#/, '');

/** The link to this page with this experiment. What computes (`?backend=`) is the other visitor's own business. */
export function linkTo(experiment: Experiment): string {
  const url = new URL(location.href);
  url.search = '';
  url.hash = hashOf(experiment);
  return url.href;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the address in step with the controls, without adding to the browser's history. */
export function writeHash(experiment: Experiment): void {
  clearTimeout(timer);
  timer = setTimeout(() => history.replaceState(null, '', `#${hashOf(experiment)}`), 250);
}
