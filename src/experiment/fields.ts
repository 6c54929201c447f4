/**
 * Every setting of an experiment, once: default, bounds, and whether it may change while a run is going.
 *
 * The schema, the URL codec, the controls of the page and the run's own checks all read this table, so a new
 * setting is one entry here. Pure data: no tensors, no React.
 */
import { MOST_LAYERS } from './layer-map';
import {
  DIVERGENCES,
  LOSS_NAMES,
  METHOD_NAMES,
  METHOD_SCHEDULES,
  SAMPLER_NAMES,
  WEIGHT_NAMES,
} from './methods';

/** A whole or real number within bounds. `live` settings take effect at the next training step of a running run. */
export interface NumberField {
  readonly kind: 'integer' | 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly live?: boolean;
}

/** One of a fixed set of names. */
export interface ChoiceField<T extends string = string> {
  readonly kind: 'choice';
  readonly default: T;
  readonly choices: readonly T[];
  readonly live?: boolean;
}

/**
 * A short list of whole numbers, each within the bounds. Its value is a text (`2-4`, see layer-map.ts), so that experiments
 * are compared, stored and linked by plain values; the empty text is the empty list.
 */
export interface ListField {
  readonly kind: 'list';
  readonly default: string;
  readonly min: number;
  readonly max: number;
  /** Most numbers. */
  readonly longest: number;
  readonly live?: boolean;
}

export type Field = NumberField | ChoiceField | ListField;

const integer = (value: number, min: number, max: number, live = false): NumberField => ({
  kind: 'integer',
  default: value,
  min,
  max,
  live,
});
const number = (value: number, min: number, max: number, live = false): NumberField => ({
  kind: 'number',
  default: value,
  min,
  max,
  live,
});
const choice = <const T extends string>(choices: readonly [T, ...T[]]): ChoiceField<T> => ({
  kind: 'choice',
  default: choices[0],
  choices,
});
const list = (longest: number, min: number, max: number): ListField => ({
  kind: 'list',
  default: '',
  min,
  max,
  longest,
});

/** Training examples of the task that has most. */
const MOST_EXAMPLES = 150_000;

export const FIELDS = {
  /** Seed of every random number of the run (uint32). */
  seed: integer(1, 0, 0xffffffff),

  // Data
  task: choice([
    'translation',
    'summary',
    'arithmetic',
    'instructions',
    'phonemes',
    'digits',
    'parity',
    'fashion',
    'scenes',
    'sentences',
    'own',
    'own-pictures',
  ]),
  /** Fingerprint (uint32) of the user's own data, for `own` and `own-pictures`: it names the data and does not contain it. 0: none. */
  ownData: integer(0, 0, 0xffffffff),
  /** Number of training prompts (N): with few of them the methods differ most. Clamped to what the task has. */
  trainSize: integer(20_000, 16, MOST_EXAMPLES),
  /** Training pictures that have a label, the first ones: the others teach through the teacher alone. Clamped like `trainSize`. */
  labels: integer(MOST_EXAMPLES, 0, MOST_EXAMPLES),
  /** Share of the training pictures whose label is redrawn uniformly among all classes. */
  labelNoise: number(0, 0, 1),
  /** γ: class c of C keeps n·γ^(c/(C − 1)) of its n training pictures; 1 keeps all. */
  imbalance: number(1, 0.001, 1),

  // Teacher
  /**
   * `weak`: a smaller one that was trained briefly. `robust`: one of pictures that was trained on attacked ones, too. `own`: a model
   * of the user's, named by `ownTeacher`.
   */
  teacher: choice(['shipped', 'weak', 'robust', 'own']),
  /** Fingerprint of the user model that teaches, for `teacher = own`. */
  ownTeacher: integer(0, 0, 0xffffffff),

  // Student
  /** `teacher`: the student begins with the teacher's own weights, in its shape, so that both are the same model. */
  start: choice(['random', 'teacher']),
  /** Fingerprint of the user model that the student begins as; 0 begins with random weights. Its shape is the student's. */
  ownStudent: integer(0, 0, 0xffffffff),
  studentWidth: integer(48, 8, 256),
  studentLayers: integer(2, 1, MOST_LAYERS),
  studentHeads: integer(4, 1, 16),
  /** Steps of supervised fine-tuning before distillation; 0 starts from random weights. */
  sftSteps: integer(0, 0, 5_000),
  /** Examples for the SFT start, disjoint from the distillation prompts. */
  sftExamples: integer(200, 16, MOST_EXAMPLES),
  sftBatchSize: integer(32, 1, 256),
  sftLearningRate: number(4e-3, 1e-6, 1),

  // Method: who writes the text, what is minimised on it, how much a token counts, what changes during training
  method: choice(METHOD_NAMES),
  /** The four parts of `method = custom`. */
  sampler: choice(SAMPLER_NAMES),
  loss: choice(LOSS_NAMES),
  tokenWeight: choice(WEIGHT_NAMES),
  methodSchedule: choice(METHOD_SCHEDULES),
  /** SKD's K: a proposed token is accepted when fewer than K tokens are more probable to the teacher. */
  topK: integer(3, 0, 512, true),
  /** `top-k` is the paper's rule; `nucleus` is a variant that accepts inside the teacher's top-p nucleus. */
  acceptance: choice(['top-k', 'nucleus']),
  /** Probability mass of the accepting nucleus, for `acceptance = nucleus`. */
  acceptanceTopP: number(0.9, 0, 1, true),
  /** γ: tokens the student drafts before the teacher checks them in one forward pass. */
  blockSize: integer(1, 1, 16),
  /** Longest response, in tokens. Clamped to the task's response length. */
  responseLimit: integer(64, 1, 512),
  /** Sampling temperatures (0 is greedy) and nucleus (top-p) cuts. */
  studentTemperature: number(1, 0, 5, true),
  studentTopP: number(1, 0.01, 1, true),
  teacherTemperature: number(1, 0, 5, true),
  teacherTopP: number(1, 0.01, 1, true),
  /** Whether the teacher's text, where it is decoded once before the run, is its most probable or a sampled one. */
  teacherText: choice(['greedy', 'sampled']),
  /** Share of the sequences that the sampler draws, in a mixture; the others are the data set's (λ of GKD). */
  mixture: number(0.5, 0, 1),
  /** The share at the last step, where it is annealed. */
  mixtureFinal: number(0.5, 0, 1),
  /** K at the last step, where it is annealed. */
  topKFinal: integer(1, 0, 512),
  /** Fraction of the steps that the first of two stages takes. */
  stageFraction: number(0.5, 0, 1),
  /** Share of the training pairs that the last stage of a curriculum keeps: those that the teacher finds likeliest. */
  exerciseShare: number(0.5, 0.05, 1),
  /** κ of AdaSwitch: the teacher takes over where the divergence exceeds κ times its moving average. */
  switchFactor: number(2, 1, 20),
  divergence: choice(DIVERGENCES),
  /** β of the generalised Jensen–Shannon divergence. */
  jsdBeta: number(0.5, 0.01, 0.99),
  /** a of the skew divergences: how much of the first distribution is mixed into the second (λ of AMiD). */
  skewAlpha: number(0.1, 0.01, 0.99),
  /** Powers α and β of the α-β divergence of ABKD. */
  abAlpha: number(0.2, 0, 2),
  abBeta: number(0.7, 0, 2),
  /** a of AMiD's α-mixture: −1 averages arithmetically, 1 geometrically. */
  assistantAlpha: number(0, -5, 5),
  /** t of TAID's target at the start: 0 is the student, 1 the teacher. */
  targetStart: number(0.4, 0, 1),
  /** β of Veto: the power of the student's distribution in the target. */
  vetoStrength: number(0.5, 0, 2),
  /** Temperature of both distributions inside the loss. */
  lossTemperature: number(1, 0.1, 10),
  /** The loss temperature at the last step, where it is annealed. */
  lossTemperatureFinal: number(1, 0.1, 10),
  /** a of Hinton's loss (1 − a)·CE + a·T²·KL. */
  softTargetWeight: number(0.5, 0, 1),
  /** Weight of the terms beside cross-entropy and soft targets, where a loss has them (correlation, features, hints, relations). */
  auxiliaryWeight: number(1, 0, 1_000),
  /** M: the teacher's most probable tokens whose order the correlation loss compares. */
  correlationTop: integer(16, 2, 64),
  /** m of ONE: branches of the student, itself among them. */
  branches: integer(3, 1, 8),
  /** How much the student's feedback weighs in the loss of a teacher that is trained with it (c of OKD). */
  feedbackWeight: number(0.5, 0, 10),
  /** The learning rate of a teacher that is trained with the student, in the student's. */
  teacherRate: number(0.01, 0, 1),
  /** Share of the labelled training examples that the student is examined on and does not learn from. */
  examShare: number(0.33, 0.05, 0.9),
  /** Weights of a layer's two terms in the loss on inner states. */
  attentionWeight: number(1, 0, 100),
  hiddenWeight: number(1, 0, 100),
  /** Which layer of the teacher each layer of the student is matched with, counted from 1; see `teacherLayer`. */
  layerMap: list(MOST_LAYERS, 0, MOST_LAYERS),
  /** Steps for each matched layer where they take turns; 0 gives layers and soft labels equal shares of the run. */
  stepsPerLayer: integer(0, 0, 100_000),
  /** β of SelecTKD: what a rejected token still counts. */
  rejectedWeight: number(0, 0, 1),
  /** The fraction of the tokens that the loss keeps: the hardest (r of AdaKD) or the most informative (TIP). */
  keepFraction: number(1, 0.05, 1),
  /** γ of IW-OPD: how much more the first token counts than the last. */
  earlyWeight: number(0.5, 0, 2),
  /** h of EOPD, in nats: above this entropy of the teacher a token is a fork. */
  forkEntropy: number(0.8, 0, 5),
  /** The advantage of every token where no teacher gives one. */
  fixedAdvantage: number(-1, -10, 10),
  /** S of LELP: subclasses that the student tells apart in each class. */
  subclasses: integer(5, 1, 10),
  /** β of LELP: how much one subclass stands out from the others. */
  subclassSharpness: number(2, 0, 10),
  /** K of DINO: prototypes that views are told apart by. */
  prototypes: integer(64, 2, 512),
  /** How DINO's teacher is kept from giving all views one prototype. */
  prototypeCentring: choice(['centring', 'sinkhorn-knopp', 'none']),
  /** Temperatures of prototypes, of the teacher and of the student. */
  targetTemperature: number(0.04, 0.01, 1),
  prototypeTemperature: number(0.1, 0.01, 1),
  /** m of a teacher that is a moving average of the student, at the start; it goes to 1. */
  teacherMomentum: number(0.99, 0, 1),
  /** Local crops of a picture, beside two global ones. */
  localCrops: integer(4, 0, 8),
  /** The share of a picture that a global crop shows at least, and a local crop at most. */
  cropShare: number(0.4, 0.1, 1),
  /** Weights of iBOT's loss at hidden patches and of KoLeo. */
  maskedPatchWeight: number(0, 0, 10),
  koleoWeight: number(0, 0, 10),

  // Optimisation (AdamW)
  steps: integer(1_600, 1, 100_000),
  batchSize: integer(8, 1, 256),
  learningRate: number(3e-3, 1e-6, 1, true),
  warmUpSteps: integer(30, 0, 10_000),
  schedule: choice(['cosine', 'constant']),
  /** The cosine schedule ends at this fraction of the learning rate. */
  finalRateFraction: number(0.1, 0, 1),
  weightDecay: number(0.01, 0, 1),
  /** Global gradient-norm limit; 0 turns clipping off. */
  clipNorm: number(1, 0, 100),

  // Measuring
  evaluateEvery: integer(100, 1, 10_000),
  evaluatePrompts: integer(64, 1, 1_000),
  /** Early stopping: evaluations without improvement after which the run ends; 0 never ends it early. */
  patience: integer(0, 0, 1_000),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;

/** A whole experiment: everything that decides what a run computes. */
export type Experiment = {
  readonly [K in FieldName]: (typeof FIELDS)[K] extends ChoiceField<infer T>
    ? T
    : (typeof FIELDS)[K] extends ListField
      ? string
      : number;
};

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** Settings that are one of a fixed set of names. */
export type ChoiceName = {
  [K in FieldName]: (typeof FIELDS)[K] extends ChoiceField ? K : never;
}[FieldName];

/** Settings that a running run takes over at its next step. */
export const LIVE_FIELDS = FIELD_NAMES.filter((name) => FIELDS[name].live);
export type LiveSettings = Pick<
  Experiment,
  | 'topK'
  | 'acceptanceTopP'
  | 'studentTemperature'
  | 'studentTopP'
  | 'teacherTemperature'
  | 'teacherTopP'
  | 'learningRate'
>;

/** The first screen: "The student finds its feet". */
export const DEFAULT_EXPERIMENT = Object.fromEntries(
  FIELD_NAMES.map((name) => [name, FIELDS[name].default]),
) as unknown as Experiment;
