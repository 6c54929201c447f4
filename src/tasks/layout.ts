/** Prompts and responses of a task as ids of constant length: the one place where texts, sentences of few classes and pictures differ. */
import type { Task } from './task';
import { padPrompt, padResponse } from './tokenizer';

type Layout = Pick<Task, 'tokenizer' | 'promptLength' | 'responseLength' | 'picture' | 'words'>;

/** Whether answers are classes, without marks and padding. */
export const answersWithClasses = ({ picture, words }: Pick<Task, 'picture' | 'words'>): boolean =>
  picture !== undefined || words !== undefined;

/** The grey level of a hexadecimal digit, 0 to 9 or a to f: a batch of pictures has 50,000 of them. */
export const levelOf = (code: number): number => code - (code < 97 ? 48 : 87);

/** Grey levels of a picture's prompt, row by row, from 0 to 15. */
export function levelsOfPrompt(prompt: string): number[] {
  const levels: number[] = [];
  for (let i = 0; i < prompt.length; i++) levels.push(levelOf(prompt.charCodeAt(i)));
  return levels;
}

/** `promptLength` ids: padded tokens or words, or the grey levels of a picture. @throws UserError when the prompt does not fit */
export function promptIds({ tokenizer, promptLength, picture, words }: Layout, prompt: string): number[] {
  if (words) return words.encode(prompt, promptLength);
  return picture ? levelsOfPrompt(prompt) : padPrompt(tokenizer.encode(prompt), promptLength);
}

/** `responseLength` ids, and how many of them are the response: its EOS counts, padding does not. */
export function responseIds(
  layout: Layout,
  response: string,
): { readonly ids: number[]; readonly count: number } {
  const { tokenizer, responseLength } = layout;
  const ids = tokenizer.encode(response);
  if (answersWithClasses(layout)) return { ids, count: ids.length };
  return { ids: padResponse(ids, responseLength), count: ids.length + 1 };
}
