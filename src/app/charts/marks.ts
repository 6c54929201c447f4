/** Marks of the charts: changes of live settings at their steps, in words. */
import { useMemo } from 'react';
import { changedSettings, type LiveChange } from '../../experiment/changes';
import type { Experiment } from '../../experiment/fields';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import type { Labels } from '../text/labels';
import { useLabels } from '../text/text';

export interface Mark {
  readonly step: number;
  /** `K 3 → 10`, several settings with commas between. */
  readonly text: string;
  /** The first of them. */
  readonly short: string;
}

/** Labels without what they add in brackets. */
const plain = (label: string): string => label.replace(/\s*[(（][^()（）]*[)）]$/, '');

/** One mark a step, in order. */
export function marksOf(
  experiment: Experiment | null,
  changes: readonly LiveChange[],
  labels: Labels,
): readonly Mark[] {
  if (!experiment) return [];
  const texts = new Map<number, string[]>();
  for (const { step, name, from, to } of changedSettings(experiment, changes)) {
    const text = `${plain(labels.fields[name].label)} ${from} → ${to}`;
    texts.set(step, [...(texts.get(step) ?? []), text]);
  }
  return [...texts].map(([step, all]) => ({
    step,
    text: all.join(', '),
    short: all.length > 1 ? `${all[0]} …` : (all[0] ?? ''),
  }));
}

/** The marks of the present run. */
export function useMarks(): readonly Mark[] {
  const labels = useLabels();
  const initial = useRun((state) => state.initial);
  const changes = useRun((state) => state.changes);
  return useMemo(() => marksOf(initial, changes, labels), [initial, changes, labels]);
}

/** The marks that the next start plans. */
export function usePlannedMarks(): readonly Mark[] {
  const labels = useLabels();
  const { experiment, changes } = useDraftExperiment();
  return useMemo(() => marksOf(experiment, changes, labels), [experiment, changes, labels]);
}

/** The text of the marks with `after < step <= to`; empty without one. */
export const markedIn = (marks: readonly Mark[], after: number, to: number): string =>
  marks
    .filter(({ step }) => step > after && step <= to)
    .map(({ text }) => text)
    .join(', ');
