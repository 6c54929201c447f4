import { expect, test } from 'vitest';
import { confusionOf } from './confusion';

const judged = (text: string) => ({ text, ended: true, error: null, edits: '' });
const item = (reference: string, student: string, teacher = reference) => ({
  reference,
  student: judged(student),
  teacher: judged(teacher),
});

test('counts the patches of scenes', () => {
  expect(confusionOf([item('.1.', '.11'), item('2..', '1..')], 'student', true)).toEqual({
    classes: ['.', '1', '2'],
    counts: [
      [3, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
    ],
  });
});

test('counts answers by right class and answered class', () => {
  const items = [item('bag', 'bag'), item('bag', 'coat'), item('coat', 'coat', 'shirt')];
  expect(confusionOf(items, 'student')).toEqual({
    classes: ['bag', 'coat'],
    counts: [
      [1, 1],
      [0, 1],
    ],
  });
  const teacher = confusionOf(items, 'teacher');
  expect(teacher.classes).toEqual(['bag', 'coat', 'shirt']);
  expect(teacher.counts[1]).toEqual([0, 0, 1]);
  expect(confusionOf([], 'student')).toEqual({ classes: [], counts: [] });
});
