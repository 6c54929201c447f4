/** User actions of "One token at a time". */
import type { StripRow, TraceRequest, Writer } from '../../../run/protocol';
import { taskKey, useData } from '../data/state';
import { useDraftExperiment } from '../experiment/draft';
import { type StripSnapshot, useRun } from '../experiment/state';
import { useView } from '../view';
import { post } from '../worker';
import { nextTraceId } from './ids';
import { type Cursor, START, useTrace } from './state';

/** The experiment of the run, or else of the controls. */
export const experimentInSight = () => useRun.getState().running ?? useDraftExperiment.getState().experiment;

/** Asks for a sequence; the one before stays until it is there. */
export function askTrace(request: TraceRequest, cursor: Cursor = START): void {
  const id = nextTraceId();
  useTrace.setState({ asked: { id, request, cursor }, refusal: null });
  post({ type: 'trace', id, request, experiment: experimentInSight() });
}

const SETTINGS = { writer: null, topK: null, row: 0 } as const;

/** The writer and K of the present request, for another prompt. */
const settingsNow = (): Pick<TraceRequest, 'writer' | 'topK' | 'row'> => {
  const { writer, topK, row } = useTrace.getState().request ?? SETTINGS;
  return { writer, topK, row };
};

/** A prompt of the task, or one that is typed. */
export function askPrompt(prompt: string): void {
  const { strip } = useTrace.getState().request ?? { strip: null };
  askTrace({ prompt, typed: true, ...(strip ? SETTINGS : settingsNow()), strip: null });
}

/** Who wrote a sequence of the strip, where that is not the source of the experiment. */
const writerOfRow = ({ tokens }: StripRow): Writer | null =>
  tokens[0]?.source === 'data' ? 'dataset' : null;

/** Draws a sequence of the strip again. */
export function askStripRow({ step, rows }: StripSnapshot, row: number, cursor: Cursor = START): void {
  const shown = rows[row];
  if (!shown) return;
  const tokens = shown.tokens.map(({ id }) => id);
  askTrace(
    {
      ...{ ...SETTINGS, prompt: shown.prompt, typed: false, writer: writerOfRow(shown) },
      strip: { step, row, tokens, again: true },
    },
    cursor,
  );
}

/** The same prompt and random numbers with another writer or K. */
export function changeTrace(changes: Partial<Pick<TraceRequest, 'writer' | 'topK'>>): void {
  const { request } = useTrace.getState();
  if (!request) return;
  const { strip } = request;
  askTrace({ ...request, ...changes, strip: strip && { ...strip, again: false } });
}

/** The same prompt with the random numbers of another row. */
export function drawAgain(): void {
  const { request } = useTrace.getState();
  if (!request) return;
  askTrace({ ...request, row: request.strip ? 0 : request.row + 1, strip: null });
}

/** The same request again, for the student of now; the moment that is looked at stays. */
export function refreshTrace(): void {
  const { request, cursor } = useTrace.getState();
  if (request) askTrace(request, cursor);
}

/** Looks at the selected token, or else at the last sequence, or at a prompt that there is. */
export function beginTrace(): void {
  const { pinned, selection } = useView.getState();
  const { result, asked } = useTrace.getState();
  const strip = pinned ?? useRun.getState().strip;
  if (strip && selection) askStripRow(strip, selection.row, { token: selection.column, stage: 0 });
  else if (result || asked) return;
  else if (strip) askStripRow(strip, 0);
  else {
    const [heldOut] = useData.getState().tasks[taskKey(experimentInSight())]?.facts?.heldOut ?? [];
    if (heldOut !== undefined) askPrompt(heldOut);
  }
}

export const goTo = (cursor: Cursor): void => useTrace.setState({ cursor });
