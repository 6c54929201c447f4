/** User actions on attention maps. */
import type { AttentionText, StripRow } from '../../../run/protocol';
import { taskKey, useData } from '../data/state';
import { useDraftExperiment } from '../experiment/draft';
import { useRun } from '../experiment/state';
import { useView } from '../view';
import { post } from '../worker';
import { awaitAttention, useAttention } from './state';

let nextRequest = 1;

const experimentInSight = () => useRun.getState().running ?? useDraftExperiment.getState().experiment;

/** Has both models read a text. */
export function askAttention(text: AttentionText, column: number | null = null): void {
  const id = nextRequest++;
  const experiment = experimentInSight();
  awaitAttention({ id, task: taskKey(experiment), column });
  post({ type: 'attend', id, text, experiment });
}

/** A sequence of the strip, with its tokens as they are. */
export const textOf = ({ prompt, tokens }: StripRow): AttentionText => ({
  prompt,
  typed: false,
  response: tokens.map(({ id }) => id),
});

/** Opens the panel on the token or the sequence that is looked at, or else on what there is. */
export function openAttention(): void {
  const { pinned, selection } = useView.getState();
  const { result, asked } = useAttention.getState();
  const strip = pinned ?? useRun.getState().strip;
  const row = strip?.rows[selection?.row ?? 0];
  const [heldOut] = useData.getState().tasks[taskKey(experimentInSight())]?.facts?.heldOut ?? [];
  useAttention.setState({ open: true });
  if (row && selection) askAttention(textOf(row), selection.column);
  else if (result || asked) refreshAttention();
  else if (row) askAttention(textOf(row));
  else if (heldOut !== undefined) askAttention({ prompt: heldOut, typed: true, response: null });
}

/** Asks for the same text again, unless an answer is still outstanding. */
export function refreshAttention(): void {
  const { asked, result } = useAttention.getState();
  if (asked || !result) return;
  const { prompt, tokens, promptLength } = result;
  askAttention({ prompt, typed: false, response: tokens.slice(promptLength) });
}
