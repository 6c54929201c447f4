import { expect, test } from 'vitest';
import type { StripRow } from '../../run/protocol';
import { softened, viewPicture } from './probabilities';

const logs = (...values: number[]): Float32Array => Float32Array.from(values, Math.log);
const row: StripRow = {
  prompt: '0f',
  tokens: [{ id: 2, source: 'data', proposed: -1, rank: -1 }],
  teacher: logs(0.1, 0.2, 0.7),
  student: logs(0.5, 0.3, 0.2),
};

test('a temperature flattens a distribution, and 1 leaves it', () => {
  expect(softened(logs(0.1, 0.9), 1)[0]).toBeCloseTo(0.1, 6);
  // √0.1 against √0.9: 1 to 3.
  expect(softened(logs(0.1, 0.9), 2)[0]).toBeCloseTo(0.25, 6);
});

test('classes come by the teacher’s order, with label and both answers', () => {
  const view = viewPicture(row, 1);
  expect(view).toMatchObject({ prompt: '0f', label: 2, answer: 0, teacherAnswer: 2 });
  expect(view?.classes.map(({ id }) => id)).toEqual([2, 1, 0]);
  expect(view?.classes[0]?.target).toBeCloseTo(0.7, 6);
});

test('without a teacher the student’s order holds', () => {
  const view = viewPicture({ ...row, teacher: new Float32Array() }, 4);
  expect(view).toMatchObject({ teacherAnswer: null, answer: 0 });
  expect(view?.classes.map(({ id, teacher, target }) => [id, teacher, target])).toEqual([
    [0, null, null],
    [1, null, null],
    [2, null, null],
  ]);
  expect(viewPicture({ ...row, tokens: [] }, 1)).toBeNull();
});

test('of a picture with several answers, one is told at a time', () => {
  const two: StripRow = {
    prompt: '0f',
    tokens: [row.tokens[0], { id: 1, source: 'data' as const, proposed: -1, rank: -1 }].flatMap(
      (token) => token ?? [],
    ),
    teacher: Float32Array.of(...row.teacher, ...logs(0.1, 0.8, 0.1)),
    student: Float32Array.of(...row.student, ...logs(0.2, 0.2, 0.6)),
  };
  expect(viewPicture(two, 1, 0)).toEqual(viewPicture(row, 1));
  expect(viewPicture(two, 1, 1)).toMatchObject({ label: 1, answer: 2, teacherAnswer: 1 });
  expect(viewPicture(two, 1, 2)).toBeNull();
});
