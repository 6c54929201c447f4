/**
 * Estimated cost of an experiment: parameters, floating-point operations and memory.
 *
 * Estimates for deciding ("a second or an hour?", "does it fit?"), not measurements. Operations follow the usual
 * count (Kaplan et al. 2020, Hoffmann et al. 2022): for a model of N parameters 2·N a token for a forward pass and
 * 6·N for forward and backward, plus attention, where a token that sees t positions costs 4·t·d a layer (t products
 * of length d for the scores, and as many for the weighted sum) and three times that in training.
 */
import { firstStageSteps, preparedSequences } from './curriculum';
import type { Experiment } from './fields';
import { comparedLayers, isByLayer } from './layer-map';
import {
  comparesLastStates,
  comparesLayers,
  comparesViews,
  compositionOf,
  dataStage,
  type LossName,
  movesPictures,
  readsEarlyExit,
  readsTeacher,
  SAMPLERS,
  SOURCES,
  sourceOf,
} from './methods';
import { subclassesOf } from './subclasses';
import { PICTURE_LIMITS, USER_DATA_LIMITS } from './user-data';

/** Sizes of a task, in tokens. */
export interface TaskShape {
  readonly vocabulary: number;
  readonly promptLength: number;
  readonly responseLength: number;
  /**
   * Pixels along a side of a patch, where prompts are pictures: an encoder's prompt has for tokens its patches, or, where these are
   * answered, its class token.
   */
  readonly patch?: number;
  /** Words that an encoder of sentences has embeddings of. */
  readonly words?: number;
}

/** Sizes of a transformer. */
export interface ModelShape {
  readonly width: number;
  readonly layers: number;
}

/** The shapes of the tasks, here because settings are checked without generating a data set; a test compares. */
export const TASK_SHAPES: Readonly<Record<Experiment['task'], TaskShape>> = {
  translation: { vocabulary: 30, promptLength: 41, responseLength: 41 },
  summary: { vocabulary: 60, promptLength: 39, responseLength: 48 },
  arithmetic: { vocabulary: 16, promptLength: 13, responseLength: 12 },
  instructions: { vocabulary: 39, promptLength: 19, responseLength: 17 },
  phonemes: { vocabulary: 69, promptLength: 11, responseLength: 11 },
  digits: { vocabulary: 10, promptLength: 16, responseLength: 1, patch: 7 },
  parity: { vocabulary: 2, promptLength: 16, responseLength: 1, patch: 7 },
  fashion: { vocabulary: 10, promptLength: 16, responseLength: 1, patch: 7 },
  scenes: { vocabulary: 11, promptLength: 1, responseLength: 49, patch: 4 },
  sentences: { vocabulary: 2, promptLength: 32, responseLength: 1, words: 1_919 },
  /** The most that own data can be: what it is shows only when it is there. */
  own: {
    vocabulary: USER_DATA_LIMITS.characters + 3,
    promptLength: USER_DATA_LIMITS.prompt + 1,
    responseLength: USER_DATA_LIMITS.response + 1,
  },
  'own-pictures': { vocabulary: PICTURE_LIMITS.classes, promptLength: 16, responseLength: 1, patch: 7 },
};

/** The shipped teachers. */
export const TEACHER_SHAPE = { width: 128, layers: 4, heads: 4 } as const satisfies ModelShape & {
  heads: number;
};
/** The weak ones. */
export const WEAK_TEACHER_SHAPE = { width: 64, layers: 2, heads: 4 } as const satisfies ModelShape & {
  heads: number;
};

/** Those of pictures. */
const PICTURE_TEACHER_SHAPE = { width: 96, layers: 3, heads: 4 } as const satisfies ModelShape & {
  heads: number;
};

/** The shipped teacher of an experiment; for one of the user's, what it most likely is. */
export function shippedTeacherShape({
  task,
  teacher,
}: Pick<Experiment, 'task' | 'teacher'>): ModelShape & { readonly heads: number } {
  if (teacher === 'weak' || TASK_SHAPES[task].words) return WEAK_TEACHER_SHAPE;
  return TASK_SHAPES[task].patch === undefined ? TEACHER_SHAPE : PICTURE_TEACHER_SHAPE;
}

/** The shape that costs are estimated with. */
const likelyTeacher = ({ task }: Pick<Experiment, 'task'>): ModelShape =>
  shippedTeacherShape({ task, teacher: 'shipped' });

export interface Cost {
  /** Parameters of the student. */
  readonly parameters: number;
  /** Floating-point operations of one distillation step: teacher forward, student sampling, and the update. */
  readonly flopsPerStep: {
    readonly teacher: number;
    readonly student: number;
    readonly update: number;
    readonly total: number;
  };
  /** Floating-point operations of the student's forward pass of one sequence. */
  readonly flopsPerForward: number;
  /** Floating-point operations of one step of the supervised start. */
  readonly flopsPerSftStep: number;
  /** Memory of the largest step, in bytes (float32). */
  readonly bytes: number;
  /** Whole run: preparation, supervised start, distillation and evaluations. */
  readonly totalFlops: number;
}

export interface CostCap {
  readonly flopsPerStep: number;
  readonly bytes: number;
}

/**
 * Above this a step takes about a second on a laptop's GPU (some 200 GFLOP/s reached), and the memory is more than
 * browsers dependably give to one page.
 */
export const COST_CAP: CostCap = { flopsPerStep: 2e11, bytes: 2 ** 30 };

const BYTES_PER_NUMBER = 4;

/** Steps by which a picture is moved towards the teacher's boundary, at most. */
export const BOUNDARY_STEPS = 4;

/** Sequences of the student that are kept for replay; the oldest go first. */
export const REPLAY_CAPACITY = 1000;

/** The teacher that learns drawn glyphs before a run (`lw-kd`), its steps, and the drawings of each. */
export const GLYPH_TEACHER = { width: 32, layers: 1, heads: 4, steps: 300, batch: 32 } as const;

/**
 * Parameters of a decoder-only transformer without biases: tied embedding V·d, positions context·d, a layer 12·d²
 * (queries, keys and values 3·d², projection d², the two matrices of a 4× MLP 8·d²), and the final gain d. An encoder embeds
 * patches of p² pixels, too, and has a class token d; one of sentences embeds words.
 */
export function parameterCount(
  shape: ModelShape & { vocabulary: number; context: number; patch?: number; words?: number },
): number {
  const { width, layers, vocabulary, context, patch, words = 0 } = shape;
  const ofPictures = patch === undefined ? 0 : (patch ** 2 + 1) * width;
  return ofPictures + (vocabulary + words) * width + context * width + layers * 12 * width ** 2 + width;
}

/** Attention of a causal forward pass over `tokens` positions: Σ_t 4·t·d·L = 2·d·L·tokens·(tokens + 1), at most half of one without mask. */
const attentionFlops = ({ width, layers }: ModelShape, tokens: number): number =>
  2 * width * layers * tokens * (tokens + 1);

/**
 * How often a sequence of a step passes through each model before the update: once where the model decodes; once more
 * through the teacher where the loss reads it and has not got its logits from decoding (a mixture of sequences is asked
 * about anew, inner states come from a pass of their own); half a pass for an early exit, three for a gradient with respect to
 * the input, of which a search for the boundary takes several.
 *
 * @param stage 1 is the first of two stages, of which one trains on the data, or the steps that go through the layers, and 2 what
 * comes after; without it, the most of any stage
 */
export function passes(
  experiment: Experiment,
  stage?: 1 | 2,
): { readonly teacher: number; readonly student: number } {
  const composition = compositionOf(experiment);
  const { source, mixed } = SAMPLERS[composition.sampler];
  const decodes =
    SOURCES[stage !== undefined && stage === dataStage(composition.schedule) ? 'dataset' : source];
  const inner =
    composition.loss === 'online' ||
    comparesLastStates(composition.loss) ||
    (comparesLayers(composition.loss) && !(stage === 2 && isByLayer(composition)));
  const logitsKnown = decodes.teacher && !mixed && !inner;
  const settling = dataStage(composition.schedule) !== null && stage !== 2;
  // A teacher that is trained is asked as it was at the start and as it is.
  const examines = composition.loss === 'interactive';
  const early = readsEarlyExit(composition.weight) && settling ? 0.5 : 0;
  const gradient = composition.loss === 'gradient-alignment' ? 3 : 0;
  const search = composition.loss === 'boundary' ? 3 * BOUNDARY_STEPS + 1 : 0;
  return {
    teacher:
      Number(decodes.teacher) +
      Number(readsTeacher(composition) && !logitsKnown) +
      Number(examines) +
      early +
      gradient +
      search,
    student: Number(decodes.student) + gradient,
  };
}

/** Moved pictures at which the student is trained, for each of the batch: the difference of two has the gradient of a gradient. */
const movedPictures = (loss: LossName): number =>
  loss === 'gradient-alignment' ? 2 : Number(movesPictures(loss));

/** The share of a student's blocks that its branches do not share. */
const branchShare = ({ studentLayers }: Pick<Experiment, 'studentLayers'>): number =>
  Math.ceil(studentLayers / 2) / studentLayers;

/** Students' worth of blocks in the branches beside the student, 0 for other methods. */
const besideBranches = (experiment: Experiment): number =>
  compositionOf(experiment).loss === 'ensemble' ? (experiment.branches - 1) * branchShare(experiment) : 0;

/**
 * Forward passes through each model, or one of its size, that a step takes for each sequence beside the update on the sequence; a
 * backward pass counts two. A peer scores the sequence for the student, the student scores it for the peer, and the peer is updated.
 * An exam is scored before the student's update, and scored and differentiated after it; two passes give its slopes, and the
 * teacher is updated. Branches score the sequence for their ensemble, the student with them, and are updated. Views of self-distillation: the average scores the picture and its two global crops, the student trains on
 * these and on local crops of a quarter of the patches, and the picture itself is not trained on. A frozen teacher scores the two instead.
 * A discriminator is asked about the student before its update.
 */
function besidePasses(experiment: Experiment): { readonly teacher: number; readonly student: number } {
  const { loss } = compositionOf(experiment);
  switch (loss) {
    case 'mutual':
      return { teacher: 0, student: 5 };
    case 'ensemble':
      return { teacher: 0, student: 1 + 4 * besideBranches(experiment) };
    case 'interactive':
      return { teacher: 3, student: 6 };
    case 'lightweight':
      return { teacher: 0, student: 1 };
    case 'gradient-alignment':
    case 'boundary':
      return { teacher: 0, student: 3 * movedPictures(loss) };
    case 'dino':
      return { teacher: 0, student: 1 + 3 * viewsTrained(experiment) };
    case 'dino-distil':
      return { teacher: 2, student: 3 * viewsTrained(experiment) - 2 };
    default:
      return { teacher: 0, student: 0 };
  }
}

/** Pictures' worth of patches that a step of self-distillation trains on, for each picture of the batch. */
const viewsTrained = ({ localCrops }: Experiment): number => 2 + localCrops / 4;

/**
 * Estimated cost of an experiment.
 *
 * Sequences pass through the models as `passes` says; the update trains on the whole sequence. Drafts that block mode
 * discards and draws again are left out, because how many there are depends on how well the student already does.
 *
 * @param shape the task's, by default that of the experiment's task.
 */
export function estimateCost(
  experiment: Experiment,
  shape: TaskShape = TASK_SHAPES[experiment.task],
  teacher: ModelShape = likelyTeacher(experiment),
): Cost {
  const student: ModelShape = { width: experiment.studentWidth, layers: experiment.studentLayers };
  const { vocabulary, promptLength, patch, words = 0 } = shape;
  const context = promptLength + shape.responseLength;
  const response = Math.min(experiment.responseLimit, shape.responseLength);
  const tokens = promptLength + response;
  const sizes = { vocabulary, context, words, ...(patch === undefined ? {} : { patch }) };
  const subclasses = subclassesOf(experiment);
  const parameters = parameterCount({ ...student, ...sizes, vocabulary: vocabulary * subclasses });
  const teacherParameters = parameterCount({ ...teacher, ...sizes });

  const teacherForward = 2 * teacherParameters * tokens + attentionFlops(teacher, tokens);
  const studentForward = 2 * parameters * tokens + attentionFlops(student, tokens);
  const glyphForward =
    compositionOf(experiment).loss === 'lightweight'
      ? 2 * parameterCount({ ...GLYPH_TEACHER, ...sizes }) * tokens + attentionFlops(GLYPH_TEACHER, tokens)
      : 0;
  const batch = experiment.batchSize;
  const through = passes(experiment);
  const beside = besidePasses(experiment);
  const flops = {
    teacher: batch * (through.teacher * teacherForward + glyphForward),
    student: batch * through.student * studentForward,
    update: batch * ((3 + beside.student) * studentForward + beside.teacher * teacherForward),
  };
  const flopsPerStep = { ...flops, total: flops.teacher + flops.student + flops.update };
  // The stage on the data decodes nothing.
  const [first, onData] = [firstStageSteps(experiment), dataStage(compositionOf(experiment).schedule)];
  const unsampled = onData === null ? 0 : onData === 1 ? first : experiment.steps - first;
  // Subclasses are looked for in all training pictures.
  const prepared = preparedSequences(experiment) + (subclasses > 1 ? experiment.trainSize : 0);
  const flopsPerSftStep = experiment.sftBatchSize * 3 * studentForward;
  const evaluations = 1 + Math.floor(experiment.steps / experiment.evaluateEvery);

  return {
    parameters,
    flopsPerStep,
    flopsPerForward: studentForward,
    flopsPerSftStep,
    bytes: peakBytes(experiment, { ...shape, tokens, response }, { parameters, teacherParameters, teacher }),
    totalFlops:
      experiment.steps * flopsPerStep.total -
      unsampled * flopsPerStep.student +
      prepared * teacherForward +
      GLYPH_TEACHER.steps * GLYPH_TEACHER.batch * 3 * glyphForward +
      experiment.sftSteps * flopsPerSftStep +
      evaluations * experiment.evaluatePrompts * studentForward,
  };
}

/**
 * Weights of both models; gradient and two AdamW moments of the student; all of that of a peer, of branches or of a teacher that is trained, and the weights of a moving average; the decode caches (keys and values, 2·L·d a
 * token); what the backward pass keeps, a layer and token 16·d (two norms, queries, keys, values, attention output,
 * projection, MLP before and after its activation, residuals) and one attention row a head; four [response, V] arrays
 * (logits and log-probabilities of both models); of sentences a row of the word table's length a token; and what a method keeps beyond that: the comparisons of ranks of a
 * correlation loss, both models' states of a comparative one, the teacher's of an online module, the compared layers of a loss on inner states, the replayed
 * sequences.
 */
function peakBytes(
  experiment: Experiment,
  { vocabulary, tokens, response, words = 0 }: TaskShape & { tokens: number; response: number },
  models: { parameters: number; teacherParameters: number; teacher: ModelShape },
): number {
  const { studentWidth: width, studentLayers: layers, studentHeads: heads } = experiment;
  const { loss } = compositionOf(experiment);
  const weights =
    (loss === 'mutual' ? 8 : comparesViews(loss) ? 5 : 4 + 4 * besideBranches(experiment)) *
      models.parameters +
    (loss === 'interactive' ? 5 : 1) * models.teacherParameters;
  const kept = tokens * layers * (16 * width + heads * tokens) + 4 * response * vocabulary + tokens * words;
  const caches = 2 * tokens * (layers * width + models.teacher.layers * models.teacher.width);
  const scored =
    1 +
    movedPictures(loss) +
    besideBranches(experiment) +
    (comparesViews(loss) ? viewsTrained(experiment) : 0);
  const distillation =
    experiment.batchSize *
    (scored * kept +
      caches +
      exampleNumbers(experiment, models.teacher) +
      response * lossNumbers(experiment, vocabulary, models) +
      tokens * layerNumbers(experiment, tokens, models.teacher));
  const replayed = sourceOf(experiment) === 'replay' ? REPLAY_CAPACITY * (tokens + response) : 0;
  const sft = experiment.sftSteps > 0 ? experiment.sftBatchSize * kept : 0;
  return BYTES_PER_NUMBER * (weights + replayed + Math.max(distillation, sft));
}

const layersOf = (experiment: Experiment): number =>
  comparedLayers(compositionOf(experiment).loss, experiment).length;

/**
 * Numbers that a comparison of layers keeps at each token: of attention the rows of both models, their ratio and its gradient, of
 * hidden states those of both models at the teacher's width, and their difference.
 */
function layerNumbers(experiment: Experiment, tokens: number, teacher: ModelShape): number {
  const layers = layersOf(experiment);
  return compositionOf(experiment).loss === 'internal'
    ? 4 * layers * experiment.studentHeads * tokens
    : 3 * layers * teacher.width;
}

/** Numbers that a comparison of examples, or of whole maps, keeps for each example of the batch. */
function exampleNumbers(experiment: Experiment, teacher: ModelShape): number {
  const { batchSize, studentWidth } = experiment;
  switch (compositionOf(experiment).loss) {
    case 'fsp':
      return 3 * studentWidth ** 2 * Math.max(1, layersOf(experiment) - 1);
    case 'similarity-preserving':
      return 6 * batchSize;
    case 'relational':
      return 3 * batchSize * (studentWidth + teacher.width);
    default:
      return 0;
  }
}

/** Numbers that a loss keeps for its gradient at each response token, beyond the logits of both models. */
function lossNumbers(
  experiment: Experiment,
  vocabulary: number,
  { teacher }: { teacher: ModelShape },
): number {
  switch (compositionOf(experiment).loss) {
    case 'correlation':
      return experiment.correlationTop * (vocabulary + 3 * experiment.correlationTop);
    case 'comparative':
      return 3 * experiment.studentWidth + teacher.width;
    case 'internal':
      return 3 * layersOf(experiment) * teacher.width;
    case 'online':
      return 3 * (teacher.width + vocabulary);
    case 'interactive':
      return 3 * vocabulary;
    case 'contrastive':
    case 'entropy-aware':
      return 2 * vocabulary;
    case 'adaptive-temperature':
      return 4 * vocabulary;
    default:
      return 0;
  }
}

/** Whether every step of the experiment stays under the cap. */
export function isAffordable(
  experiment: Experiment,
  cap: CostCap = COST_CAP,
  teacher: ModelShape = likelyTeacher(experiment),
): boolean {
  const cost = estimateCost(experiment, TASK_SHAPES[experiment.task], teacher);
  const flops = Math.max(cost.flopsPerStep.total, experiment.sftSteps > 0 ? cost.flopsPerSftStep : 0);
  return flops <= cap.flopsPerStep && cost.bytes <= cap.bytes;
}
