/** Tables with quotation marks, enclosed cells and broken rows, with what has to be read from them. */
import type { Example } from '../tasks/task';
import { type ForeignFile, mapped, quoted } from './foreign-tables';
import { csv } from './user-data';

/** Ways to break one row of enclosed cells. */
const BREAKS: Readonly<Record<string, (row: Example) => string>> = {
  'a mark inside': ({ prompt, response }) => `"the "${prompt}" here","${response}"`,
  'a mark too many before a comma': ({ prompt, response }) => `"${prompt}"","${response}"`,
  'a mark too many at the end': ({ prompt, response }) => `"${prompt}","${response}""`,
  'no mark at the end of a cell': ({ prompt, response }) => `"${prompt},"${response}"`,
  'no mark at the beginning': ({ prompt, response }) => `${prompt}","${response}"`,
  'no mark at the end of the row': ({ prompt, response }) => `"${prompt}","${response}`,
};

/** Every seventeenth row is broken. */
const isBad = (at: number): boolean => at % 17 === 8;
const isGood = (_: unknown, at: number): boolean => !isBad(at);

const isCutInTwo = (shape: string, what: string): boolean =>
  shape.startsWith('line breaks') && what === 'no mark at the beginning';

export function quotedFiles(pairs: readonly Example[]): ForeignFile[] {
  const bad = pairs.filter((_, at) => isBad(at)).length;
  const shapes: readonly (readonly [string, readonly Example[]])[] = [
    ['words', pairs],
    ['commas inside', mapped(pairs, (text) => `${text}, large`)],
    ['line breaks inside', mapped(pairs, (text) => `${text}\nlarge`)],
  ];
  const broken = shapes.flatMap(([shape, rows]) =>
    Object.entries(BREAKS).map(([what, breakRow]): ForeignFile => {
      const lines = rows.map((row, at) =>
        isBad(at) ? breakRow(row) : `${quoted(row.prompt)},${quoted(row.response)}`,
      );
      return {
        what: `enclosed cells, ${shape}: some rows with ${what}`,
        name: 'a.csv',
        content: `prompt,response\n${lines.join('\n')}\n`,
        examples: rows.filter(isGood),
        // Without a mark, its first line is a row of one cell.
        excluded: isCutInTwo(shape, what) ? { quotes: bad, columns: bad } : { quotes: bad },
        header: true,
      };
    }),
  );
  const inches = mapped(
    pairs,
    (text, at) => `${at}" ${text}`,
    (text) => text,
  );
  const sayings = mapped(
    pairs,
    (text) => `"${text}" he said`,
    (text) => text,
  );
  const escaped = mapped(pairs, (text) => `the "${text}", here`);
  const enclosed = (rows: readonly Example[], between: string): string =>
    rows.map(({ prompt, response }) => quoted(prompt) + between + quoted(response)).join('\n');
  return [
    ...broken,
    { what: 'inches', name: 'a.csv', content: csv(inches), examples: inches },
    {
      what: 'quotation marks that are text',
      name: 'a.csv',
      content: csv(sayings),
      examples: sayings,
      note: 'quotes-are-text',
    },
    {
      what: 'the same in TSV',
      name: 'a.tsv',
      content: csv(sayings, '\t'),
      examples: sayings,
      note: 'quotes-are-text',
    },
    {
      what: 'blanks around enclosed cells',
      name: 'a.csv',
      content: `"prompt" , "response"\n${enclosed(
        mapped(pairs, (text) => `${text}, x`),
        ' , ',
      )}`,
      examples: mapped(pairs, (text) => `${text}, x`),
      header: true,
    },
    {
      what: 'marks after a backslash',
      name: 'a.csv',
      content: enclosed(
        mapped(escaped, (text) => text.replaceAll('"', '\\"')),
        ',',
      ),
      examples: escaped,
    },
    {
      what: 'numbers that are not enclosed',
      name: 'a.csv',
      content: `"id","prompt","response"\n${pairs.map(({ prompt, response }, at) => `${at},"${prompt}","${response}"`).join('\n')}`,
      examples: pairs,
      header: true,
    },
    {
      what: 'a broken first row',
      name: 'a.csv',
      content: `"the "first" row","x"\n${enclosed(pairs, ',')}`,
      examples: pairs,
      excluded: { quotes: 1 },
    },
  ];
}
