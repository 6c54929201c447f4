import { expect, test } from 'vitest';
import { EOS, type StripRow, type StripToken } from '../../run/protocol';
import { gaugesOf } from './gauges';

const SIZE = 8;
const logsOf = (weights: readonly number[]): number[] => {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => Math.log(weight / total));
};
const FLAT = logsOf(new Array<number>(SIZE).fill(1));
/** Most probable first from an id on, by halves. */
const peakedAt = (id: number): number[] =>
  logsOf(Array.from({ length: SIZE }, (_, v) => 8 ** -((v - id + SIZE) % SIZE)));

const rowOf = (
  ids: readonly number[],
  teacher: readonly (readonly number[])[],
  student: readonly (readonly number[])[],
  source: StripToken['source'] = 'student',
): StripRow => ({
  prompt: '',
  tokens: ids.map((id) => ({ id, source, proposed: id, rank: 0 })),
  teacher: Float32Array.from(teacher.flat()),
  student: Float32Array.from(student.flat()),
});

test('two equal models share their top tokens and keep all entropy at forks', () => {
  const both = [FLAT, peakedAt(2)];
  const gauges = gaugesOf([rowOf([3, EOS], both, both)]);
  expect(gauges).toMatchObject({ topOverlap: 1, forks: 1, cutOff: 0, written: 1, isConstant: false });
  expect(gauges.forkEntropy).toBeCloseTo(1, 6);
});

test('the overlap counts the student’s top five among the teacher’s', () => {
  // From 0: 0–4; from 3: 3–7. Two are shared.
  expect(gaugesOf([rowOf([3, 4], [peakedAt(0), FLAT], [peakedAt(3), FLAT])]).topOverlap).toBeCloseTo(0.7, 6);
});

test('a student that is sure where the teacher is not has lost the entropy of the fork', () => {
  const gauges = gaugesOf([rowOf([3, 4], [FLAT, peakedAt(1)], [peakedAt(0), FLAT])]);
  expect(gauges.forks).toBe(1);
  const entropy = peakedAt(0).reduce((sum, log) => sum - Math.exp(log) * log, 0);
  expect(gauges.forkEntropy).toBeCloseTo(entropy / Math.log(SIZE), 5);
});

test('text that repeats shrinks more; data sets are not counted', () => {
  const ids = Array.from({ length: 80 }, (_, i) => (i * i + ((i * 7) % 13)) % 60);
  const varied = gaugesOf([rowOf(ids, [], [])]).repetition ?? 0;
  const repeated =
    gaugesOf([
      rowOf(
        ids.map((_, i) => 4 + (i % 2)),
        [],
        [],
      ),
    ]).repetition ?? 0;
  expect(repeated).toBeGreaterThan(4);
  expect(varied).toBeLessThan(1.6);
  expect(gaugesOf([rowOf([4, 4, 4], [], [], 'data')])).toMatchObject({
    repetition: null,
    written: 0,
    cutOff: 0,
  });
});

test('answers without an end, a teacher that always says the same, and no teacher are told', () => {
  const same = gaugesOf([rowOf([3, 4], [FLAT, FLAT], [FLAT, peakedAt(1)])]);
  expect(same).toMatchObject({ cutOff: 1, written: 1, isConstant: true });
  expect(gaugesOf([rowOf([3, EOS], [], [FLAT, FLAT])])).toMatchObject({
    topOverlap: null,
    forkEntropy: null,
    isConstant: false,
  });
});
