/** Messages about the device that computes. */
import * as v from 'valibot';
import { Amount, listOf, ProblemSchema, Size, Text } from './schema';

export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

export const BackendChoiceSchema = v.picklist([...BACKENDS, 'auto']);
export type BackendChoice = v.InferOutput<typeof BackendChoiceSchema>;

/** What a measurement of a slow adapter has decided. A visit remembers it. */
export const ProbeSchema = v.pipe(
  v.object({
    /** Name of the adapter. */
    adapter: Text,
    faster: v.picklist(['webgpu', 'processor']),
    reason: ProblemSchema,
    /** Floating-point operations a second of training on what is faster, as experiment/cost.ts counts them; null where unknown. */
    flopsPerSecond: v.nullable(Amount),
    /** How long it took. */
    milliseconds: Amount,
  }),
  v.readonly(),
);
export type Probe = v.InferOutput<typeof ProbeSchema>;

export const BackendInfoSchema = v.pipe(
  v.object({
    name: v.picklist(BACKENDS),
    /** Name of the graphics adapter; empty on the processor. */
    adapter: Text,
    /** Threads of the processor that compute together; 1 on a graphics adapter. */
    threads: Size,
    /** Why this backend was chosen, and others were not. */
    reasons: listOf(ProblemSchema),
    /** Advice for a faster one; null without any. */
    advice: v.nullable(ProblemSchema),
    /** The measurement that decided, where there was one. */
    probe: v.exactOptional(ProbeSchema),
  }),
  v.readonly(),
);
export type BackendInfo = v.InferOutput<typeof BackendInfoSchema>;
