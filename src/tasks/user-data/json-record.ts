/** One JSON value as the cells of a record: nested values, lists with one text, and chats in their common forms. */
import { conceptOf, isPrompt, isResponse } from './column-names';
import type { Cell } from './record';

/** Names and cells of a record; a list of texts has its places for names. */
export type JsonCells = ReadonlyMap<string, Cell>;

type JsonObject = Readonly<Record<string, unknown>>;

const DEEPEST = 3;
const SPEAKER_KEYS = ['role', 'from', 'speaker', 'author'];
const MESSAGE_KEYS = ['content', 'value', 'text', 'message', 'parts'];
const USERS = ['user', 'human', 'prompter', 'customer', 'question'];
const ASSISTANTS = ['assistant', 'gpt', 'chatgpt', 'bing', 'bard', 'bot', 'model', 'ai', 'chatbot', 'answer'];

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const first = (record: JsonObject, keys: readonly string[]): unknown => {
  const key = keys.find((key) => Object.hasOwn(record, key));
  return key === undefined ? undefined : record[key];
};

interface Message {
  readonly speaker: string;
  readonly text: Cell;
}

/**
 * The messages of a chat: objects with a role and a content (`role`/`content` of the OpenAI API, `from`/`value` of ShareGPT);
 * null for other values.
 */
function messagesOf(value: unknown): readonly Message[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const messages: Message[] = [];
  for (const entry of value) {
    if (!isObject(entry)) return null;
    const said = messageOf(entry) ?? turnOf(entry);
    if (!said) return null;
    messages.push(...said);
  }
  return messages;
}

function messageOf(entry: JsonObject): readonly Message[] | null {
  const speaker = first(entry, SPEAKER_KEYS);
  const text = first(entry, MESSAGE_KEYS);
  if (typeof speaker !== 'string' || text === undefined) return null;
  return [{ speaker: speaker.toLowerCase(), text: cellOf(text) }];
}

/** A question and its answer in one object: `{"human": …, "assistant": …}`. */
function turnOf(entry: JsonObject): readonly Message[] | null {
  const question = first(entry, USERS);
  const answer = first(entry, ASSISTANTS);
  if (typeof question !== 'string' || typeof answer !== 'string' || Object.keys(entry).length > 3)
    return null;
  return [
    { speaker: 'user', text: question },
    { speaker: 'assistant', text: answer },
  ];
}

/** The last answer of a chat and the user's message before it. */
function lastTurn(messages: readonly Message[]): { user: Cell; assistant: Cell } {
  const answer = messages.findLastIndex(
    ({ speaker }, at) =>
      ASSISTANTS.includes(speaker) && messages.slice(0, at).some((before) => USERS.includes(before.speaker)),
  );
  const question = messages.slice(0, Math.max(0, answer)).findLast(({ speaker }) => USERS.includes(speaker));
  return { user: question?.text, assistant: answer < 0 ? undefined : messages[answer]?.text };
}

/** The text of one side of a chat, for records that keep the sides apart. */
function oneSide(messages: readonly Message[], speakers: readonly string[]): Cell {
  return (messages.findLast(({ speaker }) => speakers.includes(speaker)) ?? messages.at(-1))?.text;
}

/** Text of a value: itself, the first text of a list, the parts of a message one after the other. Null for what is none. */
export function cellOf(value: unknown): Cell {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isObject(value)) {
    const text = first(value, ['text', 'content', 'value']);
    return text === undefined ? null : cellOf(text);
  }
  if (!Array.isArray(value)) return null;
  if (value.length === 0) return '';
  const parts = value.map((part) =>
    isObject(part) && Object.hasOwn(part, 'type') ? cellOf(part) : undefined,
  );
  if (parts.every((part) => part !== undefined)) return parts.filter((part) => part !== null).join('');
  return Array.isArray(value[0]) ? null : cellOf(value[0]);
}

/** Whether a value is a list of several texts, of which `cellOf` takes the first. */
export const isSeveral = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 1 && value.every((entry) => typeof entry === 'string');

function addEntry(cells: Map<string, Cell>, name: string, value: unknown, depth: number): void {
  const messages = messagesOf(value);
  if (messages) {
    const concept = conceptOf(name);
    if (isPrompt(concept) && concept !== 'text') cells.set(name, oneSide(messages, USERS));
    else if (isResponse(concept) || name === 'rejected') cells.set(name, oneSide(messages, ASSISTANTS));
    else for (const [side, text] of Object.entries(lastTurn(messages))) cells.set(side, text);
  } else if (isObject(value) && messageOf(value)) cells.set(name, messageOf(value)?.[0]?.text);
  else if (isObject(value) && depth < DEEPEST) {
    for (const [key, nested] of Object.entries(value)) addEntry(cells, `${name}.${key}`, nested, depth + 1);
  } else cells.set(name, cellOf(value));
}

/** A record: an object (its keys are names), a list (its places are), a chat, or one text. */
export function cellsOf(value: unknown): JsonCells {
  const cells = new Map<string, Cell>();
  const messages = messagesOf(value);
  if (messages) return new Map(Object.entries(lastTurn(messages)));
  if (Array.isArray(value)) for (const [at, cell] of value.entries()) cells.set(String(at + 1), cellOf(cell));
  else if (isObject(value)) for (const [key, cell] of Object.entries(value)) addEntry(cells, key, cell, 0);
  else cells.set('1', cellOf(value));
  return cells;
}
