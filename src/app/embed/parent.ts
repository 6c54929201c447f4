/**
 * What a page in a frame tells the page around it: its height and the results of its runs, and nothing that anybody typed.
 * Messages from the other page are not listened to. The format is in docs/teaching.md.
 */
import type { Phase } from '../../run/protocol';
import { useRun } from '../store/experiment/state';

/** Raised when a field changes its meaning. */
const VERSION = 1;

export interface HeightMessage {
  readonly type: 'height';
  /** Height of the frame in CSS pixels at which nothing is cut off. */
  readonly height: number;
}

export interface ResultMessage {
  readonly type: 'result';
  readonly phase: Phase;
  readonly step: number;
  /** Steps of the whole run. */
  readonly total: number;
  /** Metric id → score of the newest evaluation on held-out prompts; empty before the first. */
  readonly scores: Readonly<Record<string, number>>;
  /** Share of accepted tokens in the newest step; null where the method checks none. */
  readonly acceptance: number | null;
  /** Whether the run was recorded earlier, and is not computed in this frame. */
  readonly recorded: boolean;
}

/** Phases that a result is told of, beside those after an evaluation. */
const TOLD: readonly Phase[] = ['paused', 'finished', 'failed'];

/** Origin of the page around this one; `*` where the browser does not say or it has none of its own. */
function parentOrigin(): string {
  const [ancestor] = location.ancestorOrigins ?? [];
  const address = ancestor ?? document.referrer;
  return /^https?:/.test(address) ? new URL(address).origin : '*';
}

export function tellParent(message: HeightMessage | ResultMessage): void {
  if (window.parent === window) return;
  window.parent.postMessage({ source: 'distillery', version: VERSION, ...message }, parentOrigin());
}

/** Tells the page around this one each result from now on. @returns a function that ends it */
export function tellResults(): () => void {
  return useRun.subscribe((now, before) => {
    const isOver = now.phase !== before.phase && TOLD.includes(now.phase);
    const isEvaluated = now.evaluation !== null && now.evaluation !== before.evaluation;
    if (!isOver && !isEvaluated) return;
    const { phase, step, total, evaluation, report, recorded } = now;
    const scores = evaluation?.scores ?? {};
    const acceptance = report?.acceptance ?? null;
    tellParent({ type: 'result', phase, step, total, scores, acceptance, recorded });
  });
}
