/** Messages between tabs about a run that goes on in one of them (BroadcastChannel). */
import * as v from 'valibot';
import { type SingleRunEvent, SingleRunEventSchema } from './run';

/** Events of the run that other tabs show. */
const SHOWN = ['report', 'strip', 'views', 'evaluation', 'changes', 'phase'] as const;
type ShownEvent = Extract<SingleRunEvent, { type: (typeof SHOWN)[number] }>;

export const isShown = (event: { readonly type: string }): event is ShownEvent =>
  SHOWN.some((type) => type === event.type);

const LiveMessageSchema = v.variant('type', [
  /** Another tab asks for the run. */
  v.object({ type: v.literal('take-over') }),
  /** The run has been saved and let go of. */
  v.object({ type: v.literal('let-go') }),
  SingleRunEventSchema,
]);
export type LiveMessage = v.InferOutput<typeof LiveMessageSchema>;

/** Null for anything else: another version of the page may have sent it. */
export function readLiveMessage(data: unknown): LiveMessage | null {
  const message = v.safeParse(LiveMessageSchema, data);
  return message.success ? message.output : null;
}
