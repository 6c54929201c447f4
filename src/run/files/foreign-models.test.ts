/** Models as other programs write them: each is read to the same numbers, or refused by the name of what is wrong. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { ModelFile } from '../../model/file';
import { fingerprintOf } from '../../model/fingerprint';
import { readSafetensors } from '../../model/safetensors';
import { buffersOf, type RawTensor, raw, safetensorsOf, toBfloat16 } from '../../test-support/foreign-models';
import { says } from '../../test-support/says';
import { shapeFor, sharpParameters, TINY_TASK } from '../../test-support/tiny';
import { isModelFile, readFolder, writeFolder } from './folder';
import type { Story } from './readme';

type Files = Map<string, Uint8Array>;
type Tensors = Map<string, RawTensor>;

const shape = shapeFor(TINY_TASK, { width: 12, layers: 3, heads: 3 });
const model: ModelFile = {
  shape,
  parameters: sharpParameters(shape, 11),
  task: 'tiny',
  vocabulary: TINY_TASK.tokenizer.vocabulary,
};
const facts = { name: 'x', task: 'tiny', promptLength: 5, responseLength: 8 };
const story: Story = {
  ...{ taskTitle: 'T', taskDescription: 'D.', example: 'ab', recipe: '', scores: {} },
  created: new Date(0),
};
const EMBEDDING = 'transformer.wte.weight';

function tensorsAs(dtype: 'F32' | 'F64' | 'BF16'): Tensors {
  const bytes = writeFolder(model, facts, story).get('model.safetensors') ?? new Uint8Array();
  return new Map(
    [...readSafetensors(bytes).tensors].map(([name, { shape: dims, data }]) => [
      name,
      raw(dtype, dims, data),
    ]),
  );
}

/** A folder of these tensors; `change` may rename and replace files. */
function folder(tensors: Tensors, change: (files: Files) => void = () => {}): Files {
  const written = writeFolder(model, facts, story);
  const files: Files = new Map([...written].filter(([name]) => isModelFile(name)));
  files.set('model.safetensors', safetensorsOf(tensors));
  change(files);
  return files;
}

const withConfig =
  (change: Record<string, unknown>) =>
  (files: Files): void => {
    const config = JSON.parse(new TextDecoder().decode(files.get('config.json')));
    files.set('config.json', new TextEncoder().encode(JSON.stringify({ ...config, ...change })));
  };

function rename(files: Files, names: Readonly<Record<string, string>>): void {
  for (const [from, to] of Object.entries(names)) {
    const bytes = files.get(from);
    files.delete(from);
    if (bytes) files.set(to, bytes);
  }
}

const read = (files: Files): string => fingerprintOf(readFolder(files).model).toString(16);
const PLAIN = fingerprintOf(model).toString(16);

test('numbers of every type are read as what they are', () => {
  expect(read(folder(tensorsAs('F32')))).toBe(PLAIN);
  const doubles = readFolder(folder(tensorsAs('F64')));
  expect(fingerprintOf(doubles.model).toString(16)).toBe(PLAIN);
  expect(doubles.notes).toEqual([says('rounded to 32 bits')]);
  const halves = readFolder(folder(tensorsAs('BF16')));
  const upper = toBfloat16(model.parameters);
  const exact = new Float32Array(Uint32Array.from(upper, (half) => half << 16).buffer);
  expect(halves.model.parameters).toEqual(exact);
  expect(halves.notes).toEqual([]);
});

test('buffers are no parameters, whatever their type', () => {
  const tensors = new Map([...tensorsAs('F32'), ...buffersOf(shape.context)]);
  expect(read(folder(tensors))).toBe(PLAIN);
});

test.each([
  ['without transformer.', (name: string) => name.replace('transformer.', '')],
  ['of torch.compile', (name: string) => `_orig_mod.${name}`],
  ['of data parallelism', (name: string) => `module.${name}`],
])('names %s', (_, named) => {
  const tensors = new Map([...tensorsAs('F32')].map(([name, tensor]) => [named(name), tensor]));
  expect(read(folder(tensors))).toBe(PLAIN);
});

test('tied weights under either name, or both', () => {
  const tensors = tensorsAs('F32');
  const embedding = tensors.get(EMBEDDING) ?? raw('F32', [], []);
  tensors.set('lm_head.weight', embedding);
  expect(read(folder(tensors))).toBe(PLAIN);
  tensors.delete(EMBEDDING);
  expect(read(folder(tensors))).toBe(PLAIN);
  tensors.set(EMBEDDING, raw('F32', embedding.shape, new Float32Array(embedding.bytes.length / 4)));
  expect(() => read(folder(tensors))).toThrow(says('output head differs'));
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['the weights', { 'model.safetensors': 'model (1).safetensors' }],
  ['the weights, freely', { 'model.safetensors': 'Epoch 3.SAFETENSORS' }],
  ['one shard', { 'model.safetensors': 'model-00001-of-00001.safetensors' }],
  [
    'all files',
    {
      'config.json': 'config (2).json',
      'tokenizer.json': 'tokenizer copy.json',
      'model.safetensors': 'model - Copy (3).safetensors',
    },
  ],
])('renamed: %s', (_, names) => {
  const files = folder(tensorsAs('F32'), (all) => rename(all, names));
  expect([...files.keys()].every(isModelFile)).toBe(true);
  expect(read(files)).toBe(PLAIN);
});

test('shards are read together, and not one without the other', () => {
  const tensors = [...tensorsAs('F32')];
  const files = folder(new Map(), (all) => {
    all.delete('model.safetensors');
    all.set('model-00001-of-00002.safetensors', safetensorsOf(new Map(tensors.slice(0, 9))));
    all.set('model-00002-of-00002.safetensors', safetensorsOf(new Map(tensors.slice(9))));
  });
  expect(read(files)).toBe(PLAIN);
  files.delete('model-00001-of-00002.safetensors');
  expect(() => read(files)).toThrow(says(/split into 2 files.*“model-00002-of-00002/));
});

test('two files that could be the weights are named', () => {
  const files = folder(tensorsAs('F32'), (all) => {
    all.set('b.safetensors', new Uint8Array());
    rename(all, { 'model.safetensors': 'a.safetensors' });
  });
  expect(() => read(files)).toThrow(says(/not clear.*“b\.safetensors” and “a\.safetensors”/));
});

test('rows of the embedding without a token are left out, with a note', () => {
  const rows = shape.vocabulary + 9;
  const tensors = tensorsAs('F32');
  const { bytes } = tensors.get(EMBEDDING) ?? raw('F32', [], []);
  const padded = new Uint8Array(rows * shape.width * 4).fill(7);
  padded.set(bytes);
  tensors.set(EMBEDDING, { dtype: 'F32', shape: [rows, shape.width], bytes: padded });
  const files = folder(tensors, withConfig({ vocab_size: rows }));
  expect(read(files)).toBe(PLAIN);
  expect(readFolder(files).notes).toEqual([
    says(`has ${rows} rows of embedding, and its tokenizer names ${shape.vocabulary} tokens`),
  ]);
  const few = folder(tensorsAs('F32'), withConfig({ vocab_size: 5 }));
  expect(() => read(few)).toThrow(says(/names the id 5, and the model has 5/));
});

test('every name of the exact GELU, and of its approximations', () => {
  for (const [activation, notes] of [
    ['gelu', 0],
    ['gelu_python', 0],
    ['gelu_new', 1],
    ['gelu_fast', 1],
    ['gelu_accurate', 1],
  ] as const) {
    const files = folder(tensorsAs('F32'), withConfig({ activation_function: activation }));
    expect(read(files)).toBe(PLAIN);
    expect(readFolder(files).notes).toHaveLength(notes);
  }
  const quick = folder(tensorsAs('F32'), withConfig({ activation_function: 'quick_gelu' }));
  expect(() => read(quick)).toThrow(says('“quick_gelu”'));
});

describe('refused by name', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const start = (...bytes: number[]): Uint8Array => Uint8Array.from([...bytes, ...new Array(40).fill(9)]);
  test.each<[string, Uint8Array, RegExp]>([
    ['a pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'), /Git LFS/],
    ['a web page', text('\n<!DOCTYPE html>\n<html><title>Not here</title>'), /is a web page/],
    ['an error as XML', text('<?xml version="1.0"?><Error/>'), /is a web page/],
    ['JSON', text('{"error":"Entry not found"}'), /is JSON/],
    ['text', text('Access to this model is restricted.'), /is text/],
    ['a pickle', start(0x80, 2, 0x8a), /is PyTorch/],
    ['a zip of PyTorch', zipSync({ 'archive/data.pkl': start(1) }), /is PyTorch/],
    ['npz', zipSync({ 'wte.npy': start(1) }), /is NumPy/],
    ['GGUF', text('GGUF\u0003\u0000\u0000'), /is GGUF/],
    ['ONNX', start(8, 7, 0x12, 7), /is ONNX/],
    ['TensorFlow Lite', text('\u001c\u0000\u0000\u0000TFL3 '), /is TensorFlow Lite/],
    ['Keras', Uint8Array.from([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]), /is Keras/],
  ])('%s in the place of the weights', (_, bytes, message) => {
    const files = folder(tensorsAs('F32'), (all) => all.set('model.safetensors', bytes));
    expect(() => read(files)).toThrow(says(message));
    expect(() => read(files)).toThrow(says('“model.safetensors”'));
  });

  test.each([
    ['pytorch_model.bin', 'PyTorch (pickle)'],
    ['model.gguf', 'GGUF'],
    ['model.onnx', 'ONNX'],
    ['weights.npz', 'NumPy'],
    ['Model.TFLITE', 'TensorFlow Lite'],
  ])('%s beside the configuration', (name, format) => {
    const files = folder(tensorsAs('F32'), (all) => all.delete('model.safetensors'));
    expect(() => readFolder(files, [name, 'README.md'])).toThrow(
      says(`The format of “${name}” is ${format}, which cannot be read here`),
    );
  });

  test('a type that no parameter can be read from', () => {
    for (const dtype of ['F8_E4M3', 'I8', 'U8']) {
      const tensors = tensorsAs('F32');
      const dims = [shape.context, shape.width];
      const bytes = new Uint8Array(shape.context * shape.width);
      tensors.set('transformer.wpe.weight', { dtype, shape: dims, bytes });
      expect(() => read(folder(tensors))).toThrow(says(`“transformer.wpe.weight” is of the type “${dtype}”`));
    }
  });

  test('a model of words', () => {
    const files = folder(tensorsAs('F32'), withConfig({ vocab_size: 50_257, n_embd: 768 }));
    expect(() => read(files)).toThrow(says(/too large.*50257 tokens.*single characters/));
    const wide = folder(tensorsAs('F32'), withConfig({ n_embd: 8192 }));
    expect(() => read(wide)).toThrow(says(/too large.*n_embd is 8192/));
  });
});
