/** One token at a time: what was asked for, the last sequence, and the moment of it that is looked at. */
import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { TraceEvent, TraceRequest, TraceResult } from '../../../run/protocol';
import { onRunReplaced, onWorkerLost } from '../experiment/lifecycle';

/** A moment of a sequence: a token, and how much of its decision has been shown. */
export interface Cursor {
  readonly token: number;
  readonly stage: number;
}

export interface TraceState {
  /** The panel is on the page. */
  readonly open: boolean;
  /** How often the panel has been asked for: each time it looks at the token that is selected. */
  readonly calls: number;
  readonly asked: { readonly id: number; readonly request: TraceRequest; readonly cursor: Cursor } | null;
  readonly result: TraceResult | null;
  /** The request that led to the result. */
  readonly request: TraceRequest | null;
  /** The result is about a run that has been dropped or replaced. */
  readonly outdated: boolean;
  /** Why the last request came to nothing. */
  readonly refusal: Problem | null;
  readonly cursor: Cursor;
}

export const START: Cursor = { token: 0, stage: 0 };

export const INITIAL_TRACE: TraceState = {
  open: false,
  calls: 0,
  asked: null,
  result: null,
  request: null,
  outdated: false,
  refusal: null,
  cursor: START,
};

export const useTrace = create<TraceState>(() => INITIAL_TRACE);

export const openTrace = (): void => useTrace.setState(({ calls }) => ({ open: true, calls: calls + 1 }));
export const closeTrace = (): void => useTrace.setState({ open: false });

/** Takes in what the worker says. Only the request that was made last is listened to. */
export function receiveTrace(event: TraceEvent): void {
  const { asked } = useTrace.getState();
  if (asked?.id !== event.id) return;
  if (event.type === 'trace') {
    const { result } = event;
    const { request, cursor } = asked;
    const token = Math.min(cursor.token, Math.max(0, result.row.tokens.length - 1));
    useTrace.setState({
      ...{ asked: null, result, request, outdated: false, refusal: null },
      cursor: { ...cursor, token },
    });
  } else if (event.type === 'trace-refused') {
    useTrace.setState({ asked: null, refusal: event.problem });
  }
}

onRunReplaced(() => useTrace.setState(({ result }) => ({ asked: null, outdated: result !== null })));
onWorkerLost(() => useTrace.setState({ asked: null }));
