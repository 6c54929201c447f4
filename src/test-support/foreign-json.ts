/** JSON as data sets come in, with what has to be read from it. */
import type { Example } from '../tasks/task';
import type { ForeignFile } from './foreign-tables';

const lines = (records: readonly unknown[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n');
const indented = (value: unknown): string => JSON.stringify(value, null, 2);

const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const system = { role: 'system', content: 'Be brief.' };

type Write = (row: Example, at: number) => unknown;

/** Chats in the forms of the OpenAI API, of TRL and of ShareGPT. */
const CHATS: Readonly<Record<string, Write>> = {
  messages: ({ prompt, response }) => ({ messages: [user(prompt), assistant(response)] }),
  'messages with an id and a system message': ({ prompt, response }, id) => ({
    id,
    messages: [system, user(prompt), assistant(response)],
  }),
  'messages of several turns': ({ prompt, response }) => ({
    messages: [user('Hello'), assistant('Good day'), user(prompt), assistant(response)],
  }),
  'messages that end with the user': ({ prompt, response }) => ({
    messages: [user(prompt), assistant(response), user('Thanks')],
  }),
  'contents in parts': ({ prompt, response }) => ({
    messages: [user([{ type: 'text', text: prompt }]), assistant([{ type: 'text', text: response }])],
  }),
  'prompt and completion as messages': ({ prompt, response }) => ({
    prompt: [system, user(prompt)],
    completion: [assistant(response)],
  }),
  'chosen and rejected': ({ prompt, response }) => ({
    prompt,
    chosen: [user(prompt), assistant(response)],
    rejected: [user(prompt), assistant('no')],
  }),
  conversations: ({ prompt, response }, at) => ({
    id: `chat-${at}`,
    conversations: [
      { from: 'human', value: prompt },
      { from: 'gpt', value: response },
    ],
  }),
  'turns as objects': ({ prompt, response }) => ({ conversation: [{ human: prompt, assistant: response }] }),
  'parts of contents': ({ prompt, response }) => ({
    contents: [
      { role: 'user', parts: [{ text: prompt }] },
      { role: 'model', parts: [{ text: response }] },
    ],
  }),
  'chats beside facts about them': ({ prompt, response }) => ({
    conversation: [user(prompt), assistant(response)],
    source: 'web',
    category: 'talk',
  }),
  'lists of messages': ({ prompt, response }) => [user(prompt), assistant(response)],
};

/** Records that name their prompt and response. */
const RECORDS: Readonly<Record<string, Write>> = {
  'prompt and response': (row) => row,
  'src and tgt': ({ prompt, response }) => ({ src: prompt, tgt: response }),
  'an answer in a list': ({ prompt, response }) => ({ question: prompt, answer: [response] }),
  'answers as in SQuAD': ({ prompt, response }, id) => ({
    id,
    question: prompt,
    answers: { text: [response], answer_start: [0] },
  }),
  'answers as objects': ({ prompt, response }) => ({ question: prompt, answers: [{ text: response }] }),
  'a translation by languages': ({ prompt, response }, id) => ({
    id,
    translation: { en: prompt, fr: response },
  }),
  'an empty input': ({ prompt, response }) => ({ instruction: prompt, input: '', output: response }),
  'no input': ({ prompt, response }) => ({ instruction: prompt, input: null, output: response }),
  'Japanese names': ({ prompt, response }) => ({ 指示: prompt, 入力: '', 出力: response }),
  'input and output as messages': ({ prompt, response }) => ({
    input: { messages: [user(prompt)] },
    output: assistant(response),
  }),
  lists: ({ prompt, response }) => [prompt, response],
  'one pair an object': ({ prompt, response }) => ({ [prompt]: response }),
};

export function jsonFiles(pairs: readonly Example[]): ForeignFile[] {
  const files = Object.entries({ ...CHATS, ...RECORDS }).flatMap(([what, write]): ForeignFile[] => {
    const records = pairs.map(write);
    const note = what in CHATS && !/prompt|chosen/.test(what) ? { note: 'chat' } : {};
    return [
      { what: `${what}, one a line`, name: 'a.jsonl', content: lines(records), examples: pairs, ...note },
      { what: `${what}, a list`, name: 'a.json', content: JSON.stringify(records), examples: pairs, ...note },
      { what: `${what}, an indented list`, name: '', content: indented(records), examples: pairs, ...note },
    ];
  });
  return [
    ...files,
    ...wrappedFiles(pairs),
    ...objectFiles(pairs),
    ...instructionFiles(pairs),
    ...textFiles(pairs),
  ];
}

/** Lists of records inside of an object. */
function wrappedFiles(pairs: readonly Example[]): ForeignFile[] {
  const half = Math.floor(pairs.length / 2);
  const chats = pairs.map((row, at) => CHATS.conversations?.(row, at));
  const wrapped: Readonly<Record<string, unknown>> = {
    'records under “data”': { version: '1', data: pairs },
    'records after other lists': { authors: ['A', 'B'], licenses: [{ name: 'MIT' }], examples: pairs },
    'records deep inside': { set: { info: { size: pairs.length }, rows: pairs } },
    'rows of a data set server': {
      features: [{ name: 'prompt' }, { name: 'response' }],
      rows: pairs.map((row, row_idx) => ({ row_idx, row })),
    },
    'two lists': { train: pairs.slice(0, half), test: pairs.slice(half) },
    'columns, and lists of cells': {
      columns: ['prompt', 'response'],
      index: pairs.map((_, at) => at),
      data: pairs.map(({ prompt, response }) => [prompt, response]),
    },
    'chats under “data”': { data: chats },
  };
  return Object.entries(wrapped).flatMap(([what, value]): ForeignFile[] => [
    {
      what: `${what}, on one line`,
      name: 'a.json',
      content: JSON.stringify(value),
      examples: pairs,
      note: 'inside',
    },
    { what: `${what}, indented`, name: 'a.json', content: indented(value), examples: pairs, note: 'inside' },
  ]);
}

/** One object that is no list. */
function objectFiles(pairs: readonly Example[]): ForeignFile[] {
  const byPrompt = <T>(value: (row: Example) => T): Record<string, T> =>
    Object.fromEntries(pairs.map((row) => [row.prompt, value(row)]));
  const byNumber = (part: 'prompt' | 'response') =>
    Object.fromEntries(pairs.map((row, at) => [at, row[part]]));
  const objects: Readonly<Record<string, unknown>> = {
    dictionary: byPrompt(({ response }) => response),
    'dictionary of lists': byPrompt(({ response }) => [response]),
    'dictionary under a name': { words: byPrompt(({ response }) => response) },
    'records by name': byPrompt((row) => row),
    'columns as lists': {
      prompt: pairs.map(({ prompt }) => prompt),
      response: pairs.map(({ response }) => response),
    },
    'columns by number': { prompt: byNumber('prompt'), response: byNumber('response') },
  };
  const one = Object.entries(objects).flatMap(([what, value]): ForeignFile[] => [
    { what: `${what}, on one line`, name: 'a.json', content: JSON.stringify(value), examples: pairs },
    { what: `${what}, indented and pasted`, name: '', content: indented(value), examples: pairs },
  ]);
  const several = pairs.map(indented).join('\n');
  const headed = [['prompt', 'response'], ...pairs.map(({ prompt, response }) => [prompt, response])];
  return [
    ...one,
    {
      what: 'lists below a header',
      name: 'a.json',
      content: JSON.stringify(headed),
      examples: pairs,
      header: true,
    },
    { what: 'indented records one after the other', name: 'a.jsonl', content: several, examples: pairs },
  ];
}

function instructionFiles(pairs: readonly Example[]): ForeignFile[] {
  const records = pairs.flatMap(({ prompt, response }) => [
    { instruction: 'Translate', input: prompt, output: response },
    { instruction: 'Repeat', input: prompt, output: prompt },
  ]);
  const examples = records.map(({ instruction, input, output }) => ({
    prompt: `${instruction} ${input}`,
    response: output,
  }));
  return [{ what: 'two instructions for each input', name: 'a.jsonl', content: lines(records), examples }];
}

/** Records with a text and no response. */
function textFiles(pairs: readonly Example[]): ForeignFile[] {
  const texts = pairs.map(
    ({ prompt, response }) => `The ${prompt} is called ${response} in French, they say.`,
  );
  const records: Readonly<Record<string, readonly unknown[]>> = {
    'texts alone': texts,
    'records with a text': texts.map((text) => ({ text })),
    'records with a text and facts about it': texts.map((text, id) => ({
      id,
      text,
      source: 'web',
      url: 'x',
    })),
  };
  return Object.entries(records).flatMap(([what, list]): ForeignFile[] => [
    { what: `${what}, one a line`, name: 'a.jsonl', content: lines(list), examples: 'text', note: 'texts' },
    { what: `${what}, a list`, name: 'a.json', content: indented(list), examples: 'text', note: 'texts' },
  ]);
}
