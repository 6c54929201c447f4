import { beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../errors/user-error';
import type { ModelFile } from '../../model/file';
import { fingerprintOf } from '../../model/fingerprint';
import { responseLogits } from '../../model/forward';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { readSafetensors, writeSafetensors } from '../../model/safetensors';
import * as tf from '../../ops/tf';
import { createTokenizer, padPrompt, padResponse } from '../../tasks/tokenizer';
import { selectBackend } from '../../test-support/backends';
import { Gpt2, unzipPlainly } from '../../test-support/gpt2';
import { says } from '../../test-support/says';
import { shapeFor, sharpParameters, TINY_TASK } from '../../test-support/tiny';
import type { TrainingSteps } from '../protocol/models';
import { unzip, zip } from './archive';
import { isModelFile, readFolder, writeFolder } from './folder';
import type { Story } from './readme';

const shape = shapeFor(TINY_TASK, { width: 12, layers: 3, heads: 3 });
const model: ModelFile = {
  shape,
  parameters: sharpParameters(shape, 7),
  task: 'tiny',
  vocabulary: TINY_TASK.tokenizer.vocabulary,
};
// A gain that is not 1, as after training.
model.parameters.subarray(-12).forEach((_, i, gain) => {
  gain[i] = 0.5 + i / 10;
});
const facts = { name: 'My “first” *model*', task: 'tiny', promptLength: 5, responseLength: 8 };
const story: Story = {
  taskTitle: 'Backwards',
  taskDescription: 'Words backwards.',
  example: 'ab',
  recipe: 'v=1&seed=1',
  scores: { 'exact-match': 0.5 },
  created: new Date('2026-03-04'),
};

const folder = (): Map<string, Uint8Array> => writeFolder(model, facts, story);
const archive = (): Uint8Array => zip('my-model', folder(), story.created);

beforeAll(() => selectBackend('cpu'));

test('an exported model computes the same logits in an independent reading of the format', async () => {
  const gpt2 = new Gpt2(unzipPlainly(archive()));
  const { tokenizer, promptLength, responseLength } = TINY_TASK;
  const ours = new Model(shape, model.parameters);
  for (const [prompt, response] of [
    ['ab', 'baba'],
    ['edca', 'eeeeaaa'],
    ['', ''],
  ] as const) {
    const ids = [
      ...padPrompt(tokenizer.encode(prompt), promptLength),
      ...padResponse(tokenizer.encode(response), responseLength),
    ];
    expect(gpt2.encode(prompt)).toEqual(tokenizer.encode(prompt));
    const logits = responseLogits(shape, ours.weights, tf.tensor2d([ids], undefined, 'int32'), promptLength);
    const values = await logits.data();
    const theirs = gpt2
      .logits(ids.slice(0, -1))
      .slice(promptLength - 1)
      .flat();
    expect(theirs).toHaveLength(values.length);
    const worst = Math.max(...theirs.map((value, i) => Math.abs(value - (values[i] ?? Number.NaN))));
    expect(worst).toBeLessThan(1e-4);
    // The test would also pass if both were constant.
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(1);
  }
  ours.dispose();
});

test('what is exported comes back as it was', () => {
  const read = readFolder(unzip(archive(), isModelFile));
  expect(read).toEqual({ name: facts.name, model, notes: [] });
  expect(fingerprintOf(read.model)).toBe(fingerprintOf(model));
});

test('a space, a ␣, quotes and a line break survive the tokenizer file', () => {
  const { vocabulary } = createTokenizer('a "\\␣\n');
  const other = shapeFor({ ...TINY_TASK, tokenizer: createTokenizer('a "\\␣\n') });
  const file = { shape: other, parameters: initialParameters(other, 1), task: 'x', vocabulary };
  const written = writeFolder(file, facts, story);
  expect(readFolder(written).model.vocabulary).toEqual(vocabulary);
  const gpt2 = new Gpt2(new Map([...written].map(([name, bytes]) => [name, Buffer.from(bytes)])));
  expect(gpt2.encode(' "␣\n')).toEqual(createTokenizer('a "\\␣\n').encode(' "␣\n'));
});

test('the README says after which step of its run it was kept, where that is known', () => {
  const textOf = (training?: TrainingSteps): string =>
    new TextDecoder().decode(
      writeFolder(model, facts, { ...story, ...(training ? { training } : {}) }).get('README.md'),
    );
  expect(textOf({ sftSteps: 0, step: 120, plannedSteps: 450 })).toContain(
    'with the settings `v=1&seed=1`, after 120 of 450 training steps. On held-out prompts',
  );
  expect(textOf({ sftSteps: 30, step: 0, plannedSteps: 450 })).toContain(
    ', after 30 steps of supervised fine-tuning and 0 of 450 training steps.',
  );
  expect(textOf()).toContain('with the settings `v=1&seed=1`. On held-out prompts');
});

test('the README tells how to ask it, whatever it is called', () => {
  const text = new TextDecoder().decode(folder().get('README.md'));
  expect(text).toContain('# My “first” \\*model\\*\n');
  expect(text).toContain('prompt = "ab"');
  expect(text).toContain('max_length=5');
  expect(text).toContain('torch.ones_like');
});

type Json = Record<string, unknown>;

/** The folder with a JSON file changed. */
function withJson(name: string, change: (json: Json) => void): Map<string, Uint8Array> {
  const files = folder();
  const json: Json = JSON.parse(new TextDecoder().decode(files.get(name)));
  change(json);
  return files.set(name, new TextEncoder().encode(JSON.stringify(json)));
}

const withConfig = (changes: Json): Map<string, Uint8Array> =>
  withJson('config.json', (json) => Object.assign(json, changes));

type Tensors = Map<string, { shape: number[]; data: Float32Array }>;

/** The folder with its parameters changed. */
function withTensors(change: (tensors: Tensors) => void): Map<string, Uint8Array> {
  const files = folder();
  const { tensors } = readSafetensors(files.get('model.safetensors') ?? new Uint8Array());
  const parts: Tensors = new Map(
    [...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, data: tensor.data.slice() }]),
  );
  change(parts);
  return files.set('model.safetensors', writeSafetensors(parts));
}

describe('other GPT-2 models', () => {
  test('gains of the norms are folded into the matrices: the same function', () => {
    const files = withTensors((tensors) => {
      for (const name of ['transformer.h.0.ln_1.weight', 'transformer.h.2.ln_2.weight']) {
        tensors.get(name)?.data.forEach((_, i, gain) => {
          gain[i] = 1.5 - i / 8;
        });
      }
    });
    const theirs = new Gpt2(new Map([...files].map(([name, bytes]) => [name, Buffer.from(bytes)])));
    const { model: folded } = readFolder(files);
    const ours = new Gpt2(
      new Map([...writeFolder(folded, facts, story)].map(([name, bytes]) => [name, Buffer.from(bytes)])),
    );
    const ids = [0, 0, 1, 3, 4, 5, 3];
    const expected = theirs.logits(ids).flat();
    const worst = Math.max(
      ...ours
        .logits(ids)
        .flat()
        .map((x, i) => Math.abs(x - (expected[i] ?? Number.NaN))),
    );
    expect(worst).toBeLessThan(1e-4);
    expect(fingerprintOf(folded)).not.toBe(fingerprintOf(model));
  });

  test('names without the prefix, a repeated head and old mask buffers are understood', () => {
    const files = withTensors((tensors) => {
      for (const [name, tensor] of [...tensors]) {
        tensors.delete(name);
        tensors.set(name.replace('transformer.', ''), tensor);
      }
      const head = tensors.get('wte.weight');
      if (head) tensors.set('lm_head.weight', head);
      tensors.set('h.0.attn.bias', { shape: [1, 1, 2, 2], data: new Float32Array(4).fill(1) });
    });
    expect(readFolder(files).model).toEqual(model);
  });

  test('missing norms and biases count as 1 and 0', () => {
    const files = withTensors((tensors) => {
      for (const name of [...tensors.keys()]) {
        if (/ln_[12]|bias/.test(name)) tensors.delete(name);
      }
    });
    expect(readFolder(files).model).toEqual(model);
  });

  test('an approximate GELU is taken with a note', () => {
    const { notes } = readFolder(withConfig({ activation_function: 'gelu_new' }));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toEqual(says(/approximation of GELU \(gelu_new\)/));
  });
});

test('no special token has a name that a text can hold by its letters', () => {
  const tokenizer = JSON.parse(new TextDecoder().decode(folder().get('tokenizer.json')));
  const names: string[] = tokenizer.added_tokens.map(({ content }: { content: string }) => content);
  expect(names).toHaveLength(3);
  for (const name of names) expect(name).toMatch(/^<\u2060(pad|bos|eos)>$/);
  expect(Object.keys(tokenizer.model.vocab).slice(0, 3)).toEqual(names);
  expect(Object.values(tokenizer.post_processor.special_tokens)).toMatchObject([
    { tokens: [names[1]] },
    { tokens: [names[2]] },
  ]);
});

describe('refuses in a sentence', () => {
  const zeros = (size: number) => ({ shape: [size], data: new Float32Array(size) });
  test.each<[string, () => Map<string, Uint8Array>, RegExp]>([
    ['another architecture', () => withConfig({ model_type: 'llama' }), /of the type “llama”/],
    ['no architecture', () => withConfig({ model_type: null }), /names no model_type/],
    [
      'a configuration that is a list',
      () => folder().set('config.json', new TextEncoder().encode('[]')),
      /does not describe/,
    ],
    [
      'a configuration that is not JSON',
      () => folder().set('config.json', new TextEncoder().encode('{')),
      /not readable JSON/,
    ],
    [
      'a deep configuration',
      () => folder().set('config.json', new TextEncoder().encode('['.repeat(2 ** 17) + ']'.repeat(2 ** 17))),
      /config\.json/,
    ],
    [
      'a long configuration',
      () => folder().set('config.json', new TextEncoder().encode(' '.repeat(2 ** 23))),
      /longer than 4 MB/,
    ],
    ['no width', () => withConfig({ n_embd: undefined }), /names no possible n_embd/],
    ['a billion layers', () => withConfig({ n_layer: 1e9 }), /too large.*n_layer is 1000000000/],
    [
      'a negative number of positions',
      () => withConfig({ n_positions: -1 }),
      /names no possible n_positions/,
    ],
    ['another MLP', () => withConfig({ n_inner: 13 }), /13 inner units/],
    ['another epsilon', () => withConfig({ layer_norm_epsilon: 1e-12 }), /layer_norm_epsilon = “1e-12”/],
    [
      'attention that is not scaled',
      () => withConfig({ scale_attn_weights: false }),
      /scale_attn_weights = “false”/,
    ],
    ['cross-attention', () => withConfig({ add_cross_attention: true }), /add_cross_attention/],
    [
      'another activation',
      () => withConfig({ activation_function: 'relu' }),
      /activation function is “relu”/,
    ],
    ['no padding token', () => withConfig({ pad_token_id: null }), /names no pad_token_id/],
    ['one token for all', () => withConfig({ pad_token_id: 2 }), /the same token for padding/],
    ['an output head of its own', () => withConfig({ tie_word_embeddings: false }), /head differs/],
    [
      'a head that differs',
      () =>
        withTensors((t) =>
          t.set('lm_head.weight', { shape: [shape.vocabulary, 12], data: new Float32Array(96) }),
        ),
      /head differs/,
    ],
    [
      'biases',
      () =>
        withTensors((t) => {
          t.get('transformer.h.0.mlp.c_fc.bias')?.data.fill(0.1, 3, 4);
          t.get('transformer.ln_f.bias')?.data.fill(0.1);
        }),
      /uses biases.*“h\.0\.mlp\.c_fc\.bias” and “ln_f\.bias”/,
    ],
    [
      'a missing part',
      () => withTensors((t) => t.delete('transformer.h.1.mlp.c_fc.weight')),
      /lacks the part “h\.1\.mlp\.c_fc\.weight”/,
    ],
    [
      'another width',
      () => withConfig({ n_embd: 24 }),
      /has the shape \[8, 12\]; by config\.json it should be \[8, 24\]/,
    ],
    ['more layers than parts', () => withConfig({ n_layer: 4 }), /lacks the part “h\.3\./],
    ['fewer layers than parts', () => withConfig({ n_layer: 2 }), /does not have: “h\.2\./],
    ['a strange part', () => withTensors((t) => t.set('__proto__', zeros(1))), /does not have: “__proto__”/],
    [
      'a part under two names',
      () => withTensors((t) => t.set('ln_f.weight', zeros(12))),
      /“ln_f\.weight” twice/,
    ],
    [
      'NaN',
      () => withTensors((t) => t.get('transformer.ln_f.weight')?.data.fill(Number.NaN, 0, 1)),
      /not a finite number/,
    ],
    [
      'a file that was cut off',
      () => {
        const files = folder();
        return files.set(
          'model.safetensors',
          files.get('model.safetensors')?.subarray(0, 3000) ?? new Uint8Array(),
        );
      },
      /cut off/,
    ],
    [
      'no parameters',
      () => {
        const files = folder();
        files.delete('model.safetensors');
        return files;
      },
      /“model\.safetensors” is missing/,
    ],
    [
      'parameters in pieces',
      () => {
        const files = folder();
        files.delete('model.safetensors');
        return files.set('model-00001-of-00002.safetensors', new Uint8Array());
      },
      /split into 2 files.*“model-00001/,
    ],
    [
      'no tokenizer',
      () => {
        const files = folder();
        files.delete('tokenizer.json');
        return files;
      },
      /“tokenizer\.json” is missing/,
    ],
    [
      'an empty tokenizer',
      () => withJson('tokenizer.json', (json) => Object.assign(json, { model: null })),
      /holds no vocabulary/,
    ],
    [
      'tokens of several characters',
      () =>
        withJson('tokenizer.json', (json) => {
          json.added_tokens = [];
          json.model = { vocab: { '<pad>': 0, '<bos>': 1, '<eos>': 2, a: 3, b: 4, the: 5, ing: 6, e: 7 } };
        }),
      /several characters \(“the” and “ing”\)/,
    ],
    [
      'special tokens without an entry',
      () =>
        withJson('tokenizer.json', (json) =>
          Object.assign(json, { model: { vocab: { a: 3 } }, added_tokens: [] }),
        ),
      /padding, beginning or end has no token/,
    ],
    [
      'an id that is taken twice',
      () =>
        withJson('tokenizer.json', (json) => Object.assign(json.model as Json, { vocab: { a: 3, b: 3 } })),
      /the id 3 is taken twice, by “a” and “b”/,
    ],
    [
      'an id of text',
      () => withJson('tokenizer.json', (json) => Object.assign(json.model as Json, { vocab: { a: '3' } })),
      /an id is no number/,
    ],
    [
      'a tokenizer of fifty thousand tokens',
      () =>
        withJson('tokenizer.json', (json) => {
          json.model = {
            vocab: Object.fromEntries(Array.from({ length: 50_000 }, (_, id) => [`t${id}`, id])),
          };
        }),
      /has 50000 tokens/,
    ],
  ])('%s', (_name, files, message) => {
    expect(() => readFolder(files())).toThrow(says(message));
    expect(() => readFolder(files())).toThrow(says(/^[A-Z].*\.$/s));
    expect(() => readFolder(files())).toThrow(UserError);
  });
});
