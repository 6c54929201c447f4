/** Tables as other programs and people write them, with what has to be read from them. */
import type { Encoding } from '../experiment/user-data';
import type { Example } from '../tasks/task';
import { csv } from './user-data';

/** A file, and the right values of its reading. */
export interface ForeignFile {
  readonly what: string;
  readonly name: string;
  readonly content: BlobPart;
  /** The examples that have to come out, in their order; for running text the kind alone is looked at. */
  readonly examples: readonly Example[] | 'text';
  /** Rows left out, by their reason. */
  readonly excluded?: Readonly<Record<string, number>>;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly encoding?: Encoding;
  readonly asked?: 'delimiter' | 'header' | 'columns';
  readonly note?: string;
}

const LEFT =
  'river mountain window garden kettle pillow bridge candle forest ladder mirror needle orange pencil rabbit saddle tunnel velvet walnut yellow zebra anchor basket copper dinner engine feather guitar hammer island jacket kitten'.split(
    ' ',
  );
const RIGHT =
  'rivière montagne fenêtre jardin bouilloire oreiller pont bougie forêt échelle miroir aiguille orange crayon lapin selle tunnel velours noix jaune zèbre ancre panier cuivre dîner moteur plume guitare marteau île veste chaton'.split(
    ' ',
  );

/** Different pairs of words; beyond the first 32 with a number, so that no prompt is twice. */
export const wordPairs = (count: number): readonly Example[] =>
  Array.from({ length: count }, (_, at) => {
    const [prompt, response] = [LEFT[at % LEFT.length] ?? '', RIGHT[at % RIGHT.length] ?? ''];
    const round = Math.floor(at / LEFT.length);
    return round === 0
      ? { prompt, response }
      : { prompt: `${prompt} ${round}`, response: `${response} ${round}` };
  });

export const quoted = (text: string): string => `"${text}"`;
/** The pairs with both texts changed. */
export const mapped = (
  pairs: readonly Example[],
  prompt: (text: string, at: number) => string,
  response = prompt,
) => pairs.map((pair, at) => ({ prompt: prompt(pair.prompt, at), response: response(pair.response, at) }));

export function delimitedFiles(pairs: readonly Example[]): ForeignFile[] {
  const prices = mapped(
    pairs,
    (_, at) => `${at},${10 + (at % 90)} EUR`,
    (text) => text,
  );
  const decimals = mapped(
    pairs,
    (_, at) => `${at},5`,
    (_, at) => `${2 * at},25`,
  );
  const thousands = mapped(
    pairs,
    (_, at) => `${at + 1},${100 + at}`,
    (text) => text,
  );
  const dates = mapped(
    pairs,
    (_, at) => `April ${at}, 2031`,
    (_, at) => `${at}.04.2031`,
  );
  const greetings = mapped(
    pairs,
    (text) => `Good evening, ${text}`,
    (text) => `Bonsoir, ${text}`,
  );
  const commas = mapped(
    pairs,
    (text) => `${text},x`,
    (text) => `${text},y`,
  );
  const numbers = mapped(
    pairs,
    (_, at) => String(at),
    (_, at) => String(at * at),
  );
  const all: readonly (readonly [string, readonly Example[]])[] = [
    ['decimal commas and units', prices],
    ['decimal commas on both sides', decimals],
    ['thousands', thousands],
    ['dates', dates],
    ['one comma in each cell, as in sentences', greetings],
  ];
  return [
    ...all.flatMap(([what, examples]): ForeignFile[] => [
      { what: `semicolons: ${what}`, name: 'a.csv', content: csv(examples, ';'), examples, delimiter: ';' },
      {
        what: `semicolons, pasted: ${what}`,
        name: '',
        content: csv(examples, ';'),
        examples,
        delimiter: ';',
      },
      { what: `tabs: ${what}`, name: 'a.txt', content: csv(examples, '\t'), examples, delimiter: '\t' },
      { what: `bars: ${what}`, name: 'a.csv', content: csv(examples, '|', '\r\n'), examples, delimiter: '|' },
    ]),
    { what: 'numbers by commas', name: 'a.csv', content: csv(numbers), examples: numbers, delimiter: ',' },
    { what: 'commas and blanks', name: 'a.csv', content: csv(pairs, ', '), examples: pairs, delimiter: ',' },
    { what: 'tabs under .csv', name: 'a.csv', content: csv(pairs, '\t'), examples: pairs, delimiter: '\t' },
    {
      what: 'two signs that both could separate',
      name: 'a.csv',
      content: csv(commas, ';'),
      examples: commas,
      asked: 'delimiter',
    },
    {
      what: 'enclosed sentences with commas, by semicolons',
      name: 'a.csv',
      content: csv(mapped(greetings, quoted), ';'),
      examples: greetings,
      delimiter: ';',
    },
  ];
}

/** Headers that name prompts and responses, languages, or are names of a program. */
const HEADERS = [
  ...[
    'prompt,response',
    'Questions,Answers',
    'term,definition',
    'source_lang,target_lang',
    'Q,A',
    'word,meaning',
  ],
  ...[
    'English,French',
    'en,fr',
    'eng,fra',
    'Englisch,Französisch',
    'anglais,français',
    '英語,フランス語',
    'text_en,text_fr',
  ],
  ...[
    '質問,回答',
    'Frage,Antwort',
    'sentence1,sentence2',
    'promptText,responseText',
    'Front,Back',
    'English,Translation',
  ],
];
/** First rows of word lists that hold a name of a column, or of a language. */
const ENTRIES = ['answer\tréponse', 'mot\tword', 'question\tFrage', 'English\tanglais', 'word\tmot'];

export function headedFiles(pairs: readonly Example[]): ForeignFile[] {
  const [first = { prompt: '', response: '' }] = pairs;
  const noted = pairs.map((row, at) => ({ ...row, note: `note ${at}` }));
  const three = (between: string): string =>
    noted.map(({ prompt, response, note }) => [prompt, response, note].join(between)).join('\n');
  return [
    ...HEADERS.flatMap((header): ForeignFile[] => [
      {
        what: `header ${header}`,
        name: 'a.csv',
        content: `${header}\n${csv(pairs)}`,
        examples: pairs,
        header: true,
      },
    ]),
    ...ENTRIES.map((entry): ForeignFile => {
      const [prompt = '', response = ''] = entry.split('\t');
      return {
        what: `a list that begins with ${entry}`,
        name: 'a.tsv',
        content: `${entry}\n${csv(pairs, '\t')}`,
        examples: [{ prompt, response }, ...pairs],
        header: false,
      };
    }),
    { what: 'no header', name: 'a.csv', content: csv(pairs), examples: pairs, header: false },
    {
      what: 'a first row with one name of a column',
      name: 'a.tsv',
      content: `text\tTekst\n${csv(pairs, '\t')}`,
      examples: [{ prompt: 'text', response: 'Tekst' }, ...pairs],
      asked: 'header',
    },
    {
      what: 'a header in the other order',
      name: 'a.csv',
      content: `answer,question\n${csv(pairs.map(({ prompt, response }) => ({ prompt: response, response: prompt })))}`,
      examples: pairs,
      header: true,
    },
    {
      what: 'numbers under words',
      name: 'a.csv',
      content: `numeral,square\n${pairs.map((_, at) => `${at},${at * at}`).join('\n')}`,
      examples: pairs.map((_, at) => ({ prompt: String(at), response: String(at * at) })),
      header: true,
    },
    {
      what: 'instruction, input, output',
      name: 'a.csv',
      content: `instruction,input,output\n${pairs.map(({ prompt, response }) => `Translate,${prompt},${response}`).join('\n')}`,
      examples: mapped(
        pairs,
        (text) => `Translate ${text}`,
        (text) => text,
      ),
      header: true,
    },
    {
      what: 'a first row that is shorter',
      name: 'a.tsv',
      content: `${first.prompt}\t${first.response}\n${three('\t').split('\n').slice(1).join('\n')}`,
      examples: pairs,
      header: false,
      asked: 'columns',
    },
    {
      what: 'a Markdown table',
      name: '',
      content: `| thing | chose |\n| --- | :---: |\n${pairs.map(({ prompt, response }) => `| ${prompt} | ${response} |`).join('\n')}`,
      examples: pairs,
      header: true,
      delimiter: '|',
    },
  ];
}

/** Lines before a table. */
export function precededFiles(pairs: readonly Example[]): ForeignFile[] {
  const body = csv(pairs, ';');
  const before = (what: string, lines: string, header: boolean): ForeignFile => ({
    what,
    name: 'a.csv',
    content: `${lines}\n${header ? 'prompt;response\n' : ''}${body}`.replaceAll('\n', '\r\n'),
    examples: pairs,
    delimiter: ';',
    header,
  });
  return [
    ...['sep=;', 'SEP=;', '"sep=;"', 'sep=;;', '"sep=;";', '"sep=,";', '\ufeffsep=;'].flatMap((line) => [
      before(`${line} and a header`, line, true),
      before(line, line, false),
    ]),
    { ...before('a title', 'My words', true), note: 'rows-before' },
    { ...before('a title and a date', 'My words\nof Monday\n', false), note: 'rows-before' },
    { ...before('a padded title', 'My words;\n;', true), note: 'rows-before' },
    { ...before('a title with the delimiter in it', 'My words; unit 3', true), note: 'rows-before' },
    { ...before('comments', '# made by hand\n# one; two', true), note: 'rows-before' },
    before('a header in a comment', '#prompt;response', false),
  ].map((file) => (file.what === 'a header in a comment' ? { ...file, header: true } : file));
}
