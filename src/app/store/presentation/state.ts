/** How the page is shown: what a link says about it, and what the visitor has done about that since. */
import { create } from 'zustand';
import { differingFields } from '../../../experiment/diff';
import type { Experiment, FieldName } from '../../../experiment/fields';
import { type HideablePart, PLAIN_PRESENTATION, type Presentation } from '../../../experiment/presentation';

export const usePresentation = create<Presentation>(() => PLAIN_PRESENTATION);

export const useHidden = (part: HideablePart): boolean => usePresentation(({ hide }) => hide.includes(part));

export const useLocked = (name: FieldName): boolean => usePresentation(({ lock }) => lock.includes(name));

/** Opens or leaves the view for a projector; a page in a frame stays as it is. */
export function showPresentView(present: boolean): void {
  const { view } = usePresentation.getState();
  const next = present ? 'present' : 'page';
  if (view !== 'embed' && view !== next) usePresentation.setState({ view: next });
}

/** Wanted settings, but for those that the link keeps as they are. */
export function keepLocked(wanted: Experiment, present: Experiment): Experiment {
  const { lock } = usePresentation.getState();
  const kept = differingFields(wanted, present).filter((name) => lock.includes(name));
  return { ...wanted, ...Object.fromEntries(kept.map((name) => [name, present[name]])) };
}
