/** The attention maps: what was asked for, the last answer, and which of its maps and rows are looked at. */

import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import { automaticLayer, teacherLayer } from '../../../experiment/layer-map';
import type { AttentionEvent, AttentionResult } from '../../../run/protocol';
import { PAD } from '../../../run/protocol';
import { taskKey } from '../data/state';
import { onRunReplaced, onWorkerLost } from '../experiment/lifecycle';
import { useRun } from '../experiment/state';

export interface AttentionRequest {
  readonly id: number;
  /** Key of the task that the text belongs to. */
  readonly task: string;
  /** The response token whose prediction is to be looked at; null keeps the row that is. */
  readonly column: number | null;
}

/** `mean`: of all heads of the layer. */
export type Head = number | 'mean';

export interface MapChoice {
  readonly layer: number;
  readonly head: Head;
}

/** How many padding tokens a text begins with. */
export const paddingOf = (tokens: readonly number[]): number =>
  Math.max(
    0,
    tokens.findIndex((id) => id !== PAD),
  );

export type Reader = 'teacher' | 'student';

export interface AttentionState {
  /** The panel is on the page. */
  readonly open: boolean;
  readonly asked: AttentionRequest | null;
  readonly result: AttentionResult | null;
  /** Key of the task that the result belongs to. */
  readonly task: string;
  /** The result is about a run that has been dropped or replaced. */
  readonly outdated: boolean;
  /** Why the last request came to nothing, in a sentence. */
  readonly refusal: Problem | null;
  readonly teacher: MapChoice;
  readonly student: MapChoice;
  /** Position of the token whose row is looked at. */
  readonly token: number;
  /** The padding in front of a prompt is shown as one token. */
  readonly folded: boolean;
}

const FIRST_CHOICE: MapChoice = { layer: 0, head: 'mean' };

export const INITIAL_ATTENTION: AttentionState = {
  open: false,
  asked: null,
  result: null,
  task: '',
  outdated: false,
  refusal: null,
  teacher: FIRST_CHOICE,
  student: FIRST_CHOICE,
  token: 0,
  folded: true,
};

export const useAttention = create<AttentionState>(() => INITIAL_ATTENTION);

export const closeAttention = (): void => useAttention.setState({ open: false });

/** Maps were asked for. Those before stay until the new ones are there. */
export const awaitAttention = (asked: AttentionRequest): void =>
  useAttention.setState({ asked, refusal: null });

/** Takes in what the worker says. Only the request that was made last is listened to. */
export function receiveAttention(event: AttentionEvent): void {
  const state = useAttention.getState();
  const { asked } = state;
  if (asked?.id !== event.id) return;
  switch (event.type) {
    case 'attention': {
      const { result } = event;
      useAttention.setState({
        ...{ asked: null, result, task: asked.task, outdated: false, refusal: null },
        ...choicesFor(state, result),
        token: tokenFor(state, asked, result),
      });
      return;
    }
    case 'attention-refused':
      useAttention.setState({ asked: null, refusal: event.problem });
      return;
    default:
      event satisfies never;
  }
}

/** The teacher's layer that a student's layer is matched with by the run, or would be by itself. Counted from 0. */
function matchingLayer(layer: number, { student, teacher }: Pick<AttentionResult, Reader>): number {
  const map = useRun.getState().running?.layerMap ?? '';
  return (
    teacherLayer(map, layer, student.layers, teacher.layers) ??
    automaticLayer(layer, student.layers, teacher.layers)
  );
}

/** The chosen heads, if these models have them; else the student's last layer and the teacher's that matches it. */
function choicesFor(
  { result: before, teacher, student }: AttentionState,
  now: AttentionResult,
): Pick<AttentionState, Reader> {
  const same = (reader: Reader): boolean =>
    before?.[reader].layers === now[reader].layers && before[reader].heads === now[reader].heads;
  if (same('teacher') && same('student')) return { teacher, student };
  const layer = now.student.layers - 1;
  return {
    student: { layer, head: 'mean' },
    teacher: { layer: matchingLayer(layer, now), head: 'mean' },
  };
}

/** The same row of the same text; of another text, the one that its first response token is predicted from. */
function tokenFor(
  { result: before, token }: AttentionState,
  { column }: AttentionRequest,
  { tokens, promptLength }: AttentionResult,
): number {
  const same = before !== null && before.tokens.join() === tokens.join();
  if (column === null && same) return token;
  return Math.min(promptLength - 1 + (column ?? 0), tokens.length - 1);
}

/** The teacher's layer follows the student's; the other way round, each can be chosen alone. */
export function chooseLayer(reader: Reader, layer: number): void {
  const { result, teacher, student } = useAttention.getState();
  if (reader === 'teacher') useAttention.setState({ teacher: { ...teacher, layer } });
  else if (result) {
    useAttention.setState({
      student: { ...student, layer },
      teacher: { ...teacher, layer: matchingLayer(layer, result) },
    });
  }
}

export const chooseHead = (reader: Reader, head: Head): void =>
  useAttention.setState((state) => ({ [reader]: { ...state[reader], head } }));

export const chooseToken = (token: number): void => useAttention.setState({ token });

/** Shows the padding as one token, or one by one. A row of padding is out of sight when it is one. */
export function foldPadding(folded: boolean): void {
  const { result, token } = useAttention.getState();
  const first = result ? paddingOf(result.tokens) : 0;
  useAttention.setState({ folded, token: folded ? Math.max(token, first) : token });
}

onRunReplaced((running) => {
  const { result, task } = useAttention.getState();
  // A text of another task means nothing to the models of this one.
  if (running && task !== taskKey(running)) {
    useAttention.setState({ asked: null, result: null, refusal: null, outdated: false });
  } else useAttention.setState({ asked: null, outdated: result !== null });
});
onWorkerLost(() => useAttention.setState({ asked: null }));
