/** Which columns hold the prompts, what follows them, and the responses. */
import type { ImportOptions } from '../../experiment/user-data';
import {
  type Concept,
  conceptOf,
  isAboutRows,
  isPrompt,
  isResponse,
  languageOf,
  PROMPT_CONCEPTS,
  RESPONSE_CONCEPTS,
} from './column-names';
import { headerOf } from './header';
import type { Cell } from './record';

export interface Columns {
  /** Names from the file, or numbers from 1. */
  readonly names: readonly string[];
  /** The first row holds the names. Null for formats that have them elsewhere. */
  readonly header: boolean | null;
  /** Whether it is clear that it does or does not; otherwise the user has to say. */
  readonly headerSure: boolean;
  readonly prompt: number;
  readonly response: number;
  /** Column whose cell follows the prompt, as the input follows an instruction; -1 for none. */
  readonly input: number;
  /** Whether prompt and response are clear; otherwise the user has to choose. */
  readonly sure: boolean;
}

/** The user's choice; null leaves it to the reader. */
export type ColumnChoice = Pick<ImportOptions, 'header' | 'prompt' | 'response' | 'input'>;

const LONGEST_NAME = 60;
/** Names that say more than that of a chat. */
const CLEAR_PROMPTS = ['prompt', 'instruction', 'question'] as const;

interface Roles {
  readonly prompt: number;
  readonly response: number;
  readonly input: number;
  readonly sure: boolean;
}

/** Roles by the names of the columns; -1 where no name says. */
function rolesByName(names: readonly string[]): { prompt: number; response: number; input: number } {
  const concepts = names.map(conceptOf);
  const find = (wanted: readonly Concept[]): number =>
    wanted.map((concept) => concepts.indexOf(concept)).find((at) => at >= 0) ?? -1;
  const user = find(['user']);
  const assistant = find(['assistant']);
  const response = find(RESPONSE_CONCEPTS);
  const isNamed = CLEAR_PROMPTS.some((concept) => concepts.includes(concept)) && response >= 0;
  if (!isNamed && user >= 0 && assistant >= 0) return { prompt: user, response: assistant, input: -1 };
  const prompt = find([...PROMPT_CONCEPTS, 'user']);
  const input = find(['input']);
  const follows = CLEAR_PROMPTS.some((concept) => concept === concepts[prompt]);
  return { prompt, response: response < 0 ? assistant : response, input: follows ? input : -1 };
}

/**
 * @param names as far as there are some
 * @param filled whether a column has anything in it
 */
function rolesOf(names: readonly string[] | null, filled: readonly boolean[]): Roles {
  const usable = filled.flatMap((has, at) => (has ? [at] : []));
  const named = names ? rolesByName(names) : { prompt: -1, response: -1, input: -1 };
  const { prompt, response, input } = named;
  if (prompt >= 0 && response >= 0) return { ...named, sure: true };
  const inColumns = (columns: readonly number[]): readonly number[] =>
    names ? columns.filter((at) => !isAboutRows(names[at] ?? '')) : columns;
  const telling = inColumns(usable);
  const languages = names ? telling.filter((at) => languageOf(names[at] ?? '') !== null) : [];
  const pair = [languages, telling, usable].find(({ length }) => length === 2) ?? usable;
  const [first = 0, second = 1] = pair;
  if (languages.length === 2) return { prompt: first, response: second, input: -1, sure: true };
  if (pair.length === 2) {
    // A single name that would turn the columns round deserves a question.
    const turns = prompt === second || response === first;
    return { prompt: first, response: second, input: -1, sure: !turns };
  }
  if (prompt >= 0) return { prompt, response: prompt === 0 ? 1 : 0, input, sure: false };
  return { prompt: response === 0 ? 1 : 0, response: response >= 0 ? response : 1, input, sure: false };
}

/** Empty columns count as columns that hold something where all are empty. */
function filledColumns(rows: readonly (readonly Cell[])[], width: number): readonly boolean[] {
  const filled = Array.from({ length: width }, (_, at) => rows.some((row) => (row[at] ?? '')?.trim() !== ''));
  return filled.filter((has) => has).length >= 2 ? filled : filled.map(() => true);
}

const within = (choice: number | null, width: number): number | null =>
  choice !== null && choice < width ? choice : null;

/**
 * @param rows the first rows, from the one that may be a header
 * @param names of formats that have them apart from the records
 * @param width cells that most rows have
 */
export function chooseColumns(
  rows: readonly (readonly Cell[])[],
  names: readonly string[] | null,
  width: number,
  choice: ColumnChoice,
): Columns {
  const cells = (row: readonly Cell[]): string[] => Array.from({ length: width }, (_, at) => row[at] ?? '');
  const [first = [], ...below] = rows;
  const guess = names ? null : headerOf(cells(first), below.map(cells));
  const header = guess && (choice.header ?? guess.header);
  const known = names ?? (header ? cells(first) : null);
  const roles = rolesOf(known, filledColumns(header ? below : rows, width));
  const prompt = within(choice.prompt, width);
  const response = within(choice.response, width);
  return {
    names: Array.from({ length: width }, (_, at) => {
      const name = (known?.[at] ?? '').trim().replace(/^#\s*/, '');
      return name === '' ? String(at + 1) : name.slice(0, LONGEST_NAME);
    }),
    header,
    headerSure: guess === null || guess.sure || choice.header !== null,
    prompt: prompt ?? roles.prompt,
    response: response ?? roles.response,
    input: within(choice.input, width) ?? (prompt === null ? roles.input : -1),
    sure: roles.sure || (prompt !== null && response !== null),
  };
}

/** Names under which a column is text by itself. */
const TEXT_NAMES = ['text', 'sentence'];

/** The column of records that are texts and no pairs: all others are about the rows, or there are none. Null for pairs. */
export function textColumn(names: readonly string[]): number | null {
  if (names.length === 1) return 0;
  const texts = names.flatMap((name, at) => (TEXT_NAMES.includes(conceptOf(name) ?? '') ? [at] : []));
  const [text] = texts;
  if (text === undefined || texts.length > 1) return null;
  const others = names.filter((_, at) => at !== text);
  const concepts = others.map(conceptOf);
  // Beside a text, its source is where it is from.
  const hasTarget = concepts.includes('target');
  const pairless = others.every((name, at) => {
    const concept = concepts[at] ?? null;
    if (concept === 'source') return !hasTarget;
    return isAboutRows(name) && !isPrompt(concept) && !isResponse(concept);
  });
  return pairless ? text : null;
}
