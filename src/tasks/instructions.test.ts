import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error';
import { INSTRUCTION_KINDS, instructions, kindOf } from './instructions';

const { train, validation, test: held } = instructions.split();
const all = [...held, ...validation, ...train];

/** The operations written a second time, by code points and regular expressions. */
function follow(prompt: string): string {
  const parts = prompt.slice(0, -1).split(' ');
  const [verb, first = '', second = ''] = parts;
  const word = parts.at(-1) ?? '';
  if (!/^[a-j]{4,8}$/.test(word)) throw new Error(prompt);
  switch (verb) {
    case 'rev':
      return word.replace(/./g, (_, at: number) => word.charAt(word.length - 1 - at));
    case 'sort':
      return [...'abcdefghij'].map((letter) => letter.repeat(word.split(letter).length - 1)).join('');
    case 'up':
      return String.fromCharCode(...[...word].map((letter) => letter.charCodeAt(0) - 32));
    case 'dbl':
      return word.replace(/./g, '$&$&');
    case 'next':
      return word.replace(/./g, (letter) =>
        letter === 'j' ? 'a' : String.fromCharCode(letter.charCodeAt(0) + 1),
      );
    case 'first':
      return word.substring(0, Number(first));
    case 'last':
      return word.substring(word.length - Number(first));
    case 'del':
      return word.split(first).join('');
    case 'swap':
      return word.split(first).join(second);
    default:
      throw new Error(prompt);
  }
}

test('every response follows from its instruction', () => {
  for (const { prompt, response } of all) {
    if (follow(prompt) !== response) throw new Error(`${prompt}${response}`);
  }
});

test('a letter that is deleted or swapped is in the word, and swapped for another', () => {
  for (const { prompt } of all) {
    const [verb, first = '', second] = prompt.slice(0, -1).split(' ');
    const word = prompt.slice(prompt.lastIndexOf(' ') + 1, -1);
    if (verb === 'del' || verb === 'swap') expect(word).toContain(first);
    if (verb === 'swap') expect(second).not.toBe(first);
  }
});

test('the nine kinds come equally often, in every part about so', () => {
  expect(INSTRUCTION_KINDS).toHaveLength(9);
  const counts = (examples: typeof all): number[] =>
    INSTRUCTION_KINDS.map((kind) => examples.filter(({ prompt }) => kindOf(prompt) === kind).length);
  for (const count of counts(all)) expect([6666, 6667]).toContain(count);
  // 1000 / 9 = 111, give or take five standard deviations.
  for (const count of counts([...held])) expect(Math.abs(count - 111)).toBeLessThan(50);
});

test('the kind of an instruction is its verb', () => {
  expect(kindOf('rev dicae=')).toBe('rev');
  expect(kindOf('swap a c dicae=')).toBe('swap');
  expect(kindOf('reverse dicae=')).toBeNull();
  expect(kindOf('')).toBeNull();
  for (const example of held) expect(instructions.kindOf?.(example)).toBe(kindOf(example.prompt));
});

test('what a user types becomes a prompt', () => {
  expect(instructions.toPrompt('  REV  dicae ')).toBe('rev dicae=');
  expect(instructions.toPrompt('first 3 dicae =')).toBe('first 3 dicae=');
  for (const typed of ['', '=', 'dicae', 'reverse dicae', 'constructor x']) {
    expect(() => instructions.toPrompt(typed)).toThrow(UserError);
  }
});
