/** Running text as examples: a window of characters is the prompt, the next window the response. */
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';

export interface Window {
  /** 1-based line of the prompt's first character. */
  readonly line: number;
  readonly prompt: string;
  readonly response: string;
}

/** Every so many windows one has a shorter prompt, so that the models have seen what a user types into “Try it”. */
const SHORT_EVERY = 4;
const SHORTEST = 4;

/**
 * Windows one after the other: each character after the first window is in exactly one response. Fewer characters than
 * a window at the end are left over.
 *
 * @param taken says whether a prompt is in use; a short prompt that is stays long
 */
export function* windowsOf(text: string, taken: (prompt: string) => boolean): Generator<Window> {
  const { window } = LIMITS;
  let line = 1;
  for (let index = 0, start = 0; start + 2 * window <= text.length; index++, start += window) {
    const prompt = text.slice(start, start + window);
    const response = text.slice(start + window, start + 2 * window);
    // Any fixed rule that meets all lengths does: 5 has no factor in common with the number of lengths.
    const length = SHORTEST + ((5 * Math.floor(index / SHORT_EVERY)) % (window - SHORTEST));
    const short = prompt.slice(-length);
    const begins = index % SHORT_EVERY === SHORT_EVERY - 1 && !taken(short) ? short : prompt;
    yield { line, prompt: begins, response };
    for (let at = prompt.indexOf('\n'); at >= 0; at = prompt.indexOf('\n', at + 1)) line += 1;
  }
}
