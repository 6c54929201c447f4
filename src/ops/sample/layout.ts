/**
 * Layout of a model for the sampling kernel. It reads the flat parameter vector in this order: embedding
 * [vocabulary, width], positions [context, width], then for each block the matrices [width, 3·width], [width, width],
 * [width, 4·width], [4·width, width], and at last the gain [width].
 */
export interface SampledModel {
  readonly vocabulary: number;
  readonly context: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
}

/** How the kernel is cut for a kind of adapter. */
export interface Cut {
  /** Invocations a workgroup. */
  readonly size: number;
  /** Sequences a workgroup; weights that are read serve all of them. */
  readonly rows: number;
  /** Split long sums over idle invocations. A processor has none idle, and reads an input once for all that share it. */
  readonly split: boolean;
}

const WORKGROUP_BYTES = 16_384;

/** Workgroup memory that a kernel over these models takes, in bytes. Mirrors the declarations in shader.ts. */
export function workgroupBytes(models: readonly SampledModel[], { size, rows }: Cut): number {
  const width = Math.max(...models.map((model) => model.width));
  const scores = Math.max(...models.map((model) => model.heads * model.context));
  const vocabulary = models[0]?.vocabulary ?? 0;
  // x, b: width; a: 4 · width; partial sums: a vec4 an invocation and row; and its sum; attention scores; logits; a few words.
  return (
    4 *
    (6 * rows * width +
      4 * Math.max(size * rows, width / 4) +
      Math.max(size, width / 4) +
      scores +
      rows * vocabulary +
      4 * rows +
      1)
  );
}

/** The kernel reads four numbers at a time and keeps a token's state in workgroup memory; null when that cannot be. */
export function chooseCut(models: readonly SampledModel[], software: boolean): Cut | null {
  const fits = models.every(({ width, heads }) => width % 4 === 0 && (width / heads) % 4 === 0);
  if (!fits) return null;
  const choices: Cut[] = software
    ? [
        { size: 32, rows: 4, split: false },
        { size: 32, rows: 2, split: false },
        { size: 32, rows: 1, split: false },
      ]
    : [
        { size: 256, rows: 1, split: true },
        { size: 128, rows: 1, split: true },
        { size: 64, rows: 1, split: true },
      ];
  return choices.find((cut) => workgroupBytes(models, cut) <= WORKGROUP_BYTES) ?? null;
}
