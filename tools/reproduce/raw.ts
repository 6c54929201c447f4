/** The raw result of a run: what its file holds, and where it lies. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { messageOf } from '../../src/errors/user-error';
import { type Experiment, FIELD_NAMES } from '../../src/experiment/fields';
import { decodeHash, encodeHash } from '../../src/experiment/url';
import { DEFAULTS_OF_VERSION_2 } from '../../src/experiment/versions';

const Numbers = v.pipe(v.array(v.number()), v.readonly());
const Scores = v.record(v.string(), v.number());
/** A number with its 95 % interval, where there is one. */
const Measured = v.object({
  value: v.number(),
  interval: v.nullable(v.pipe(v.tuple([v.number(), v.number()]), v.readonly())),
});

/** See `Drafting` of distill/metrics/drafting.ts. */
const DraftedSchema = v.object({ overlap: Measured, acceptance: Measured, acceptedPerCall: Measured });

/** What was measured of a student whose training came to its end. */
const OutcomeSchema = v.object({
  /** Student updates, its warm start left out. */
  updates: v.number(),
  teacherForwards: v.number(),
  /** Wall time of the training with its evaluations. */
  seconds: v.number(),
  /** Means over stretches of steps; `steps` are the last ones of each. */
  curve: v.object({ steps: Numbers, loss: Numbers, acceptance: v.nullable(Numbers) }),
  /** Greedy answers to `evaluatePrompts` validation prompts during training: metric id → a score a step. */
  progress: v.object({ steps: Numbers, scores: v.record(v.string(), Numbers) }),
  /** The finished student on validation prompts: what settings are chosen by. */
  validation: v.object({
    prompts: v.number(),
    scores: Scores,
    /** Nats a token, teacher‖student, on the reference answers. */
    forwardKl: v.number(),
    /** Share of their tokens at which both find the same token most probable. */
    topOne: v.number(),
  }),
  /** The finished student on test prompts, by which nothing was chosen. */
  test: v.object({ prompts: v.number(), scores: v.record(v.string(), Measured) }),
  /** Shares of the test prompts whose subclass a linear probe says; null where they have none. */
  probe: v.optional(v.nullable(v.object({ teacher: Measured, student: Measured })), null),
  /**
   * The student as a drafter for its teacher, on test prompts, at the end and, where it is timed, as it met the distillation; null
   * where answers are classes.
   */
  drafting: v.nullable(
    v.object({
      prompts: v.number(),
      draftLength: v.number(),
      temperature: v.number(),
      before: v.nullable(DraftedSchema),
      after: DraftedSchema,
    }),
  ),
  /** Milliseconds for a response token, greedy, one sequence at a time: the median of the repeats. */
  times: v.nullable(
    v.object({ repeats: v.number(), alone: v.number(), before: v.number(), after: v.number() }),
  ),
  /** What tfjs held after these steps. */
  memory: v.object({ steps: Numbers, tensors: Numbers, bytes: Numbers }),
});

const MachineSchema = v.object({
  processor: v.string(),
  cores: v.number(),
  system: v.string(),
  backend: v.string(),
  adapter: v.string(),
  node: v.string(),
  tfjs: v.string(),
  /** Of this project; “+” where the working tree had changes. Null outside a repository. */
  commit: v.nullable(v.string()),
});

const RawSchema = v.object({
  format: v.literal(1),
  /** The experiment, as the hash of a link. */
  link: v.string(),
  /** See `fingerprintOf`. */
  teacher: v.number(),
  /** Fingerprint of the sources that computed it, see sources.ts; null where it was not recorded. */
  sources: v.optional(v.nullable(v.string()), null),
  machine: MachineSchema,
  /** ISO 8601. */
  finished: v.string(),
  /** Why the run failed, for example that it diverged; null when it came to its end. */
  failure: v.nullable(v.string()),
  outcome: v.nullable(OutcomeSchema),
});

export type Outcome = v.InferOutput<typeof OutcomeSchema>;
export type Machine = v.InferOutput<typeof MachineSchema>;
export type RawResult = v.InferOutput<typeof RawSchema>;

/** Where the committed results lie. */
export const RESULTS_FOLDER = 'docs/results';

/**
 * The name of a run: its task, what else differs from the defaults of version 2, which the first results were named by, its seed. Names of settings hold neither “-” nor “_”,
 * so different experiments have different names.
 *
 * @example runName({ ...DEFAULTS_OF_VERSION_2, method: 'sft', seed: 2 }) // 'translation_method-sft_seed-2'
 */
export function runName(experiment: Experiment): string {
  const differing = FIELD_NAMES.filter(
    (name) => name !== 'task' && name !== 'seed' && experiment[name] !== DEFAULTS_OF_VERSION_2[name],
  );
  const pairs = differing.map((name) => `${name}-${experiment[name]}`);
  return [experiment.task, ...pairs, `seed-${experiment.seed}`].join('_');
}

/** Five significant digits: the sixth is not reproduced by another backend anyway. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;

/** As JSON, lists of numbers on one line. */
export function formatResult(result: RawResult): string {
  const text = JSON.stringify(result, rounded, 1);
  return `${text.replace(/\[[\s\d.,eE+-]+\]/g, (list) => list.replace(/\s+/g, ' '))}\n`;
}

/** Writes beside and renames, so that a kill in between leaves no half a result. */
export function writeResult(folder: string, result: RawResult): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${runName(decodeHash(result.link).experiment)}.json`);
  const partial = `${path}.${process.pid}.part`;
  writeFileSync(partial, formatResult(result));
  renameSync(partial, path);
}

/** @throws Error that names the file when it is not a result */
export function readResult(folder: string, file: string): RawResult {
  let parsed: v.SafeParseResult<typeof RawSchema>;
  try {
    parsed = v.safeParse(RawSchema, JSON.parse(readFileSync(join(folder, file), 'utf8')), {
      abortEarly: true,
    });
  } catch (error) {
    throw new Error(`${file} cannot be read: ${messageOf(error)}`);
  }
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`${file} is not a result, at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`);
  }
  const { experiment, notices } = decodeHash(parsed.output.link);
  if (notices.length > 0 || `${runName(experiment)}.json` !== file) {
    throw new Error(
      `${file} holds another experiment: ${[parsed.output.link, ...notices.map(({ code }) => code)].join('; ')}`,
    );
  }
  return parsed.output;
}

/**
 * All results of a folder, by the link of their experiment.
 * @throws Error that names the first file that is not a result
 */
export function readResults(folder: string): ReadonlyMap<string, RawResult> {
  let files: string[] = [];
  try {
    files = readdirSync(folder);
  } catch {
    // No folder yet: no results.
  }
  const results = files
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readResult(folder, file));
  return new Map(results.map((result) => [encodeHash(decodeHash(result.link).experiment), result]));
}
