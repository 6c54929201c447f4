import { expect, test } from 'vitest';
import { classOfPath, compareClasses, isClassName, isHidden, largestClasses } from './classes';

test('the class is the folder that holds the file', () => {
  expect(classOfPath('pets/cat/1.png')).toBe('cat');
  expect(classOfPath('pets\\train\\dog\\1.png')).toBe('dog');
  expect(classOfPath('./ cat /1.png')).toBe('cat');
  expect(classOfPath('/1.png')).toBe('');
  expect(classOfPath('1.png')).toBe('');
  // As macOS writes it, and as all others do.
  expect(classOfPath('が/1.png')).toBe('が');
});

test('files of systems are none of the user’s', () => {
  expect(['__MACOSX/cat/._1.png', 'cat/.DS_Store', 'cat/Thumbs.db'].every(isHidden)).toBe(true);
  expect(['./cat/1.png', 'cat.dog/1.png'].some(isHidden)).toBe(false);
});

test('names that could part examples, or are no text, are none', () => {
  expect(isClassName('ねこ')).toBe(true);
  expect(isClassName('a'.repeat(41))).toBe(false);
  expect(isClassName('a\u001eb')).toBe(false);
  expect(isClassName('\ufffd')).toBe(false);
});

test('numbers come first and by size', () => {
  const names = ['b', '10', 'a', '9', '2', 'B', '02'];
  expect(names.sort(compareClasses)).toEqual(['02', '2', '9', '10', 'B', 'a', 'b']);
});

test('of too many classes the largest are kept', () => {
  const names = Array.from({ length: 30 }, (_, i) =>
    new Array<string>(i < 4 ? 1 : 2).fill(`class ${i}`),
  ).flat();
  const kept = largestClasses(names);
  expect(kept.size).toBe(26);
  expect([0, 1, 2, 3].some((i) => kept.has(`class ${i}`))).toBe(false);
});
