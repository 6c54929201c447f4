/** What links for a class ask of the page: a seed of the visitor's own, and a run that was handed in. The class itself is in `list.ts`. */
import { create } from 'zustand';
import type { Experiment } from '../../../experiment/fields';
import { recallInTab, rememberInTab } from '../../browser/session-storage';
import { notify, openDialog } from '../view';

const KEY = 'class-seed';

export interface ShownHandIn {
  /** As a link holds it; null before the first. */
  readonly encoded: string | null;
}

export const useHandIn = create<ShownHandIn>(() => ({ encoded: null }));

/** Shows a run that was handed in. */
export function showHandIn(encoded: string): void {
  useHandIn.setState({ encoded });
  openDialog('hand-in');
}

let seed: number | null = null;

/** This visitor's seed; null where no link for a class was opened. */
export const classSeed = (): number | null => seed;

/** The experiment with the seed of this visitor, which is drawn once a tab. */
export function withClassSeed(experiment: Experiment): Experiment {
  const kept = recallInTab(KEY);
  seed ??= kept === null || !/^\d{1,10}$/.test(kept) ? drawSeed() : Number(kept) >>> 0;
  rememberInTab(KEY, String(seed));
  notify([{ key: 'class.yourSeed', values: { seed: String(seed) } }]);
  return { ...experiment, seed };
}

/** Wanted settings with the seed of this visitor, where that is on the controls. */
export const keepClassSeed = (wanted: Experiment, present: Pick<Experiment, 'seed'>): Experiment =>
  present.seed === seed ? { ...wanted, seed } : wanted;

const drawSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
