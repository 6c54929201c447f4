/** Reads and writes `config.json` of a GPT-2 in Hugging Face's layout. */
import { type Problem, problem } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import type { ModelShape } from '../../model/shape';
import { BOS, EOS, PAD } from '../../tasks/tokenizer';
import { isRecord, isWhole } from './json';
import type { SpecialIds } from './tokenizer-json';

/** ε of ops/normalise.ts. */
export const EPSILON = 1e-5;
/** Ours is the exact one; these are approximations of it, off by less than 0.001. */
const APPROXIMATE_GELU: readonly unknown[] = [
  ...['gelu_new', 'gelu_pytorch_tanh', 'gelu_python_tanh', 'gelu_fast', 'gelu_accurate'],
];
/** Names of the exact function; `gelu_python` is another way to compute it. */
const EXACT_GELU: readonly unknown[] = ['gelu', 'gelu_python'];

/** Facts about an exported model that GPT-2's configuration has no field for. */
export interface UserDataFacts {
  readonly name: string;
  readonly task: string;
  readonly promptLength: number;
  readonly responseLength: number;
}

/** Contents of `config.json` for a model of ours. */
export const configJson = (
  shape: ModelShape,
  { name, task, promptLength, responseLength }: UserDataFacts,
): object => ({
  architectures: ['GPT2LMHeadModel'],
  model_type: 'gpt2',
  vocab_size: shape.vocabulary,
  n_positions: shape.context,
  n_embd: shape.width,
  n_layer: shape.layers,
  n_head: shape.heads,
  n_inner: null,
  activation_function: 'gelu',
  layer_norm_epsilon: EPSILON,
  resid_pdrop: 0,
  embd_pdrop: 0,
  attn_pdrop: 0,
  scale_attn_weights: true,
  scale_attn_by_inverse_layer_idx: false,
  reorder_and_upcast_attn: false,
  tie_word_embeddings: true,
  use_cache: true,
  bos_token_id: BOS,
  eos_token_id: EOS,
  pad_token_id: PAD,
  torch_dtype: 'float32',
  distillery: { name, task, prompt_length: promptLength, response_length: responseLength },
});

/** Contents of `generation_config.json`: greedy, as the page answers. */
export const generationConfig = ({ responseLength }: UserDataFacts): object => ({
  bos_token_id: BOS,
  eos_token_id: EOS,
  pad_token_id: PAD,
  do_sample: false,
  max_new_tokens: responseLength,
});

export interface ReadConfig {
  readonly shape: ModelShape;
  readonly special: SpecialIds;
  /** Name and task of a model exported by this page; empty for other models. */
  readonly name: string;
  readonly task: string;
  /** The output head is the token embedding. */
  readonly tied: boolean;
  readonly notes: readonly Problem[];
}

/** @throws UserError when it does not describe a GPT-2 that this page's transformer can represent */
export function readConfig(json: unknown): ReadConfig {
  if (!isRecord(json)) throw new UserError('config-not-a-model');
  const { model_type: type, n_inner: inner } = json;
  if (type !== 'gpt2') {
    throw typeof type === 'string'
      ? new UserError('config-type', { type: [type] })
      : new UserError('config-type-missing');
  }
  const shape: ModelShape = {
    vocabulary: size(json, 'vocab_size'),
    context: size(json, 'n_positions'),
    width: size(json, 'n_embd'),
    layers: size(json, 'n_layer'),
    heads: size(json, 'n_head'),
  };
  if (isWhole(inner) && inner !== 4 * shape.width) {
    throw new UserError('config-inner-size', { found: inner, expected: 4 * shape.width });
  }
  requireAs(json, 'layer_norm_epsilon', EPSILON, EPSILON);
  requireAs(json, 'scale_attn_weights', true, true);
  requireAs(json, 'scale_attn_by_inverse_layer_idx', false, false);
  requireAs(json, 'add_cross_attention', false, false);
  const notes = activationNotes(json.activation_function ?? 'gelu_new');
  const special = {
    pad: tokenId(json, 'pad_token_id'),
    bos: tokenId(json, 'bos_token_id'),
    eos: tokenId(json, 'eos_token_id'),
  };
  const own = isRecord(json.distillery) ? json.distillery : {};
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const [name, task] = [text(own.name), text(own.task)];
  return { shape, special, name, task, tied: json.tie_word_embeddings !== false, notes };
}

type Config = Readonly<Record<string, unknown>>;

/** Sizes beyond these are no model for this page; the exact bounds are checked when a task is looked for. */
const MOST = 4_096;

function size(json: Config, name: string): number {
  const value = json[name];
  if (!isWhole(value) || value < 1)
    throw new UserError('config-size-impossible', { field: name, limit: MOST });
  if (value > MOST) {
    throw name === 'vocab_size'
      ? new UserError('config-vocabulary-too-large', { found: value, limit: MOST })
      : new UserError('config-size-too-large', { field: name, found: value, limit: MOST });
  }
  return value;
}

function tokenId(json: Config, name: string): number {
  const value = json[name];
  if (!isWhole(value)) {
    throw new UserError('config-token-missing', { field: name });
  }
  return value;
}

function requireAs(json: Config, name: string, needed: unknown, whenAbsent: unknown): void {
  const value = json[name] ?? whenAbsent;
  if (value !== needed) {
    throw new UserError('config-value', {
      field: name,
      found: [shown(value)],
      expected: String(needed),
    });
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function activationNotes(name: unknown): Problem[] {
  if (EXACT_GELU.includes(name)) return [];
  if (!APPROXIMATE_GELU.includes(name)) {
    throw new UserError('config-activation', { found: [shown(name)] });
  }
  return [problem('note-gelu-approximation', { activation: String(name) })];
}
