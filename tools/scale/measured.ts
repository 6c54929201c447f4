/** Counts of the tiny runs, as measure.py prints them and docs/scale.json keeps them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

/** Passes without gradients in their order: rows, new tokens a row, how many such passes. */
const Passes = v.array(v.tuple([v.number(), v.number(), v.number()]));

const CountsSchema = v.object({
  /** Response tokens of rank 0, and the share of them that the student wrote. */
  tokens: v.number(),
  acceptance: v.number(),
  passes: v.object({ student: Passes, teacher: Passes }),
  /** Of matrix products, of rank 0. */
  operations: v.number(),
  /** What autograd keeps for the backward pass, without parameters. */
  saved_bytes: v.number(),
  /** Handed to all_reduce, by one rank. */
  sent_bytes: v.number(),
  weight_bytes: v.number(),
  moment_bytes: v.number(),
  cpu_seconds: v.number(),
  torch: v.string(),
});
export type Counts = v.InferOutput<typeof CountsSchema>;

const MeasuredSchema = v.object({
  processor: v.string(),
  date: v.string(),
  counts: v.record(v.string(), CountsSchema),
});
export type Measured = v.InferOutput<typeof MeasuredSchema>;

export const MEASURED_FILE = fileURLToPath(new URL('../../docs/scale.json', import.meta.url));

export const readCounts = (json: string): Counts => v.parse(CountsSchema, JSON.parse(json));

export const readMeasured = (): Measured =>
  v.parse(MeasuredSchema, JSON.parse(readFileSync(MEASURED_FILE, 'utf8')));

/** Settings of the tiny run that the others are compared with. */
export const BASE = { width: 64, rows: 8, topK: 5, block: 1, limit: 41, ranks: 1 } as const;
export type Setting = { readonly [K in keyof typeof BASE]: number };

/** Each of these differs from BASE in one thing. */
export const GROWTH = {
  'batch × 2': { rows: 16 },
  'batch × 4': { rows: 32 },
  'half the response': { limit: 20 },
  'width × 2': { width: 128 },
  '2 ranks': { ranks: 2 },
} as const satisfies Readonly<Record<string, Partial<Setting>>>;

/** K and block lengths of the verification. */
export const TOP_KS = [3, 10, 20, 30] as const;
export const BLOCKS = [1, 2, 4, 8] as const;

export const nameOf = (topK: number, block: number): string => `K ${topK}, block ${block}`;

/** All runs by name. */
export const SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ['base', BASE] as const,
  ...Object.entries(GROWTH).map(([name, changes]) => [name, { ...BASE, ...changes }] as const),
  ...TOP_KS.flatMap((topK) =>
    BLOCKS.map((block) => [nameOf(topK, block), { ...BASE, topK, block }] as const),
  ),
]);
