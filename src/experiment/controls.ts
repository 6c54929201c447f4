/** How the page offers each setting: its group, and the step and scale of its control. No words: those are in app/text/. */
import type { FieldName } from './fields';

export type Group = 'data' | 'teacher' | 'student' | 'method' | 'optimisation' | 'measuring';

/** How the page offers a setting. */
export interface Control {
  readonly group: Group;
  /** Smallest sensible change, in the setting's own unit. Absent for choices and lists. */
  readonly step?: number;
  /** `log`: equal distances on a slider are equal ratios. */
  readonly scale?: 'linear' | 'log';
}

export const GROUPS: readonly Group[] = ['data', 'teacher', 'student', 'method', 'optimisation', 'measuring'];

/** Settings of methods and of their parts. */
export const METHOD_CONTROLS = {
  sampler: { group: 'method' },
  loss: { group: 'method' },
  tokenWeight: { group: 'method' },
  methodSchedule: { group: 'method' },
  teacherText: { group: 'method' },
  mixture: { group: 'method', step: 0.05, scale: 'linear' },
  mixtureFinal: { group: 'method', step: 0.05, scale: 'linear' },
  topKFinal: { group: 'method', step: 1, scale: 'log' },
  stageFraction: { group: 'method', step: 0.05, scale: 'linear' },
  exerciseShare: { group: 'method', step: 0.05, scale: 'linear' },
  switchFactor: { group: 'method', step: 0.1, scale: 'linear' },
  skewAlpha: { group: 'method', step: 0.01, scale: 'linear' },
  abAlpha: { group: 'method', step: 0.05, scale: 'linear' },
  abBeta: { group: 'method', step: 0.05, scale: 'linear' },
  assistantAlpha: { group: 'method', step: 0.1, scale: 'linear' },
  targetStart: { group: 'method', step: 0.05, scale: 'linear' },
  vetoStrength: { group: 'method', step: 0.05, scale: 'linear' },
  lossTemperatureFinal: { group: 'method', step: 0.1, scale: 'linear' },
  softTargetWeight: { group: 'method', step: 0.05, scale: 'linear' },
  auxiliaryWeight: { group: 'method', step: 0.1, scale: 'log' },
  branches: { group: 'method', step: 1 },
  feedbackWeight: { group: 'method', step: 0.1, scale: 'linear' },
  teacherRate: { group: 'method', step: 0.01, scale: 'linear' },
  examShare: { group: 'method', step: 0.05, scale: 'linear' },
  correlationTop: { group: 'method', step: 1 },
  attentionWeight: { group: 'method', step: 0.1, scale: 'linear' },
  hiddenWeight: { group: 'method', step: 0.1, scale: 'linear' },
  layerMap: { group: 'method' },
  stepsPerLayer: { group: 'method', step: 10 },
  rejectedWeight: { group: 'method', step: 0.05, scale: 'linear' },
  keepFraction: { group: 'method', step: 0.05, scale: 'linear' },
  earlyWeight: { group: 'method', step: 0.05, scale: 'linear' },
  forkEntropy: { group: 'method', step: 0.05, scale: 'linear' },
  subclasses: { group: 'method', step: 1 },
  subclassSharpness: { group: 'method', step: 0.5, scale: 'linear' },
  prototypes: { group: 'method', step: 8 },
  prototypeCentring: { group: 'method' },
  targetTemperature: { group: 'method', step: 0.01, scale: 'linear' },
  prototypeTemperature: { group: 'method', step: 0.01, scale: 'linear' },
  teacherMomentum: { group: 'method', step: 0.001, scale: 'linear' },
  localCrops: { group: 'method', step: 1 },
  cropShare: { group: 'method', step: 0.05, scale: 'linear' },
  maskedPatchWeight: { group: 'method', step: 0.1, scale: 'linear' },
  koleoWeight: { group: 'method', step: 0.1, scale: 'linear' },
  fixedAdvantage: { group: 'method', step: 0.1, scale: 'linear' },
} as const satisfies Readonly<Record<string, Control>>;

export type MethodField = keyof typeof METHOD_CONTROLS;

export const CONTROLS = {
  seed: { group: 'data', step: 1 },
  task: { group: 'data' },
  ownData: { group: 'data', step: 1 },
  trainSize: { group: 'data', step: 1, scale: 'log' },
  labels: { group: 'data', step: 10, scale: 'log' },
  labelNoise: { group: 'data', step: 0.05, scale: 'linear' },
  imbalance: { group: 'data', step: 0.05, scale: 'log' },

  teacher: { group: 'teacher' },
  ownTeacher: { group: 'teacher', step: 1 },

  start: { group: 'student' },
  ownStudent: { group: 'student', step: 1 },
  studentWidth: { group: 'student', step: 8 },
  studentLayers: { group: 'student', step: 1 },
  studentHeads: { group: 'student', step: 1 },
  sftSteps: { group: 'student', step: 50 },
  sftExamples: { group: 'student', step: 1, scale: 'log' },
  sftBatchSize: { group: 'student', step: 1, scale: 'log' },
  sftLearningRate: { group: 'student', step: 1e-4, scale: 'log' },

  method: { group: 'method' },
  topK: { group: 'method', step: 1, scale: 'log' },
  acceptance: { group: 'method' },
  acceptanceTopP: { group: 'method', step: 0.01, scale: 'linear' },
  blockSize: { group: 'method', step: 1 },
  responseLimit: { group: 'method', step: 1 },
  studentTemperature: { group: 'method', step: 0.1, scale: 'linear' },
  studentTopP: { group: 'method', step: 0.01, scale: 'linear' },
  teacherTemperature: { group: 'method', step: 0.1, scale: 'linear' },
  teacherTopP: { group: 'method', step: 0.01, scale: 'linear' },
  divergence: { group: 'method' },
  jsdBeta: { group: 'method', step: 0.01, scale: 'linear' },
  lossTemperature: { group: 'method', step: 0.1, scale: 'linear' },
  ...METHOD_CONTROLS,

  steps: { group: 'optimisation', step: 50, scale: 'log' },
  batchSize: { group: 'optimisation', step: 1, scale: 'log' },
  learningRate: { group: 'optimisation', step: 1e-4, scale: 'log' },
  warmUpSteps: { group: 'optimisation', step: 10 },
  schedule: { group: 'optimisation' },
  finalRateFraction: { group: 'optimisation', step: 0.01, scale: 'linear' },
  weightDecay: { group: 'optimisation', step: 0.001, scale: 'linear' },
  clipNorm: { group: 'optimisation', step: 0.1, scale: 'linear' },

  evaluateEvery: { group: 'measuring', step: 10, scale: 'log' },
  evaluatePrompts: { group: 'measuring', step: 8, scale: 'log' },
  patience: { group: 'measuring', step: 1 },
} as const satisfies Readonly<Record<FieldName, Control>>;
