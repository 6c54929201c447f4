/** The words for every setting in English, with the sentences of the repair. */
import type { FieldName } from '../../../experiment/fields';
import { fill } from '../fill';
import type { FieldText, Labels } from '../labels';
import { METHOD_CHOICES_EN, METHOD_FIELDS_EN } from './methods';

const FIELDS_EN = {
  seed: {
    label: 'Seed',
    help: 'Fixes every random number of the run: the same seed and settings give the same run again.',
  },
  task: { label: 'Task', help: 'What the teacher knows and the student has to learn.' },
  ownData: {
    label: 'Your data',
    help: 'Which of the data sets kept in this browser the task is made of. Links name it by its fingerprint; they never contain it.',
  },
  labels: {
    label: 'Labelled pictures',
    help: 'How many of the training pictures have a label. Cross-entropy sees these alone, the teacher’s soft targets all pictures; a method without a teacher trains on the labelled ones only.',
  },
  labelNoise: {
    label: 'Label noise',
    help: 'The share of the training pictures whose label is drawn anew from all classes. The teacher had the right ones.',
  },
  imbalance: {
    label: 'Class imbalance γ',
    help: 'What the last class keeps of its training pictures; the classes before it keep more, the first all. 1 leaves them as they are.',
  },
  trainSize: {
    label: 'Training prompts',
    help: 'How many different prompts the student trains on; the methods differ most when there are few.',
    unit: 'prompts',
  },

  teacher: {
    label: 'Teacher model',
    help: 'The model that the student learns from: the one that comes with the task, one that was stopped early, or one of your own.',
  },
  ownTeacher: {
    label: 'Own teacher',
    help: 'Which of your own models teaches, by the number that links call it.',
  },

  start: {
    label: 'The student’s first weights',
    help: 'Random ones, or those of the teacher: then both are the same model, and distillation has nothing left to do.',
  },
  ownStudent: {
    label: 'The student begins as',
    help: 'Random weights, the teacher itself, or one of your own models; a model also decides the student’s size.',
  },
  studentWidth: {
    label: 'Width',
    help: 'Numbers in the vector that the student keeps for each token; it must be a multiple of the number of heads.',
  },
  studentLayers: { label: 'Layers', help: 'Transformer blocks of the student, one after the other.' },
  studentHeads: {
    label: 'Attention heads',
    help: 'Attention patterns that each layer computes side by side.',
  },
  sftSteps: {
    label: 'Warm start steps',
    help: 'Steps of supervised fine-tuning on correct answers before distillation begins; 0 starts from random weights.',
    unit: 'steps',
  },
  sftExamples: {
    label: 'Warm start examples',
    help: 'Examples with correct answers for the warm start; none of them is among the training prompts.',
    unit: 'examples',
  },
  sftBatchSize: {
    label: 'Warm start batch size',
    help: 'Examples in one step of the warm start.',
    unit: 'examples',
  },
  sftLearningRate: {
    label: 'Warm start learning rate',
    help: 'How far one step of the warm start moves the weights.',
  },

  method: {
    label: 'Method',
    help: 'Who writes the text that the student is trained on, and what it learns from it.',
  },
  topK: {
    label: 'K (accepted ranks)',
    help: 'A token that the student proposes stays when fewer than K tokens are more probable to the teacher; otherwise the teacher replaces it.',
  },
  acceptance: {
    label: 'Acceptance rule',
    help: 'How the teacher decides whether a proposed token stays; top-K is the rule of the SKD paper.',
  },
  acceptanceTopP: {
    label: 'Accepted probability mass',
    help: 'With the nucleus rule, a token stays when it is among the teacher’s most probable tokens that add up to this probability.',
  },
  blockSize: {
    label: 'Draft length γ',
    help: 'Tokens that the student drafts before the teacher checks them together; it changes the speed, not the text.',
    unit: 'tokens',
  },
  responseLimit: {
    label: 'Longest response',
    help: 'Tokens after which a response is cut off.',
    unit: 'tokens',
  },
  studentTemperature: {
    label: 'Student temperature',
    help: 'How freely the student samples its proposals; 0 always takes its most probable token.',
  },
  studentTopP: {
    label: 'Student top-p',
    help: 'The student samples only from its most probable tokens that add up to this probability; 1 allows every token.',
  },
  teacherTemperature: {
    label: 'Teacher temperature',
    help: 'How freely the teacher samples its tokens; 0 always takes its most probable token.',
  },
  teacherTopP: {
    label: 'Teacher top-p',
    help: 'The teacher samples only from its most probable tokens that add up to this probability; 1 allows every token.',
  },
  divergence: {
    label: 'Divergence',
    help: 'How the distance between the teacher’s and the student’s distribution is measured at every token.',
  },
  jsdBeta: {
    label: 'JSD β',
    help: 'Weight of the teacher in the mixture of the generalised Jensen–Shannon divergence; it leans to forward KL near 0 and to reverse KL near 1.',
  },
  lossTemperature: {
    label: 'Loss temperature',
    help: 'Above 1, both distributions are flattened inside the loss, so that improbable tokens count more.',
  },
  ...METHOD_FIELDS_EN,

  steps: { label: 'Steps', help: 'Distillation steps of the whole run.', unit: 'steps' },
  batchSize: { label: 'Batch size', help: 'Sequences in one distillation step.', unit: 'sequences' },
  learningRate: {
    label: 'Learning rate',
    help: 'How far one distillation step moves the weights, at its highest.',
  },
  warmUpSteps: {
    label: 'Warm-up steps',
    help: 'Steps over which the learning rate rises from 0 to its highest value.',
    unit: 'steps',
  },
  schedule: { label: 'Schedule', help: 'What the learning rate does after the warm-up.' },
  finalRateFraction: {
    label: 'Final rate fraction',
    help: 'The cosine schedule ends at this fraction of the learning rate.',
  },
  weightDecay: {
    label: 'Weight decay',
    help: 'How strongly AdamW pulls the weight matrices towards zero.',
  },
  clipNorm: {
    label: 'Gradient clipping',
    help: 'Longest gradient that a step may use; a longer one is scaled down to it, and 0 turns this off.',
  },

  evaluateEvery: {
    label: 'Evaluate every',
    help: 'Steps between two tests of the student on held-out prompts.',
    unit: 'steps',
  },
  evaluatePrompts: {
    label: 'Evaluation prompts',
    help: 'Held-out prompts in each test: more give a steadier figure and take longer.',
    unit: 'prompts',
  },
  patience: {
    label: 'Stop early after',
    help: 'Ends the run when the score on held-out prompts has not improved in this many evaluations: exact match, or the task’s main score for summaries, phonemes and running text; 0 turns this off.',
    unit: 'evaluations',
  },
} as const satisfies Readonly<Record<FieldName, FieldText>>;

export const LABELS_EN: Labels = {
  groups: {
    data: 'Data',
    teacher: 'Teacher',
    student: 'Student',
    method: 'Method',
    optimisation: 'Optimisation',
    measuring: 'Measuring',
  },
  fields: FIELDS_EN,
  choices: {
    task: {
      translation: 'English → French numbers',
      summary: 'Dialogue summary',
      arithmetic: 'Running sums',
      instructions: 'String instructions',
      phonemes: 'Spelling → phonemes',
      digits: 'Handwritten digits',
      parity: 'Even or odd',
      fashion: 'Clothes',
      own: 'Your own data',
      'own-pictures': 'Your own pictures',
    },
    ...METHOD_CHOICES_EN,
    acceptance: { 'top-k': 'Top-K (paper)', nucleus: 'Nucleus (variant)' },
    teacher: {
      shipped: 'The task’s own',
      weak: 'Weak (smaller, trained briefly)',
      robust: 'Robust (trained on attacks)',
      own: 'One of yours',
    },
    schedule: { cosine: 'Cosine', constant: 'Constant' },
    start: { random: 'Random weights', teacher: 'The teacher itself' },
  },
  automatic: 'automatic',
  notices: {
    notSettings: 'These are not settings of an experiment, so the defaults are used.',
    unknownNames: (names, count) =>
      fill('{count|unknown setting was|unknown settings were} ignored: {names}.', { count, names }),
    unknownParts: (names, count) =>
      fill('The link hides {count|a part|parts} that this page does not have: {names}.', { count, names }),
    invalid: (label, given, used) => `${label} cannot be ${given}, so its default ${used} is used.`,
    clamped: (label, given, used) =>
      `${label} cannot be ${given}; the nearest possible value ${used} is used.`,
    rounded: (label, given, used) => `${label} is a whole number: ${given} was rounded to ${used}.`,
    methodWritesText: (given, used) =>
      `${given} needs answers of several tokens; a picture has one class for its answer, so ${used} is used.`,
    methodNeedsClasses: (given, used) => `${given} learns classes of pictures, not text, so ${used} is used.`,
    headsDivideWidth: (heads, given, used, width, value) =>
      `“${heads}” was lowered from ${given} to ${used}, because it must divide “${width}” (${value}).`,
    tooCostly: (label, given, used) =>
      `${label} was lowered from ${given} to ${used}, because one step would have cost too much time or memory.`,
    linkTooLong: 'The link is too long, so its end was ignored.',
    linkUnreadable: 'A part of the link could not be read and was ignored.',
    linkRepeated: 'The link gives a setting more than once; the first value is used.',
    linkVersion: 'The link is from another version of this page, so the defaults are used.',
    compareField: (given) =>
      `The link compares ${given}, which cannot be compared here; its other settings are used.`,
    compareValue: (label, given) => `${label} cannot be ${given}, so the comparison does without it.`,
    compareTooFew: (label, fewest) =>
      `The link gives fewer than ${fewest} possible values of ${label}, so there is nothing to compare; its other settings are used.`,
    compareTooMany: (label, most) =>
      `The link compares more than ${most} values of ${label}; the first ${most} are used.`,
    changeUnreadable: (given) => `The change ${given} during the run could not be read and was ignored.`,
    changeField: (given) => `The setting ${given} cannot change during a run, so this change was ignored.`,
    changeBeyondEnd: (step, steps) =>
      fill('The change at step {step} was ignored, because the run has {steps|step|steps}.', { step, steps }),
    changesTooMany: (most) =>
      `The link changes settings more than ${most} times during the run; the first ${most} changes are used.`,
    lessonUnknown: (given) =>
      `The link opens the lesson ${given}, which is none: lessons have the numbers 1 to 8, or are a .json file of this site.`,
    recordingUnknown: (given) =>
      `The link plays the recording ${given}, which is none: recordings have the names of presets.`,
    changesCompared:
      'The link changes settings during a run. A comparison keeps the settings of its runs, so these changes were ignored.',
  },
  comparison: { seeds: 'Seeds', budget: 'Budget', methodSettings: 'Settings of the methods' },
  presentation: { view: 'The view', show: 'What is shown' },
};
