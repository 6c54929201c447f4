/** The words of methods, their parts and their settings in English. */
import type { MethodField } from '../../../experiment/controls';
import type { MethodName } from '../../../experiment/methods';
import type { FieldText, MethodChoiceText } from '../labels';

export const METHOD_FIELDS_EN = {
  sampler: { label: 'Sampler', help: 'Who writes the sequences that the student is trained on.' },
  loss: { label: 'Loss', help: 'What the student is made to lower at every token.' },
  tokenWeight: { label: 'Token weight', help: 'Which tokens count in the loss, and how much.' },
  methodSchedule: { label: 'What changes', help: 'What the method changes during training.' },
  teacherText: {
    label: 'Teacher’s text',
    help: 'Whether the teacher’s answers to the training prompts are its most probable ones or sampled at its temperature.',
  },
  mixture: {
    label: 'Share of model text',
    help: 'How probable it is that a sequence comes from the sampler and not from the data set (λ in GKD); 0 and 1 are the pure cases.',
  },
  mixtureFinal: {
    label: 'Final share of model text',
    help: 'The share at the end of the run; it moves there linearly, or in ImitKD by an exponential decay of the data’s share.',
  },
  topKFinal: { label: 'Final K', help: 'K moves in equal steps to this value at the end of the run.' },
  stageFraction: {
    label: 'First stage',
    help: 'The fraction of the steps that the first of the two stages takes.',
  },
  switchFactor: {
    label: 'Switch factor κ',
    help: 'The teacher takes over where the two models differ more than κ times their average difference over the last tokens.',
  },
  skewAlpha: {
    label: 'Skew α',
    help: 'A skew divergence compares one distribution with a mixture of both; α is its own share of the mixture, which keeps gradients tame where the student is far off.',
  },
  abAlpha: {
    label: 'α of α-β',
    help: 'Power of the teacher’s probabilities in the α-β divergence; α = 1, β = 0 is the forward KL.',
  },
  abBeta: {
    label: 'β of α-β',
    help: 'Power of the student’s probabilities in the α-β divergence; α = 0, β = 1 is the reverse KL.',
  },
  assistantAlpha: {
    label: 'Assistant α',
    help: 'How the go-between averages both distributions: −1 arithmetically, 1 geometrically, 3 harmonically.',
  },
  targetStart: {
    label: 'Target at the start',
    help: 'Where the target begins between the student (0) and the teacher (1).',
  },
  vetoStrength: {
    label: 'Veto β',
    help: 'Power of the student’s own distribution in the target; 0 leaves the teacher’s alone.',
  },
  lossTemperatureFinal: {
    label: 'Final loss temperature',
    help: 'The loss temperature moves in equal steps to this value at the end of the run.',
  },
  softTargetWeight: {
    label: 'Soft-target weight',
    help: 'How much the teacher’s distribution counts against the correct token: 0 is plain fine-tuning, 1 is the teacher alone.',
  },
  auxiliaryWeight: {
    label: 'Added-term weight',
    help: 'How much the correlation or feature term counts beside the cross-entropy.',
  },
  correlationTop: {
    label: 'Compared ranks M',
    help: 'The student learns the order of this many of the teacher’s most probable tokens.',
    unit: 'tokens',
  },
  attentionWeight: {
    label: 'Attention weight',
    help: 'How much it counts in each layer that the student attends to the same places as the teacher.',
  },
  hiddenWeight: {
    label: 'Hidden-state weight',
    help: 'How much it counts in each layer that the student’s hidden states point the same way as the teacher’s.',
  },
  layerMap: {
    label: 'Layer map',
    help: 'Which layer of the teacher each layer of the student is matched with; the automatic map spreads them evenly and matches the last with the last.',
  },
  stepsPerLayer: {
    label: 'Steps per layer',
    help: 'How long each layer’s turn lasts; with 0, every layer and the teacher’s distributions at the end have equal shares of the run.',
    unit: 'steps',
  },
  rejectedWeight: {
    label: 'Rejected-token weight',
    help: 'What a token still counts where the teacher does not accept the student’s choice; 0 leaves it out.',
  },
  keepFraction: {
    label: 'Hardest fraction kept',
    help: 'Only this fraction of the tokens, the hardest ones, counts in the loss; where the method adapts it, this is its start.',
  },
  earlyWeight: {
    label: 'Early-token weight γ',
    help: 'How much more the first token of a sequence counts than the last; 0 counts all the same.',
  },
  forkEntropy: {
    label: 'Fork entropy',
    help: 'A token is a fork where the teacher’s entropy is above this.',
    unit: 'nats',
  },
  fixedAdvantage: {
    label: 'Fixed advantage',
    help: 'The reward of every token, whatever it is: below 0 the student is told that all it writes is bad.',
  },
} as const satisfies Readonly<Record<MethodField, FieldText>>;

export const METHOD_CHOICES_EN: MethodChoiceText = {
  method: {
    skd: 'Speculative KD (SKD)',
    sft: 'Supervised fine-tuning (SFT)',
    'hinton-kd': 'Hinton KD',
    'supervised-kd': 'Supervised KD',
    seqkd: 'Sequence-level KD (SeqKD)',
    'on-policy-kd': 'On-policy KD',
    gkd: 'Generalised KD (GKD)',
    imitkd: 'ImitKD',
    'skd-mixed': 'SKD mixed with data',
    'two-stage': 'Supervised, then on-policy',
    distillm: 'DistiLLM',
    adaswitch: 'AdaSwitch',
    selectkd: 'SelecTKD',
    adakd: 'AdaKD',
    cmkd: 'Correlation matching (CMKD)',
    ckd: 'Comparative KD (CKD)',
    rdd: 'Relative difficulty (RDD)',
    'internal-kd': 'Inner states, all layers',
    'internal-pid': 'Inner states, layer by layer (PID)',
    'internal-sid': 'Inner states, stacked (SID)',
    taid: 'TAID',
    todi: 'ToDi',
    abkd: 'ABKD',
    amid: 'AMiD',
    veto: 'Veto',
    'opd-gradient': 'On-policy, policy gradient',
    'iw-opd': 'Policy gradient, early tokens (IW-OPD)',
    eopd: 'Policy gradient and forks (EOPD)',
    tip: 'Informative tokens (TIP)',
    'distillm-2': 'DistiLLM-2',
    'fixed-advantage': 'Fixed advantage, no teacher',
    ssd: 'Simple self-distillation (SSD)',
    custom: 'Compose your own',
  },
  sampler: {
    dataset: 'Data set',
    'teacher-text': 'Teacher, decoded once',
    teacher: 'Teacher, in every step',
    student: 'Student',
    'student-mixture': 'Student mixed with data',
    interleaved: 'Interleaved (SKD)',
    'interleaved-mixture': 'Interleaved mixed with data',
    'replay-mixture': 'Replayed text mixed with data',
    'adaptive-switch': 'Student, then teacher',
  },
  loss: {
    divergence: 'Divergence',
    'cross-entropy': 'Cross-entropy',
    hinton: 'CE and soft targets (Hinton)',
    'adaptive-temperature': 'Token temperatures (AdaKD)',
    correlation: 'CE and correlations (CMKD)',
    comparative: 'CE and features (CKD)',
    internal: 'Divergence and inner states',
    'policy-gradient': 'Policy gradient',
    'entropy-aware': 'Policy gradient and forks (EOPD)',
    'fixed-advantage': 'Fixed advantage',
    contrastive: 'Skew KL by writer (DistiLLM-2)',
  },
  tokenWeight: {
    none: 'Every token the same',
    'mask-rejected': 'Mask rejected tokens (SelecTKD)',
    'hard-tokens': 'Hardest tokens only (AdaKD)',
    'relative-difficulty': 'Relative difficulty (RDD)',
    'early-tokens': 'Early tokens more (IW-OPD)',
    'informative-tokens': 'Unsure or wrong tokens only (TIP)',
  },
  methodSchedule: {
    constant: 'Nothing',
    'anneal-k': 'K, linearly',
    'anneal-mixture': 'Share of model text, linearly',
    'decay-data': 'Share of the data, exponentially (ImitKD)',
    'anneal-temperature': 'Loss temperature, linearly',
    'two-stage': 'Two stages, data first',
    'adaptive-mixture': 'Share of student text (DistiLLM)',
    'adaptive-focus': 'Hardest fraction (AdaKD)',
    'adaptive-target': 'Target, student to teacher (TAID)',
    'anneal-veto': 'Veto β, linearly to 0',
    'progressive-layers': 'Layers one at a time (PID)',
    'stacked-layers': 'Layers stacked up (SID)',
  },
  teacherText: { greedy: 'Most probable', sampled: 'Sampled' },
  divergence: {
    'forward-kl': 'Forward KL',
    'reverse-kl': 'Reverse KL',
    jsd: 'Jensen–Shannon',
    tvd: 'Total variation',
    'skew-forward-kl': 'Skew forward KL',
    'skew-reverse-kl': 'Skew reverse KL',
    todi: 'Entry by entry (ToDi)',
    'alpha-beta': 'α-β divergence (ABKD)',
    'alpha-mixture': 'KL to an α-mixture (AMiD)',
    taid: 'KL from a moving target (TAID)',
    veto: 'KL from a vetoed target (Veto)',
  },
};

/** What each method does, in one sentence. */
export const METHOD_SENTENCES_EN: Readonly<Record<MethodName, string>> = {
  skd: 'The student proposes every token, the teacher replaces those outside its top K, and the student learns from the mixed text.',
  sft: 'The student learns the correct answers of the data set; the teacher has no part in it.',
  'hinton-kd':
    'The student learns the correct token and the teacher’s softened distribution at once, on the data set.',
  'supervised-kd': 'The student learns the teacher’s distribution at every token of the data set.',
  seqkd: 'The teacher answers every training prompt once, and the student is fine-tuned on these answers.',
  'on-policy-kd': 'The student writes the text, and learns the teacher’s distribution at its own tokens.',
  gkd: 'Each sequence is the student’s own with probability λ, else the data set’s; the loss is a generalised JSD unless you choose another divergence.',
  imitkd:
    'Training begins on the data set, whose share falls exponentially until nearly every sequence is the student’s own.',
  'skd-mixed': 'Each sequence is either interleaved as in SKD or taken from the data set.',
  'two-stage': 'First supervised KD on the data set, then on-policy KD on the student’s own text.',
  distillm:
    'Skew KL on the data and on new or replayed text of the student, whose share rises whenever the validation loss does.',
  adaswitch: 'The student writes until it strays from the teacher, who then finishes the sequence.',
  selectkd:
    'Tokens count fully where the teacher’s top K holds what the student would have said, and next to nothing elsewhere.',
  adakd:
    'Hard tokens get a low loss temperature and easy ones a high one, and the loss keeps only the hardest.',
  cmkd: 'The student matches the shape of the teacher’s scores: their correlation and the order of the best.',
  ckd: 'The student learns how the teacher’s inner states differ from token to token, beside the correct answers.',
  rdd: 'First the tokens on which the teacher is settled count, then those that only one of the two models gets right.',
  'internal-kd':
    'The student learns to attend where the teacher attends and to think as it thinks, in every layer, beside its distributions.',
  'internal-pid':
    'One layer after the other, from the bottom up, learns the teacher’s attention and hidden states; the teacher’s distributions come last.',
  'internal-sid':
    'From the bottom up, layer is added to layer until all match the teacher’s attention and hidden states; its distributions come last.',
  taid: 'The target walks from the student’s own distribution to the teacher’s.',
  todi: 'Forward KL lifts what the student gives too little, reverse KL pushes down what it gives too much.',
  abkd: 'One divergence with two powers, α and β, holds forward and reverse KL as corners.',
  amid: 'The teacher is compared with a go-between of both distributions, and α says what kind of average it is.',
  veto: 'On the student’s own text, its distribution damps the target at first, and ever less until the teacher’s is left.',
  'opd-gradient':
    'The student writes, and each of its tokens is rewarded by how much more probable the teacher finds it: reverse KL with more noise.',
  'iw-opd': 'The same policy gradient; tokens count more before the two models have disagreed much.',
  eopd: 'The same policy gradient, and forward KL where the teacher is undecided, so that its choices stay open.',
  tip: 'Reverse KL on the half of the student’s tokens where it is unsure, or sure and wrong.',
  'distillm-2': 'Skew KL pulls the student up on the data and pushes it down on its own text.',
  'fixed-advantage':
    'The policy gradient with one constant in the teacher’s place: what changes without any teacher. Give the student a warm start.',
  ssd: 'The student is fine-tuned on its own text, cut to its likelier tokens; the teacher has no part in it. Give it a warm start.',
  custom: 'You choose the sampler, the loss, the token weight and what changes.',
};
