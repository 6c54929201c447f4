/** The experiment, or the comparison that is set up, in the page's address. */
import type { LiveChange } from '../../../experiment/changes';
import { CLASS_PAIR, handInPair } from '../../../experiment/class-link';
import { COMPARISON_LIMITS, type Comparison } from '../../../experiment/comparison';
import { encodeComparison } from '../../../experiment/comparison-link';
import type { Experiment } from '../../../experiment/fields';
import { encodeLesson } from '../../../experiment/lesson-link';
import { encodePresentation, type Presentation } from '../../../experiment/presentation';
import { encodeRecording } from '../../../experiment/recording-link';
import { encodeHash } from '../../../experiment/url';
import { classSeed, useHandIn } from '../class/state';
import { useCompare } from '../compare/state';
import { lessonInAddress } from '../lesson/state';
import { usePresentation } from '../presentation/state';
import { playedInAddress } from '../recordings/state';
import { useView } from '../view';
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

/** What the address says for a class: the hand-in that is shown, and that the seed is this visitor's own. */
function classPairs(seed: number): string {
  const { encoded } = useHandIn.getState();
  const isShown = useView.getState().dialog === 'hand-in' && encoded !== null;
  return `${seed === classSeed() ? CLASS_PAIR : ''}${isShown ? `&${handInPair(encoded)}` : ''}`;
}

/** The address's hash for what is on the controls, how it is shown, the lesson and the recording beside it, and a hand-in before it. */
export function currentHash(): string {
  const { experiment } = useDraftExperiment.getState();
  const shown = encodePresentation(usePresentation.getState()) + encodeLesson(lessonInAddress());
  const played = encodeRecording(playedInAddress());
  return `#${hashOf(experiment)}${shown}${played}${classPairs(experiment.seed)}`;
}

/** The link to a run that was handed in. */
export const linkToHandIn = (encoded: string): string => linkWith(handInPair(encoded));

/** A link of this page that is shown in a certain way. */
export const presentedLink = (link: string, presentation: Presentation): string =>
  link + encodePresentation(presentation);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the address in step with the controls, without adding to the browser's history. */
export function writeHash(): void {
  clearTimeout(timer);
  timer = setTimeout(() => history.replaceState(history.state, '', currentHash()), 250);
}
