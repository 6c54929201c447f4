/**
 * A model as an ONNX graph in float32: `input_ids` [batch, sequence] in, `logits` [batch, sequence, vocabulary] out, names of
 * inputs, outputs and parameters as transformers has them. The graph computes `model/forward.ts`.
 *
 * There is no `attention_mask`: the model was trained with its padding in sight.
 */
import type { ModelFile } from '../../model/file';
import { parameterSpecs } from '../../model/shape';
import { BOS, EOS, PAD } from '../../tasks/tokenizer';
import { EPSILON, type UserDataFacts } from './config-json';
import { PREFIX } from './gpt2-tensors';
import { FLOAT, INT64, int, ints, node, onnxFile, real, tensor, value } from './onnx-format';
import { textsOf } from './tokenizer-json';

/** The first with LayerNormalization; runtimes from 2022 on read it. GELU is its definition, because Gelu came with opset 20. */
const OPSET = 17;

/** The lowest float32: exp() of its distance to any score is exactly 0. */
const HIDDEN = -3.4028234663852886e38;

/** Nodes and constants of a graph. Tensors are known by their names. */
class Graph {
  readonly nodes: Uint8Array[] = [];
  readonly constants: Uint8Array[] = [];

  /** Adds an operation with one output, which it names. */
  add(name: string, operator: string, inputs: readonly string[], ...attributes: Uint8Array[]): string {
    this.nodes.push(node(operator, inputs, [name], attributes));
    return name;
  }

  reals(name: string, dims: readonly number[], data: Float32Array): string {
    this.constants.push(tensor(name, dims, data));
    return name;
  }

  scalar(name: string, number: number): string {
    return this.reals(name, [], Float32Array.of(number));
  }

  wholes(name: string, numbers: readonly number[], dims: readonly number[] = [numbers.length]): string {
    this.constants.push(tensor(name, dims, BigInt64Array.from(numbers, BigInt)));
    return name;
  }
}

/** The file's bytes. */
export function onnxModel(model: ModelFile, facts: UserDataFacts): Uint8Array<ArrayBuffer> {
  const { shape, parameters, vocabulary } = model;
  const graph = new Graph();
  for (const { name, shape: dims, offset, size } of parameterSpecs(shape)) {
    graph.reals(PREFIX + name, dims, parameters.subarray(offset, offset + size));
  }
  addTransformer(graph, model);
  const { name, task, promptLength, responseLength } = facts;
  return onnxFile(
    {
      name: 'GPT2LMHeadModel',
      nodes: graph.nodes,
      constants: graph.constants,
      inputs: [value('input_ids', INT64, ['batch_size', 'sequence_length'])],
      outputs: [value('logits', FLOAT, ['batch_size', 'sequence_length', shape.vocabulary])],
    },
    OPSET,
    {
      ...{ name, task, prompt_length: String(promptLength), response_length: String(responseLength) },
      ...{ pad_token_id: String(PAD), bos_token_id: String(BOS), eos_token_id: String(EOS) },
      vocabulary: JSON.stringify(textsOf(vocabulary)),
    },
  );
}

function addTransformer(graph: Graph, { shape }: ModelFile): void {
  const { width, layers, heads } = shape;
  graph.reals('ones', [width], new Float32Array(width).fill(1));
  graph.wholes('zero', [0], []);
  graph.wholes('one', [1], []);
  graph.wholes('first', [0]);
  graph.wholes('second', [1]);
  graph.wholes('apart', [0, 0, heads, width / heads]);
  graph.wholes('together', [0, 0, width]);
  graph.scalar('hidden', HIDDEN);
  graph.scalar('scale', Math.sqrt(width / heads));
  graph.scalar('sqrt_2', Math.SQRT2);
  graph.scalar('half', 0.5);
  graph.scalar('unit', 1);

  graph.add('length', 'Shape', ['input_ids'], int('start', 1), int('end', 2));
  graph.add('count', 'Squeeze', ['length', 'first']);
  graph.add('columns', 'Range', ['zero', 'count', 'one']);
  graph.add('rows', 'Unsqueeze', ['columns', 'second']);
  graph.add('visible', 'LessOrEqual', ['columns', 'rows']);

  const embedding = `${PREFIX}wte.weight`;
  graph.add('tokens', 'Gather', [embedding, 'input_ids']);
  graph.add('positions', 'Slice', [`${PREFIX}wpe.weight`, 'first', 'length', 'first']);
  let x = graph.add('embedded', 'Add', ['tokens', 'positions']);
  for (let layer = 0; layer < layers; layer++) x = addBlock(graph, `h.${layer}`, x);
  const states = normalise(graph, 'ln_f', x, `${PREFIX}ln_f.weight`);
  graph.add('head', 'Transpose', [embedding], ints('perm', [1, 0]));
  graph.add('logits', 'MatMul', [states, 'head']);
}

/** A pre-norm block; gives the residual stream after it [batch, length, width]. */
function addBlock(graph: Graph, block: string, x: string): string {
  const mixed = addAttention(graph, `${block}.attn`, normalise(graph, `${block}.ln_1`, x, 'ones'));
  const between = graph.add(`${block}.between`, 'Add', [x, mixed]);
  const inner = normalise(graph, `${block}.ln_2`, between, 'ones');
  const expanded = multiply(graph, `${block}.mlp.c_fc`, inner);
  const contracted = multiply(graph, `${block}.mlp.c_proj`, gelu(graph, `${block}.mlp`, expanded));
  return graph.add(block, 'Add', [between, contracted]);
}

/** Causal attention over several heads. */
function addAttention(graph: Graph, name: string, x: string): string {
  const parts = ['query', 'key', 'value'].map((part) => `${name}.${part}`);
  graph.nodes.push(node('Split', [multiply(graph, `${name}.c_attn`, x)], parts, [int('axis', 2)]));
  // Queries and values [batch, heads, length, depth], keys [batch, heads, depth, length].
  const [query = '', key = '', values = ''] = parts.map((part, i) => {
    const apart = graph.add(`${part}.apart`, 'Reshape', [part, 'apart']);
    return graph.add(
      `${part}.heads`,
      'Transpose',
      [apart],
      ints('perm', i === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3]),
    );
  });
  const products = graph.add(`${name}.products`, 'MatMul', [query, key]);
  const scores = graph.add(`${name}.scores`, 'Div', [products, 'scale']);
  const causal = graph.add(`${name}.causal`, 'Where', ['visible', scores, 'hidden']);
  const weights = graph.add(`${name}.weights`, 'Softmax', [causal], int('axis', -1));
  const mixed = graph.add(`${name}.mixed`, 'MatMul', [weights, values]);
  const merged = graph.add(`${name}.merged`, 'Transpose', [mixed], ints('perm', [0, 2, 1, 3]));
  return multiply(graph, `${name}.c_proj`, graph.add(`${name}.together`, 'Reshape', [merged, 'together']));
}

const normalise = (graph: Graph, name: string, x: string, gain: string): string =>
  graph.add(name, 'LayerNormalization', [x, gain], int('axis', -1), real('epsilon', EPSILON));

/** x · W with the parameter of this name [in, out]. */
const multiply = (graph: Graph, name: string, x: string): string =>
  graph.add(name, 'MatMul', [x, `${PREFIX}${name}.weight`]);

/** x · (1 + erf(x / √2)) / 2. */
function gelu(graph: Graph, name: string, x: string): string {
  const scaled = graph.add(`${name}.scaled`, 'Div', [x, 'sqrt_2']);
  const erf = graph.add(`${name}.erf`, 'Erf', [scaled]);
  const share = graph.add(`${name}.share`, 'Add', [erf, 'unit']);
  const product = graph.add(`${name}.product`, 'Mul', [x, share]);
  return graph.add(`${name}.gelu`, 'Mul', [product, 'half']);
}
