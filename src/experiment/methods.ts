/**
 * The table of methods. A method is four choices and nothing more: who writes the text (sampler), what is minimised at a
 * token (loss), how much a token counts (weight), and what changes during training (schedule). A new method is one
 * entry here and its words in app/text/; the parts themselves live in distill/.
 *
 * "(adapted)" marks what had to be changed for next-token distillation of tiny models, "(ours)" what no paper says.
 * docs/methods.md says what and why. Pure data: no tensors, no React.
 */

/** Origin of a token of the strip. */
export type TokenSource = 'accepted' | 'replaced' | 'student' | 'teacher' | 'data';

export interface SourceFacts {
  /** The student decodes in every step. */
  readonly student: boolean;
  /** The teacher decodes in every step, so that its logits are there before the loss asks. */
  readonly teacher: boolean;
  readonly tokens: readonly TokenSource[];
}

/** Who writes a sequence. */
export const SOURCES = {
  /** The data set's own responses. */
  dataset: { student: false, teacher: false, tokens: ['data'] },
  /** The teacher's responses, decoded once before the run and kept. */
  'teacher-text': { student: false, teacher: false, tokens: ['teacher'] },
  /** The teacher's responses, drawn anew in every step. */
  teacher: { student: false, teacher: true, tokens: ['teacher'] },
  student: { student: true, teacher: false, tokens: ['student'] },
  /** The student proposes, the teacher replaces what it ranks K-th or lower. */
  interleaved: { student: true, teacher: true, tokens: ['accepted', 'replaced'] },
  /** The student until it strays, then the teacher to the end. */
  'adaptive-switch': { student: true, teacher: true, tokens: ['student', 'teacher'] },
  /** The student's sequences: new ones, or those of earlier steps. */
  replay: { student: true, teacher: false, tokens: ['student'] },
} as const satisfies Readonly<Record<string, SourceFacts>>;

export type Source = keyof typeof SOURCES;

export interface Sampler {
  readonly source: Source;
  /** Each sequence is drawn from `source` with some probability, else from the data set. */
  readonly mixed: boolean;
}

export const SAMPLERS = {
  dataset: { source: 'dataset', mixed: false },
  'teacher-text': { source: 'teacher-text', mixed: false },
  /** On prompts that are not among those of training; see distill/sampler/curriculum.ts. */
  textbook: { source: 'teacher-text', mixed: false },
  teacher: { source: 'teacher', mixed: false },
  student: { source: 'student', mixed: false },
  'student-mixture': { source: 'student', mixed: true },
  interleaved: { source: 'interleaved', mixed: false },
  'interleaved-mixture': { source: 'interleaved', mixed: true },
  'replay-mixture': { source: 'replay', mixed: true },
  'adaptive-switch': { source: 'adaptive-switch', mixed: false },
} as const satisfies Readonly<Record<string, Sampler>>;

export type SamplerName = keyof typeof SAMPLERS;

/** The loss to minimise; distill/loss/ has one function each. */
export const LOSS_NAMES = [
  'divergence',
  'cross-entropy',
  'hinton',
  'weighted-labels',
  'adaptive-temperature',
  'correlation',
  'comparative',
  'internal',
  'hint',
  'attention-transfer',
  'fsp',
  'similarity-preserving',
  'relational',
  'gradient-alignment',
  'boundary',
  'policy-gradient',
  'entropy-aware',
  'fixed-advantage',
  'contrastive',
  'mutual',
  'ensemble',
  'online',
  'interactive',
  'lightweight',
  'subclass',
  'dino',
  'dino-distil',
] as const;
export type LossName = (typeof LOSS_NAMES)[number];

/** Terms of a loss, by their names in reports; with the mean token weight and the loss on held-out responses. */
export const LOSS_TERMS = [
  'cross-entropy',
  'divergence',
  'pearson',
  'spearman',
  'features',
  'distances',
  'angles',
  'input-gradients',
  'boundary',
  'forks',
  'peer-cross-entropy',
  'ensemble-cross-entropy',
  'drift',
  'exam-before',
  'exam-after',
  'adversarial',
  'discriminator-accuracy',
  'prototypes',
  'masked-patches',
  'koleo',
  'probe',
  'prototype-entropy',
  'prototype-divergence',
  'state-spread',
  'meanTokenWeight',
  'validation',
] as const;
/** Terms for each of the student's layers, counted from 1: `attention-1`, `hidden-1`, … */
export const LAYER_TERMS = ['attention', 'hidden'] as const;
export type LayerTerm = (typeof LAYER_TERMS)[number];
export type LossTermName = (typeof LOSS_TERMS)[number] | `${LayerTerm}-${number}`;

/** The part and the layer that a report means by a name; null for parts that belong to no layer. */
export function layerTermOf(name: string): { readonly part: LayerTerm; readonly layer: number } | null {
  const [start = '', number = ''] = name.split('-');
  const part = LAYER_TERMS.find((one) => one === start);
  const layer = Number(number);
  return part && Number.isInteger(layer) && layer > 0 ? { part, layer } : null;
}

/** How much a token counts; distill/weight/ has one function each. */
export const WEIGHT_NAMES = [
  'none',
  'mask-rejected',
  'hard-tokens',
  'relative-difficulty',
  'label-difficulty',
  'early-tokens',
  'informative-tokens',
] as const;
export type WeightName = (typeof WEIGHT_NAMES)[number];

/** Quantity that changes during training; distill/schedule/plan.ts. */
export const METHOD_SCHEDULES = [
  'constant',
  'anneal-k',
  'anneal-mixture',
  'decay-data',
  'anneal-temperature',
  'two-stage',
  'exercises-last',
  'adaptive-mixture',
  'adaptive-focus',
  'adaptive-target',
  'anneal-veto',
  'progressive-layers',
  'stacked-layers',
  'auxiliary-warm-up',
  'soft-target-decay',
] as const;
export type MethodSchedule = (typeof METHOD_SCHEDULES)[number];

export const DIVERGENCES = [
  'forward-kl',
  'reverse-kl',
  'jsd',
  'tvd',
  'skew-forward-kl',
  'skew-reverse-kl',
  'todi',
  'alpha-beta',
  'alpha-mixture',
  'taid',
  'veto',
] as const;
export type DivergenceName = (typeof DIVERGENCES)[number];

export interface Composition {
  readonly sampler: SamplerName;
  readonly loss: LossName;
  readonly weight: WeightName;
  readonly schedule: MethodSchedule;
  /** Divergence that the method prescribes; without one, the user's choice. */
  readonly divergence?: DivergenceName;
}

const compose = (
  sampler: SamplerName,
  loss: LossName,
  { weight = 'none', schedule = 'constant', ...rest }: Partial<Composition> = {},
): Composition => ({ sampler, loss, weight, schedule, ...rest });

export const METHODS = {
  /** Speculative KD (Xu et al. 2024, arXiv 2410.11325, Algorithm 1). */
  skd: compose('interleaved', 'divergence'),
  /** Supervised fine-tuning: no teacher at all. */
  sft: compose('dataset', 'cross-entropy'),
  /** Hinton, Vinyals & Dean 2015, arXiv 1503.02531: hard and soft targets together. */
  'hinton-kd': compose('dataset', 'hinton'),
  /** Soft targets on the data (Sanh et al. 2019, arXiv 1910.01108, and the SKD paper's baseline). */
  'supervised-kd': compose('dataset', 'divergence'),
  /** Sequence-level KD (Kim & Rush 2016, arXiv 1606.07947); data generation by a teacher. */
  seqkd: compose('teacher-text', 'cross-entropy'),
  /** phi-1 (Gunasekar et al. 2023, arXiv 2306.11644): the teacher's text on fresh prompts, then the likeliest pairs (adapted). */
  phi: compose('textbook', 'cross-entropy', { schedule: 'exercises-last' }),
  /** GKD with λ = 1 (arXiv 2306.13649). */
  'on-policy-kd': compose('student', 'divergence'),
  /** Generalised KD (Agarwal et al. 2023, arXiv 2306.13649): a sequence is the student's with probability λ. */
  gkd: compose('student-mixture', 'divergence'),
  /** ImitKD (Lin et al. 2020, arXiv 2009.07253): the data's share decays exponentially, as β does in the authors' code. */
  imitkd: compose('student-mixture', 'divergence', { schedule: 'decay-data' }),
  /** SKD mixed with the data by sequence (arXiv 2410.11325, an ablation). */
  'skd-mixed': compose('interleaved-mixture', 'divergence'),
  /** Supervised KD first, then on-policy KD (arXiv 2410.11325, an ablation). */
  'two-stage': compose('student', 'divergence', { schedule: 'two-stage' }),
  /** DistiLLM (Ko et al. 2024, arXiv 2402.03898): skew KL, adaptive share of replayed student text (adapted). */
  distillm: compose('replay-mixture', 'divergence', {
    divergence: 'skew-forward-kl',
    schedule: 'adaptive-mixture',
  }),
  /** AdaSwitch (Peng et al. 2025, arXiv 2510.07842). */
  adaswitch: compose('adaptive-switch', 'divergence'),
  /** SelecTKD (Huang et al. 2025, arXiv 2510.24021), greedy top-K verification (adapted). */
  selectkd: compose('dataset', 'divergence', { weight: 'mask-rejected' }),
  /** AdaKD (Xie et al. 2025, arXiv 2510.11615): token temperatures and a hard-token filter (adapted). */
  adakd: compose('dataset', 'adaptive-temperature', { weight: 'hard-tokens', schedule: 'adaptive-focus' }),
  /** Correlation matching (arXiv 2410.06561); the soft rank and the weights are ours. */
  cmkd: compose('dataset', 'correlation'),
  /** Comparative KD (arXiv 2311.02253): differences between tokens; widths are matched by a fixed projection (ours). */
  ckd: compose('dataset', 'comparative'),
  /** Relative difficulty (arXiv 2407.03719): first the teacher's own certainty, then the tokens one model misses (adapted). */
  rdd: compose('dataset', 'divergence', { weight: 'relative-difficulty', schedule: 'two-stage' }),
  /** The same paper closer to its form: soft targets everywhere, and labels weighed by relative difficulty. */
  'rdd-labels': compose('dataset', 'weighted-labels', { weight: 'label-difficulty', schedule: 'two-stage' }),
  /** Internal representations (Aguilar et al. 2020, arXiv 1910.03723): attention and hidden states of all layers (adapted). */
  'internal-kd': compose('dataset', 'internal'),
  /** Their progressive internal distillation (PID): one layer at a time from the bottom up, then soft labels. */
  'internal-pid': compose('dataset', 'internal', { schedule: 'progressive-layers' }),
  /** Their stacked internal distillation (SID): the same, keeping the losses of the layers below. */
  'internal-sid': compose('dataset', 'internal', { schedule: 'stacked-layers' }),
  /** FitNets (Romero et al. 2015, arXiv 1412.6550): the middle layer's states under a learned map (adapted). */
  fitnet: compose('dataset', 'hint'),
  /** Attention transfer (Zagoruyko & Komodakis 2017, arXiv 1612.03928): how much goes on at each token of each layer (adapted). */
  'attention-transfer': compose('dataset', 'attention-transfer'),
  /** Flow of solution procedure (Yim et al., CVPR 2017): products of two layers' states (adapted). */
  fsp: compose('dataset', 'fsp'),
  /** Similarity-preserving KD (Tung & Mori 2019, arXiv 1907.09682): which examples of the batch are alike. */
  'similarity-preserving': compose('dataset', 'similarity-preserving'),
  /** Relational KD (Park et al. 2019, arXiv 1904.05068): distances and angles between examples of the batch. */
  rkd: compose('dataset', 'relational'),
  /** KDIGA (Shao et al. 2021, arXiv 2110.12072): gradients with respect to the pixels are aligned; for pictures. */
  kdiga: compose('dataset', 'gradient-alignment', { schedule: 'auxiliary-warm-up' }),
  /** BSS (Heo et al. 2019, arXiv 1805.05532): soft targets at pictures just over the teacher's decision boundary, too (adapted). */
  bss: compose('dataset', 'boundary', { schedule: 'soft-target-decay' }),
  /** TAID (Shing et al. 2025, arXiv 2501.16937): the target walks from the student to the teacher (adapted). */
  taid: compose('dataset', 'divergence', { divergence: 'taid', schedule: 'adaptive-target' }),
  /** ToDi (Jung et al. 2025, arXiv 2505.16297): forward and reverse KL weighed entry by entry. */
  todi: compose('dataset', 'divergence', { divergence: 'todi' }),
  /** ABKD (Wang et al. 2025, arXiv 2505.04560): the α-β divergence. */
  abkd: compose('dataset', 'divergence', { divergence: 'alpha-beta' }),
  /** AMiD (2025, arXiv 2510.15982): KL from the teacher to an α-mixture of both models (adapted). */
  amid: compose('dataset', 'divergence', { divergence: 'alpha-mixture' }),
  /** LELP (Loo et al. 2024, arXiv 2409.20449): classes split into subclasses found in the teacher's states (adapted). */
  lelp: compose('dataset', 'subclass'),
  /** Veto (Jang et al. 2026, arXiv 2601.07155): a target that the student's own distribution damps, ever less (adapted). */
  veto: compose('student', 'divergence', { divergence: 'veto', schedule: 'anneal-veto' }),
  /** On-policy distillation as policy gradient, the form of verl, Tinker and slime. */
  'opd-gradient': compose('student', 'policy-gradient'),
  /** IW-OPD (2026, arXiv 2606.22600): early tokens count more. */
  'iw-opd': compose('student', 'policy-gradient', { weight: 'early-tokens' }),
  /** EOPD (2026, arXiv 2603.07079): forward KL besides where the teacher is undecided. */
  eopd: compose('student', 'entropy-aware'),
  /** TIP (2026, arXiv 2604.14084): reverse KL on the tokens where the student is unsure, or sure and wrong. */
  tip: compose('student', 'divergence', { divergence: 'reverse-kl', weight: 'informative-tokens' }),
  /** DistiLLM-2 (Ko et al. 2025, arXiv 2503.07067): skew KL one way on given text, the other on one's own (adapted). */
  'distillm-2': compose('student-mixture', 'contrastive', { divergence: 'skew-forward-kl' }),
  /** Teacher-free control (2026, arXiv 2608.31046): a constant in the teacher's place. */
  'fixed-advantage': compose('student', 'fixed-advantage'),
  /** Simple self-distillation (Zhang et al. 2026, arXiv 2604.01193): the student's own text as if it were right (adapted). */
  ssd: compose('student', 'cross-entropy'),
  /** Deep mutual learning (Zhang et al. 2018, arXiv 1706.00384): two students teach each other, without a teacher. */
  dml: compose('dataset', 'mutual'),
  /** ONE (Lan, Zhu & Gong 2018, arXiv 1806.04606): branches of one student teach each other as an ensemble, without a teacher (adapted). */
  one: compose('dataset', 'ensemble'),
  /** OKD (Rao et al. 2024, arXiv 2409.12512): a small module on the frozen teacher is trained with the student (adapted). */
  okd: compose('dataset', 'online'),
  /** IKD (Liu et al. 2021, arXiv 2109.04641): the teacher learns from an exam of the student (adapted). */
  ikd: compose('dataset', 'interactive'),
  /** LW-KD (Liu et al. 2020, arXiv 2005.09163): a tiny teacher of drawn glyphs, and a discriminator; for pictures (adapted). */
  'lw-kd': compose('dataset', 'lightweight'),
  /** DINO (Caron et al. 2021, arXiv 2104.14294): views of a picture against a moving average of the student, without labels (adapted). */
  dino: compose('dataset', 'dino'),
  /** DINOv2's distillation (Oquab et al. 2023, arXiv 2304.07193, §5): the same loss against a frozen teacher (adapted). */
  'dino-distil': compose('dataset', 'dino-distil'),
} as const satisfies Readonly<Record<string, Composition>>;

/** `custom`: the user composes the four parts. */
export type MethodName = keyof typeof METHODS | 'custom';

const keys = <K extends string>(table: Readonly<Record<K, unknown>>): readonly [K, ...K[]] =>
  Object.keys(table) as [K, ...K[]];

export const METHOD_NAMES: readonly [MethodName, ...MethodName[]] = [...keys(METHODS), 'custom'];
export const SAMPLER_NAMES = keys(SAMPLERS);

/** The settings that decide the composition. */
export interface MethodSettings {
  readonly method: MethodName;
  readonly sampler: SamplerName;
  readonly loss: LossName;
  readonly tokenWeight: WeightName;
  readonly methodSchedule: MethodSchedule;
}

/** The four parts of an experiment's method. */
export function compositionOf(settings: MethodSettings): Composition {
  if (settings.method !== 'custom') return METHODS[settings.method];
  const { sampler, loss, tokenWeight, methodSchedule } = settings;
  return { sampler, loss, weight: tokenWeight, schedule: methodSchedule };
}

/** Sources that its sampler draws from. */
export const sourceOf = (settings: MethodSettings): Source =>
  SAMPLERS[compositionOf(settings).sampler].source;

/** True when proposals are verified, so that there is an acceptance rate. */
export const verifies = (settings: MethodSettings): boolean => sourceOf(settings) === 'interleaved';

/**
 * Losses that read no distribution of the teacher: plain cross-entropy, its constant multiple, students or branches among themselves,
 * and one that brings a teacher of its own.
 */
const LOSSES_WITHOUT_TEACHER: ReadonlySet<LossName> = new Set<LossName>([
  'cross-entropy',
  'fixed-advantage',
  'mutual',
  'ensemble',
  'lightweight',
  'dino',
]);

/** True for losses that read the teacher's distributions. */
export const lossReadsTeacher = (loss: LossName): boolean => !LOSSES_WITHOUT_TEACHER.has(loss);

/** True when a loss or a weight reads the teacher's distributions. */
export const readsTeacher = ({ loss, weight }: Pick<Composition, 'loss' | 'weight'>): boolean =>
  lossReadsTeacher(loss) || weight !== 'none';

/** True for weights whose first stage compares the teacher with its early exit. */
export const readsEarlyExit = (weight: WeightName): boolean =>
  weight === 'relative-difficulty' || weight === 'label-difficulty';

/** Hinton's loss against a model that is trained with the student; see distill/co-training/. */
const TAUGHT_BY_CO_TRAINED: ReadonlySet<LossName> = new Set<LossName>([
  'mutual',
  'ensemble',
  'online',
  'interactive',
]);

/** True for losses that compare views of pictures, against a moving average of the student or beside one: they need no labels. */
export const comparesViews = (loss: LossName): boolean => loss === 'dino' || loss === 'dino-distil';

/** True for methods that keep a moving average of the student. */
export const hasAverage = (settings: MethodSettings): boolean => comparesViews(compositionOf(settings).loss);

/** Losses that add terms of their own to Hinton's two. */
const BESIDE_SOFT_TARGETS: ReadonlySet<LossName> = new Set<LossName>([
  'hint',
  'attention-transfer',
  'fsp',
  'similarity-preserving',
  'relational',
  'gradient-alignment',
  'boundary',
  'lightweight',
]);

/** True for (1 − a)·CE + a·T²·KL against soft targets: a fixed teacher's, or those of a model that is trained with the student or for it. */
export const hasSoftTargets = (loss: LossName): boolean =>
  loss === 'hinton' ||
  loss === 'weighted-labels' ||
  TAUGHT_BY_CO_TRAINED.has(loss) ||
  BESIDE_SOFT_TARGETS.has(loss);

/** True for losses with terms that the setting `auxiliaryWeight` weighs. */
export const hasAddedTerms = (loss: LossName): boolean =>
  loss === 'correlation' || loss === 'comparative' || BESIDE_SOFT_TARGETS.has(loss);

/** True for losses that compare the inside of matched layers; see layer-map.ts. */
export const comparesLayers = (loss: LossName): boolean =>
  loss === 'internal' || loss === 'hint' || loss === 'attention-transfer' || loss === 'fsp';

/** True for losses that score pictures other than those of the batch: moved along gradients with respect to the pixels. */
export const movesPictures = (loss: LossName): boolean =>
  loss === 'gradient-alignment' || loss === 'boundary';

/** True for losses that compare the states which the logits are computed from. */
export const comparesLastStates = (loss: LossName): boolean =>
  loss === 'comparative' || loss === 'similarity-preserving' || loss === 'relational';

/** The stage of a schedule that trains on the data set, whatever the sampler; null for schedules of one stage. */
export const dataStage = (schedule: MethodSchedule): 1 | 2 | null =>
  schedule === 'two-stage' ? 1 : schedule === 'exercises-last' ? 2 : null;

/** False for methods that train without any teacher: nothing it writes or thinks is used. */
export function needsTeacher(settings: MethodSettings): boolean {
  const source = sourceOf(settings);
  const composition = compositionOf(settings);
  const prepares = source === 'teacher-text' || composition.schedule === 'exercises-last';
  return SOURCES[source].teacher || prepares || readsTeacher(composition);
}

/** Origins that the tokens of the strip can have, in the order of a legend. */
export function tokenSources(settings: MethodSettings): readonly TokenSource[] {
  const { sampler, schedule } = compositionOf(settings);
  const { source, mixed } = SAMPLERS[sampler];
  const withData = source !== 'dataset' && (mixed || dataStage(schedule) !== null);
  return [...SOURCES[source].tokens, ...(withData ? (['data'] as const) : [])];
}

/** Rules by which the teacher accepts a proposed token. */
export type Acceptance =
  /** SKD's rule: fewer than `topK` tokens are more probable to the teacher. */
  | { readonly rule: 'top-k'; readonly topK: number }
  /** Variant: the tokens more probable to the teacher hold less than `topP` of its mass. */
  | { readonly rule: 'nucleus'; readonly topP: number };
