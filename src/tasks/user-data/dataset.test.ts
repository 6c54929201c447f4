import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../errors/user-error';
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { Example } from '../task';
import { padPrompt, padResponse } from '../tokenizer';
import { Collector } from './collector';
import { type Dataset, type DatasetKind, fingerprintOf, splitDataset, splitSizes, userTask } from './dataset';
import { windowsOf } from './windows';

const pairs = (count: number): Example[] =>
  Array.from({ length: count }, (_, i) => ({ prompt: `say ${i}`, response: `${i} said` }));

function dataset(kind: DatasetKind, examples: readonly Example[]): Dataset {
  return { name: 'test', kind, examples, fingerprint: fingerprintOf(kind, examples) };
}

function fromText(text: string): Dataset {
  const collector = new Collector();
  for (const { line, prompt, response } of windowsOf(text, (prompt) => collector.has(prompt))) {
    collector.add(line, prompt, response);
  }
  return dataset('text', collector.finish().examples);
}

test('the split is seeded, disjoint by prompt, a tenth held out, and never empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: LIMITS.fewest, max: 400 }), (count) => {
      const own = dataset('pairs', pairs(count));
      const { train, validation, test: held } = splitDataset(own);
      expect(splitSizes('pairs', count)).toEqual({
        train: train.length,
        validation: validation.length,
        test: held.length,
      });
      const prompts = [...train, ...validation, ...held].map(({ prompt }) => prompt);
      expect(new Set(prompts).size).toBe(count);
      expect(held).toHaveLength(Math.max(1, Math.floor(count / 10)));
      expect(train.length).toBeGreaterThanOrEqual(16);
      expect(splitDataset(own)).toEqual({ train, validation, test: held });
    }),
  );
});

test('the windows of running text do not overlap across the parts of the split', () => {
  // Every character says where it stands, so that an overlap can be seen.
  const letters = Array.from({ length: 200 }, (_, i) => String.fromCharCode(0x400 + i));
  const place = (i: number): string => (letters[i % 200] ?? '') + (letters[Math.floor(i / 200)] ?? '');
  fc.assert(
    fc.property(fc.integer({ min: 1200, max: 9000 }), (count) => {
      const text = Array.from({ length: count }, (_, i) => place(i)).join('');
      const own = fromText(text);
      const split = splitDataset(own);
      expect(splitSizes('text', own.examples.length)).toEqual({
        train: split.train.length,
        validation: split.validation.length,
        test: split.test.length,
      });
      const reach = (examples: readonly Example[]): readonly [number, number] => {
        const starts = examples.map(({ prompt, response }) => {
          const at = text.indexOf(prompt + response);
          expect(at).toBeGreaterThanOrEqual(0);
          return [at, at + prompt.length + response.length] as const;
        });
        return [Math.min(...starts.map(([from]) => from)), Math.max(...starts.map(([, to]) => to))];
      };
      const [, trainEnd] = reach(split.train);
      const [validationBegin, validationEnd] = reach(split.validation);
      const [testBegin] = reach(split.test);
      expect(trainEnd).toBeLessThanOrEqual(validationBegin);
      expect(validationEnd).toBeLessThanOrEqual(testBegin);
    }),
    { numRuns: 20 },
  );
});

test('the fingerprint tells data apart, and is never 0', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ prompt: fc.string(), response: fc.string() })), (examples) => {
      const fingerprint = fingerprintOf('pairs', examples);
      expect(Number.isInteger(fingerprint)).toBe(true);
      expect(fingerprint).toBeGreaterThan(0);
      expect(fingerprint).toBeLessThan(2 ** 32);
      expect(fingerprintOf('text', examples)).not.toBe(fingerprint);
      expect(fingerprintOf('pairs', [...examples, { prompt: 'a', response: 'b' }])).not.toBe(fingerprint);
    }),
  );
  const moved = (a: string, b: string): number => fingerprintOf('pairs', [{ prompt: a, response: b }]);
  expect(moved('ab', 'c')).not.toBe(moved('a', 'bc'));
  // Links depend on it.
  expect(moved('prompt', 'response')).toMatchInlineSnapshot(`1524362994`);
});

describe('the task of a data set', () => {
  const task = userTask(dataset('pairs', pairs(120)));

  test('has the characters and lengths of its data, and every example fits', () => {
    expect(task.id).toBe('own');
    expect(task.tokenizer.size).toBe(3 + new Set('say said0123456789').size);
    expect([task.promptLength, task.responseLength]).toEqual(['say 119'.length + 1, '119 said'.length + 1]);
    for (const { prompt, response } of task.split().train) {
      padPrompt(task.tokenizer.encode(prompt), task.promptLength);
      padResponse(task.tokenizer.encode(response), task.responseLength);
      expect(task.toPrompt(prompt)).toBe(prompt);
    }
    expect(task.split()).toBe(task.split());
    expect([task.metrics[0]?.id, task.earlyStoppingMetric]).toEqual(['chrf', 'exact-match']);
  });

  test('what a user types is cleaned as the data was', () => {
    expect(task.toPrompt('  say 5 ')).toBe('say 5');
    expect(task.toPrompt('e\u0301')).toBe('é');
    expect(() => task.toPrompt('  ')).toThrow(UserError);
  });

  test('running text continues from the last characters', () => {
    const text = userTask(fromText(Array.from({ length: 900 }, (_, i) => `${i} is ${i * i}; `).join('')));
    expect(text.toPrompt('Once upon a time there was a number, and it was 7')).toHaveLength(LIMITS.window);
    expect(text.toPrompt('1 is ')).toBe('1 is ');
    for (const { prompt } of text.split().test) expect(text.toPrompt(prompt)).toBe(prompt);
    expect([text.metrics[0]?.id, text.earlyStoppingMetric]).toEqual(['chrf', undefined]);
    expect(text.promptLength + text.responseLength).toBe(2 * LIMITS.window + 2);
  });

  test('examples that never passed the collector are refused', () => {
    expect(() => userTask(dataset('pairs', pairs(LIMITS.fewest - 1)))).toThrow(RangeError);
    const long = [...pairs(40), { prompt: 'x'.repeat(LIMITS.prompt + 1), response: 'y' }];
    expect(() => userTask(dataset('pairs', long))).toThrow(RangeError);
  });
});

test('the largest data set still makes sequences of at most 128 tokens', () => {
  const longest = pairs(40).map(({ prompt, response }) => ({
    prompt: prompt.padEnd(LIMITS.prompt, '.'),
    response: response.padEnd(LIMITS.response, '.'),
  }));
  const task = userTask(dataset('pairs', longest));
  expect(task.promptLength + task.responseLength).toBe(128);
});

describe('pictures', () => {
  const CLASSES = ['10', '9', 'cat'];
  const examples = Array.from({ length: 60 }, (_, i) => ({
    prompt: i.toString(16).padStart(2, '0').repeat(392),
    response: CLASSES[i % 3] ?? '',
  }));
  const pictures = {
    fingerprint: fingerprintOf('pictures', examples),
    name: 'Pets',
    kind: 'pictures',
    examples,
  } as const;

  test('make a task of classes, in an order of their own, split like pairs', () => {
    const task = userTask(pictures);
    expect(task).toMatchObject({ id: 'own-pictures', title: 'Pets', promptLength: 784, responseLength: 1 });
    expect(task.tokenizer.vocabulary).toEqual(['9', '10', 'cat']);
    const { train, validation, test: held } = task.split();
    expect([train.length, validation.length, held.length]).toEqual([48, 6, 6]);
    const all = [...train, ...validation, ...held].map(({ prompt }) => prompt);
    expect(new Set(all)).toEqual(new Set(examples.map(({ prompt }) => prompt)));
  });

  test('are told from pairs by their fingerprint, and refused outside the limits', () => {
    expect(pictures.fingerprint).not.toBe(fingerprintOf('pairs', examples));
    const oneClass = examples.map((example) => ({ ...example, response: 'cat' }));
    expect(() => userTask({ ...pictures, examples: oneClass })).toThrow(RangeError);
    expect(() => userTask({ ...pictures, examples: examples.slice(0, 29) })).toThrow(RangeError);
    const short = examples.map((example) => ({ ...example, prompt: 'ab' }));
    expect(() => userTask({ ...pictures, examples: short })).toThrow(RangeError);
  });
});
