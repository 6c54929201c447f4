/** The settings of the PyTorch project: an experiment under the names that trainers of language models use, and their rules. */
import { type LiveChange, plannedSteps } from '../../experiment/changes';
import { REPLAY_CAPACITY } from '../../experiment/cost';
import { type Experiment, FIELDS, type FieldName } from '../../experiment/fields';
import type { Task } from '../../tasks/task';

type Value = string | number | boolean;

/** How the text of a setting is read; `settings.json` holds them for python/config.py. */
interface Rule {
  readonly kind: 'int' | 'float' | 'text' | 'yaml';
  readonly choices?: readonly Value[];
  readonly min?: number;
  readonly max?: number;
  /** What a value must be, for the sentence about another one. */
  readonly says: string;
  readonly help: string;
}

/** Settings by their names there and here. */
const ROWS: readonly (readonly [name: string, from: FieldName, help: string])[] = [
  ['student_temperature', 'studentTemperature', 'of the student’s tokens; 0 is greedy'],
  ['student_top_p', 'studentTopP', ''],
  ['teacher_temperature', 'teacherTemperature', 'of the teacher’s tokens; 0 is greedy'],
  ['teacher_top_p', 'teacherTopP', ''],
  ['teacher_text', 'teacherText', 'greedy or sampled, where it is the same in each epoch (seqkd)'],
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
  ['divergence', 'divergence', 'forward-kl is KL(teacher ‖ student); skd.py lists them'],
  ['beta', 'jsdBeta', 'of the generalised Jensen–Shannon divergence'],
  ['skew_alpha', 'skewAlpha', 'share in skew divergences and the α-mixture'],
  ['ab_alpha', 'abAlpha', 'powers of the α-β divergence'],
  ['ab_beta', 'abBeta', ''],
  ['assistant_alpha', 'assistantAlpha', 'power of the α-mixture: −1 arithmetic, 1 geometric'],
  ['target_start', 'targetStart', 'share of the teacher in the target (divergence taid)'],
  ['veto_strength', 'vetoStrength', 'power of the student in the target (divergence veto)'],
  ['loss_temperature', 'lossTemperature', 'of both distributions in the loss; sampling has its own above'],
  ['loss_temperature_final', 'lossTemperatureFinal', ''],
  ['alpha', 'softTargetWeight', 'weight of the soft targets (hinton-kd)'],
  ['auxiliary_weight', 'auxiliaryWeight', 'of what is compared beside cross-entropy (cmkd, ckd)'],
  ['correlation_top', 'correlationTop', 'tokens whose order is compared (cmkd)'],
  ['rejected_weight', 'rejectedWeight', 'what a rejected token counts (selectkd)'],
  ['keep_fraction', 'keepFraction', 'of the tokens, the most informative (tip) or the hardest (adakd)'],
  ['early_weight', 'earlyWeight', 'how much more the first token counts than the last (iw-opd)'],
  ['fork_entropy', 'forkEntropy', 'nats of the teacher above which a token is a fork (eopd)'],
  ['fixed_advantage', 'fixedAdvantage', ''],
  ['max_steps', 'steps', ''],
  ['train_batch_size', 'batchSize', 'sequences a step, over all ranks'],
  ['learning_rate', 'learningRate', ''],
  ['warmup_steps', 'warmUpSteps', ''],
  ['lr_scheduler_type', 'schedule', 'cosine or constant'],
  ['min_lr_rate', 'finalRateFraction', 'the cosine ends at this fraction'],
  ['weight_decay', 'weightDecay', 'of matrices, not of gains and biases'],
  ['max_grad_norm', 'clipNorm', '0 turns clipping off'],
  ['eval_steps', 'evaluateEvery', 'between two validations, where a schedule asks for them (distillm)'],
  ['sft_steps', 'sftSteps', 'supervised steps before the method'],
  ['sft_batch_size', 'sftBatchSize', ''],
  ['sft_learning_rate', 'sftLearningRate', ''],
];

const text = (help: string): Rule => ({ kind: 'text', says: 'a text', help });
const size = (help: string): Rule => ({ kind: 'int', min: 1, says: 'a whole number from 1 on', help });
const oneOf = (help: string, choices: readonly string[]): Rule => ({
  ...{ kind: 'text', choices, says: `one of ${choices.join(', ')}`, help },
});
const flag = (help: string): Rule => ({
  ...{ kind: 'yaml', choices: [true, false], says: 'true or false', help },
});

/** A size has no upper bound outside the page; the seed has, which is a word of 32 bits. */
function ruleOf(from: FieldName, help: string): Rule {
  const field = FIELDS[from];
  if (field.kind === 'choice') return oneOf(help, field.choices);
  if (field.kind === 'list') return text(help);
  const { min, max, kind } = field;
  if (kind === 'integer') {
    const seed = from === 'seed' ? { max, says: `a whole number from ${min} to ${max}` } : {};
    return { kind: 'int', min, says: `a whole number from ${min} on`, help, ...seed };
  }
  if (max <= 1 && !/rate/i.test(from)) {
    return { kind: 'float', min, max, says: `a number from ${min} to ${max}`, help };
  }
  const least = Math.min(min, 0);
  return { kind: 'float', min: least, says: `a number from ${least} on`, help };
}

interface Setting {
  readonly rule: Rule;
  readonly value: Value;
}

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

/** All settings but the changes, in the order of the file. */
function settingsOf(
  experiment: Experiment,
  changes: readonly LiveChange[],
  task: Task,
): Map<string, Setting> {
  const limit = Math.min(experiment.responseLimit, task.responseLength);
  const every = Math.max(1, Math.round(plannedSteps(experiment, changes) / 100));
  return new Map<string, Setting>([
    ['method', { rule: text('one of methods.json'), value: experiment.method }],
    ['seed', { rule: ruleOf('seed', 'of every random number'), value: experiment.seed }],
    ['student', { rule: text('folder beside this file, or any model of transformers'), value: 'student' }],
    ['teacher', { rule: text('like it, with the same vocabulary'), value: 'teacher' }],
    ['train_file', { rule: text('prompt and completion, one example a line'), value: 'data.jsonl' }],
    ['sft_file', { rule: text('examples of the supervised steps'), value: 'sft.jsonl' }],
    ['validation_file', { rule: text('for the schedule of distillm'), value: 'validation.jsonl' }],
    ['test_file', { rule: text('answered at the end'), value: 'test.jsonl' }],
    ['output_dir', { rule: text('checkpoint, log.jsonl, scores.json, the student'), value: 'output' }],
    [
      'max_prompt_length',
      { rule: size('tokens; these models pad their prompts to exactly this'), value: task.promptLength },
    ],
    [
      'max_completion_length',
      { rule: size('tokens that a model may write, its end included'), value: limit },
    ],
    ...ROWS.map(([name, from, help]): [string, Setting] => [
      name,
      { rule: ruleOf(from, help), value: experiment[from] },
    ]),
    ['replay_buffer_size', { rule: size('responses that are kept (distillm)'), value: REPLAY_CAPACITY }],
    ['logging_steps', { rule: size('a line on the terminal; log.jsonl has every step'), value: every }],
    ['save_steps', { rule: size(''), value: 100 }],
    ['log_completions', { rule: flag('token ids of every step into log.jsonl'), value: false }],
    [
      'report_to',
      { rule: oneOf('besides log.jsonl', ['none', 'tensorboard', 'trackio', 'wandb']), value: 'none' },
    ],
    [
      'dtype',
      { rule: oneOf('of the teacher, and of products; of transformers only', DTYPES), value: 'float32' },
    ],
    ['lora_rank', { rule: { ...ruleOf('topK', '0 trains all parameters'), min: 0 }, value: 0 }],
    ['fsdp', { rule: flag('split the student over ranks; of transformers only'), value: false }],
  ]);
}

const DTYPES = ['float32', 'bfloat16'];

/** A YAML scalar. PyYAML reads a number with an exponent only with a point and a sign. */
function scalar(value: Value): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  const [digits = '', exponent] = String(value).split('e');
  return exponent === undefined ? digits : `${digits.includes('.') ? digits : `${digits}.0`}e${exponent}`;
}

function yaml(title: string, settings: ReadonlyMap<string, Setting>, changes: readonly LiveChange[]): string {
  const rows = [...settings].map(
    ([name, { rule, value }]) => `${name}: ${scalar(value)}${rule.help ? `  # ${rule.help}` : ''}`,
  );
  const last = `changes: ${changesOf(changes)}  # settings from a step of the method on`;
  return [`# ${title}`, ...rows, last, ''].join('\n');
}

/** config.yaml: a run of the experiment. */
export const configYaml = (experiment: Experiment, changes: readonly LiveChange[], task: Task): string =>
  yaml(
    'A run of Distillery. Temperatures of sampling and of the loss are apart.',
    settingsOf(experiment, changes, task),
    changes,
  );

/**
 * What another size of models asks for: K = 25 as in arXiv 2410.11325, a lower rate, bfloat16, longer texts (ours). The method and
 * what belongs to it stay.
 */
const LARGE: Readonly<Record<string, Value>> = {
  ...{ student: 'Qwen/Qwen2.5-0.5B-Instruct', teacher: 'Qwen/Qwen2.5-7B-Instruct' },
  ...{ output_dir: 'output-transformers', max_prompt_length: 512, max_completion_length: 256 },
  ...{ acceptance_top_k: 25, num_speculative_tokens: 5, max_steps: 500, train_batch_size: 8 },
  ...{ learning_rate: 1e-5, warmup_steps: 25, sft_steps: 0, logging_steps: 1, dtype: 'bfloat16' },
};

/** transformers.yaml: the same method for models of `transformers`. */
export function transformersYaml(experiment: Experiment, task: Task): string {
  const settings = [...settingsOf(experiment, [], task)].map(([name, setting]): [string, Setting] => [
    name,
    { ...setting, value: LARGE[name] ?? setting.value },
  ]);
  return yaml('The same method for two models of transformers; name yours.', new Map(settings), []);
}

/** settings.json: the rule of each setting, one a line. */
export function settingsJson(experiment: Experiment, task: Task): string {
  const changes: Rule = { kind: 'yaml', says: 'a list of changes', help: 'settings from a step on' };
  const rules = [...settingsOf(experiment, [], task)].map(([name, { rule }]) => [name, rule] as const);
  const rows = [...rules, ['changes', changes] as const].map(
    ([name, rule]) => `  ${JSON.stringify(name)}: ${JSON.stringify(rule)}`,
  );
  return `{\n${rows.join(',\n')}\n}\n`;
}
