/** Messages between tabs about a run or a comparison that goes on in one of them (BroadcastChannel). */
import * as v from 'valibot';
import { type ComparisonEvent, ComparisonEventSchema } from './comparison';
import { type SingleRunEvent, SingleRunEventSchema } from './run';

/** Events that other tabs show. */
const SHOWN = [
  ...(['report', 'strip', 'views', 'evaluation', 'changes', 'phase'] as const),
  ...(['comparison', 'compared-run', 'comparison-state'] as const),
] as const;
type ShownEvent = Extract<SingleRunEvent | ComparisonEvent, { type: (typeof SHOWN)[number] }>;

export const isShown = (event: { readonly type: string }): event is ShownEvent =>
  SHOWN.some((type) => type === event.type);

const LiveMessageSchema = v.variant('type', [
  /** Another tab asks for the run or the comparison. */
  v.object({ type: v.literal('take-over') }),
  /** Another tab has begun to listen, and asks how the whole comparison stands. */
  v.object({ type: v.literal('tell-all') }),
  /** It has been saved and let go of. */
  v.object({ type: v.literal('let-go') }),
  SingleRunEventSchema,
  ComparisonEventSchema,
]);
export type LiveMessage = v.InferOutput<typeof LiveMessageSchema>;

/** Null for anything else: another version of the page may have sent it. */
export function readLiveMessage(data: unknown): LiveMessage | null {
  const message = v.safeParse(LiveMessageSchema, data);
  return message.success ? message.output : null;
}
