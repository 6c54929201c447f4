/** config.yaml of the PyTorch project: an experiment under the names that trainers of language models use. */
import { type LiveChange, plannedSteps } from '../../src/experiment/changes';
import type { Experiment, FieldName } from '../../src/experiment/fields';
import type { Task } from '../../src/tasks/task';

type Row = readonly [name: string, from: FieldName, comment: string];

const METHOD: readonly Row[] = [
  ['method', 'method', 'one of methods.json'],
  ['seed', 'seed', 'of every random number'],
];

/** Settings by their names here and there. */
const ROWS: readonly Row[] = [
  ['student_temperature', 'studentTemperature', 'of the student’s tokens; 0 is greedy'],
  ['student_top_p', 'studentTopP', ''],
  ['teacher_temperature', 'teacherTemperature', 'of the teacher’s tokens; 0 is greedy'],
  ['teacher_top_p', 'teacherTopP', ''],
  ['teacher_text', 'teacherText', 'greedy or sampled, where it is decoded once (seqkd)'],
  ['acceptance', 'acceptance', 'top-k (the paper’s rule) or nucleus'],
  ['acceptance_top_k', 'topK', 'K: accepted when fewer tokens are more probable to the teacher'],
  ['acceptance_top_k_final', 'topKFinal', 'K at the last step, where it is annealed'],
  ['acceptance_top_p', 'acceptanceTopP', ''],
  [
    'num_speculative_tokens',
    'blockSize',
    'drafted between two passes of the teacher; sequences stay the same',
  ],
  ['lmbda', 'mixture', 'share of sequences that the sampler writes, where it mixes with the data'],
  ['lmbda_final', 'mixtureFinal', ''],
  ['stage_fraction', 'stageFraction', 'of the steps that the first of two stages takes'],
  ['switch_factor', 'switchFactor', 'AdaSwitch'],
  [
    'divergence',
    'divergence',
    'forward-kl is KL(teacher ‖ student); reverse-kl, jsd, tvd, skew-forward-kl, skew-reverse-kl',
  ],
  ['beta', 'jsdBeta', 'of the generalised Jensen–Shannon divergence'],
  ['skew_alpha', 'skewAlpha', ''],
  ['loss_temperature', 'lossTemperature', 'of both distributions in the loss; sampling has its own above'],
  ['loss_temperature_final', 'lossTemperatureFinal', ''],
  ['alpha', 'softTargetWeight', 'weight of the soft targets (hinton-kd)'],
  ['rejected_weight', 'rejectedWeight', 'what a rejected token counts (selectkd)'],
  ['max_steps', 'steps', ''],
  ['train_batch_size', 'batchSize', 'sequences a step, over all ranks'],
  ['learning_rate', 'learningRate', ''],
  ['warmup_steps', 'warmUpSteps', ''],
  ['lr_scheduler_type', 'schedule', 'cosine or constant'],
  ['min_lr_rate', 'finalRateFraction', 'the cosine ends at this fraction'],
  ['weight_decay', 'weightDecay', 'of matrices, not of the gain'],
  ['max_grad_norm', 'clipNorm', '0 turns clipping off'],
  ['sft_steps', 'sftSteps', 'supervised steps before the method'],
  ['sft_batch_size', 'sftBatchSize', ''],
  ['sft_learning_rate', 'sftLearningRate', ''],
];

type Value = string | number | boolean;

/** A YAML scalar. PyYAML reads a number with an exponent only with a point and a sign. */
function scalar(value: Value): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  const [digits = '', exponent] = String(value).split('e');
  return exponent === undefined ? digits : `${digits.includes('.') ? digits : `${digits}.0`}e${exponent}`;
}

const line = (name: string, value: Value, comment: string): string =>
  `${name}: ${scalar(value)}${comment ? `  # ${comment}` : ''}`;

/** Changes of live settings as a list in YAML's flow style, which is JSON. */
function changesOf(changes: readonly LiveChange[]): string {
  const names = new Map<string, string>(ROWS.map(([name, from]) => [from, name]));
  return JSON.stringify(
    changes.map(({ step, settings }) => ({
      step,
      ...Object.fromEntries(
        Object.entries(settings).map(([field, value]) => [names.get(field) ?? field, value]),
      ),
    })),
  );
}

export function configYaml(experiment: Experiment, changes: readonly LiveChange[], task: Task): string {
  const rows = (list: readonly Row[]): string[] =>
    list.map(([name, from, comment]) => line(name, experiment[from], comment));
  const limit = Math.min(experiment.responseLimit, task.responseLength);
  return [
    '# A run of Distillery. Temperatures of sampling and of the loss are apart.',
    ...rows(METHOD),
    line('student', 'student', 'Hugging Face folders beside this file'),
    line('teacher', 'teacher', ''),
    line('train_file', 'data.jsonl', 'prompt and completion, one example a line'),
    line('sft_file', 'sft.jsonl', 'examples of the supervised steps'),
    line('test_file', 'test.jsonl', 'answered at the end'),
    line('output_dir', 'output', 'checkpoint, log.jsonl, scores.json and the trained student'),
    line('max_prompt_length', task.promptLength, 'prompts are padded on the left to exactly this'),
    line('max_completion_length', limit, 'tokens that a model may write, its end included'),
    ...rows(ROWS),
    line(
      'logging_steps',
      Math.max(1, Math.round(plannedSteps(experiment, changes) / 100)),
      'log.jsonl has every step',
    ),
    line('save_steps', 100, ''),
    line('log_completions', false, 'token ids of every step into log.jsonl'),
    line('report_to', 'none', 'or tensorboard'),
    `changes: ${changesOf(changes)}  # settings from a step of the method on`,
    '',
  ].join('\n');
}
