/** Prompts and responses of a task as ids of constant length: the one place where text and pictures differ. */
import type { Task } from './task';
import { padPrompt, padResponse } from './tokenizer';

type Layout = Pick<Task, 'tokenizer' | 'promptLength' | 'responseLength' | 'picture'>;

/** `promptLength` ids: padded tokens, or the grey levels of a picture. @throws UserError when the prompt does not fit */
export function promptIds({ tokenizer, promptLength, picture }: Layout, prompt: string): number[] {
  if (!picture) return padPrompt(tokenizer.encode(prompt), promptLength);
  return Array.from(prompt, (digit) => Number.parseInt(digit, 16));
}

/** `responseLength` ids, and how many of them are the response: its EOS counts, padding does not. */
export function responseIds(
  { tokenizer, responseLength, picture }: Layout,
  response: string,
): { readonly ids: number[]; readonly count: number } {
  const ids = tokenizer.encode(response);
  if (picture) return { ids, count: 1 };
  return { ids: padResponse(ids, responseLength), count: ids.length + 1 };
}
