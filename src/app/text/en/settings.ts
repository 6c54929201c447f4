/** The words for every setting in English, with the sentences of the repair. */
import type { FieldName } from '../../../experiment/fields';
import { fill } from '../fill';
import type { FieldText, Labels } from '../labels';
import { METHOD_CHOICES_EN, METHOD_FIELDS_EN } from './methods';

const FIELDS_EN = {
  seed: { label: 'Seed' },
  task: { label: 'Task' },
  ownData: { label: 'Your data' },
  labels: { label: 'Labelled examples' },
  labelNoise: { label: 'Label noise' },
  imbalance: { label: 'Class imbalance γ' },
  trainSize: { label: 'Training prompts', unit: 'prompts' },

  teacher: { label: 'Teacher model' },
  ownTeacher: { label: 'Own teacher' },

  start: { label: 'The student’s first weights' },
  ownStudent: { label: 'The student begins as' },
  studentWidth: { label: 'Width' },
  studentLayers: { label: 'Layers' },
  studentHeads: { label: 'Attention heads' },
  sftSteps: { label: 'Warm start steps', unit: 'steps' },
  sftExamples: { label: 'Warm start examples', unit: 'examples' },
  sftBatchSize: { label: 'Warm start batch size', unit: 'examples' },
  sftLearningRate: { label: 'Warm start learning rate' },

  method: { label: 'Method' },
  topK: { label: 'K (accepted ranks)' },
  acceptance: { label: 'Acceptance rule' },
  acceptanceTopP: { label: 'Accepted probability mass' },
  blockSize: { label: 'Draft length γ', unit: 'tokens' },
  responseLimit: { label: 'Longest response', unit: 'tokens' },
  studentTemperature: { label: 'Student temperature' },
  studentTopP: { label: 'Student top-p' },
  teacherTemperature: { label: 'Teacher temperature' },
  teacherTopP: { label: 'Teacher top-p' },
  divergence: { label: 'Divergence' },
  jsdBeta: { label: 'JSD β' },
  lossTemperature: { label: 'Loss temperature' },
  ...METHOD_FIELDS_EN,

  steps: { label: 'Steps', unit: 'steps' },
  batchSize: { label: 'Batch size', unit: 'sequences' },
  learningRate: { label: 'Learning rate' },
  warmUpSteps: { label: 'Warm-up steps', unit: 'steps' },
  schedule: { label: 'Schedule' },
  finalRateFraction: { label: 'Final rate fraction' },
  weightDecay: { label: 'Weight decay' },
  clipNorm: { label: 'Gradient clipping' },

  evaluateEvery: { label: 'Evaluate every', unit: 'steps' },
  evaluatePrompts: { label: 'Evaluation prompts', unit: 'prompts' },
  patience: { label: 'Stop early after', unit: 'evaluations' },
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
      scenes: 'Scenes of digits',
      sentences: 'Positive or negative',
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
      `${given} writes or compares text, and answers are classes here, so ${used} is used.`,
    methodNeedsClasses: (given, used) =>
      `${given} compares what this task does not have, so ${used} is used.`,
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
