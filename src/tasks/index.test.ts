import { describe, expect, test } from 'vitest';
import { TASK_SHAPES } from '../experiment/cost';
import { DEFAULT_EXPERIMENT, FIELDS } from '../experiment/fields';
import { TASKS, taskOf } from './index';
import { padPrompt, padResponse } from './tokenizer';

test('the table holds every task an experiment can name, and no other', () => {
  expect(Object.keys(TASKS)).toEqual([...FIELDS.task.choices]);
  expect(taskOf(DEFAULT_EXPERIMENT).id).toBe(DEFAULT_EXPERIMENT.task);
});

describe.each(FIELDS.task.choices)('%s', (id) => {
  const task = TASKS[id];
  const { train, validation, test: held } = task.split();

  test('has the shape that costs are estimated with', () => {
    expect(task.id).toBe(id);
    expect(TASK_SHAPES[id]).toEqual({
      vocabulary: task.tokenizer.size,
      promptLength: task.promptLength,
      responseLength: task.responseLength,
    });
  });

  test('training, validation and test prompts never overlap', () => {
    const prompts = [...train, ...validation, ...held].map(({ prompt }) => prompt);
    expect(new Set(prompts).size).toBe(prompts.length);
  });

  test('every example encodes and fits', () => {
    const longest = { prompt: 0, response: 0 };
    for (const { prompt, response } of [...train, ...validation, ...held]) {
      const promptIds = task.tokenizer.encode(prompt);
      const responseIds = task.tokenizer.encode(response);
      longest.prompt = Math.max(longest.prompt, padPrompt(promptIds, task.promptLength).length);
      longest.response = Math.max(longest.response, padResponse(responseIds, task.responseLength).length);
    }
    expect(longest).toEqual({ prompt: task.promptLength, response: task.responseLength });
  });

  test('a prompt of the data is a fixed point of toPrompt', () => {
    for (const { prompt } of held.slice(0, 100)) expect(task.toPrompt(prompt)).toBe(prompt);
  });

  test('a perfect answer scores 1 and an empty corpus 0 on every metric', () => {
    const references = held.map(({ response }) => response);
    for (const metric of task.metrics) {
      expect(metric.score(references, references)).toBeCloseTo(1, 12);
      expect(metric.score([], [])).toBe(0);
    }
  });
});
