/** What the documents say about the repository: links, paths, citations and versions. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { DIVERGENCES, METHOD_NAMES } from '../src/experiment/methods';

const read = (path: string): string => readFileSync(path, 'utf8');

const filesUnder = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((path) => ending.test(path));

const DOCUMENTS = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...filesUnder('docs', /\.md$/),
  ...filesUnder('findings', /\.md$/),
];

const INDEX = 'docs/paper-index.md';

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (document: string): string[] =>
  [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

test.each(DOCUMENTS)('%s: every relative link leads to a file and a heading', (document) => {
  const broken = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    });
  expect(broken).toEqual([]);
});

test('docs/README.md lists every document', () => {
  const index = read('docs/README.md');
  const missing = readdirSync('docs').filter(
    (name) => name.endsWith('.md') && name !== 'README.md' && !index.includes(`(${name})`),
  );
  expect(missing).toEqual([]);
});

test('every file that documents for readers of the source name exists', () => {
  const named = [
    INDEX,
    'docs/glossary.md',
    'docs/adding.md',
    'docs/measures-theory.md',
    'docs/skd.md',
  ].flatMap((document) =>
    [...read(document).matchAll(/`((?:src|tools|docs)\/[^`\s]+)`/g)].map(([, path = '']) => path),
  );
  expect(named.length).toBeGreaterThan(50);
  // A module may be named without its ending.
  expect(named.filter((path) => !existsSync(path) && !existsSync(`${path}.ts`))).toEqual([]);
});

test('every paper that the source cites is in the paper index, with the file that cites it', () => {
  const rows = read(INDEX).split('\n');
  const sources = ['src', 'tools'].flatMap((folder) => filesUnder(folder, /\.tsx?$/));
  // The table of methods and the words of the page cite what other files implement.
  const implementing = sources.filter(
    (path) =>
      !/\.test\.ts$|^src\/app\/|^src\/experiment\/methods\.ts$|^tools\/reproduce\/page\.ts$/.test(path),
  );
  const citations = (paths: readonly string[]): [string, string][] =>
    paths.flatMap((path) =>
      [...read(path).matchAll(/arXiv[: ]*(\d{4}\.\d{5})/g)].map(([, id = '']): [string, string] => [
        id,
        path,
      ]),
    );
  const unlisted = [
    ...citations(sources).filter(([id]) => !rows.some((row) => row.includes(id))),
    ...citations(implementing).filter(
      ([id, path]) => !rows.some((row) => row.includes(id) && row.includes(`\`${path}\``)),
    ),
  ];
  expect(unlisted).toEqual([]);
  expect(citations(sources).length).toBeGreaterThan(40);
});

test('package.json, CITATION.cff and CHANGELOG.md agree on the version', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(/^version: (.+)$/m.exec(read('CITATION.cff'))?.[1]).toBe(version);
  // What is not released yet stands above.
  expect(/^## (\d\S*)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
});

test('every finding can be run and is documented in its head', () => {
  const scripts = filesUnder('findings', /\.sh$/);
  expect(scripts.length).toBeGreaterThan(0);
  const index = read('findings/README.md');
  for (const script of scripts) {
    const text = read(script);
    expect(index).toContain(`(${basename(script)})`);
    // Windows keeps no run bit.
    if (process.platform !== 'win32') expect(statSync(script).mode & 0o111, script).not.toBe(0);
    expect(text, script).toMatch(/^#!\/usr\/bin\/env bash\n#/);
    expect(text, script).toContain('mktemp -d');
    expect(text, script).toMatch(/@\d+\.\d+\.\d+|==\d+\.\d+/);
  }
});

/** The cells of the first table of a document whose head has all of these words. */
function tableOf(document: string, head: readonly string[]): string[][] {
  const lines = read(document).split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && head.every((word) => line.includes(word)));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const METHODS = ['SFT', 'Supervised KD', 'On-policy KD', 'ImitKD'];

/** A cell of the README for one of docs/results.md: `+0.083, p < 0.001, paired 0.001: holds ‡`. */
function inShort(cell: string): string {
  const [, difference, verdict, mark = ''] = /^([^,]+), .*: ([a-z ]+?)( [†‡])?$/.exec(cell) ?? [];
  switch (verdict) {
    case 'holds':
      return `**better** ${difference}${mark}`;
    case 'does not hold':
      return `**worse** ${difference}${mark}`;
    case 'not distinguishable':
      return `no difference shown${mark}`;
    default:
      return cell;
  }
}

test('the README says of each comparison what docs/results.md says, and leaves none out', () => {
  const measured = tableOf(
    'docs/results.md',
    METHODS.map((name) => `SKD − ${name}`),
  )
    .filter(
      ([setting = '', , ...cells]) => !setting.startsWith('_') && cells.some((cell) => cell !== 'not run'),
    )
    .map(([setting = '', , ...cells]) => [setting, ...cells.map(inShort)]);
  expect(measured.length).toBeGreaterThan(5);
  expect(tableOf('README.md', METHODS)).toEqual(measured);
});

test('the README counts the verdicts as docs/results.md does', () => {
  const sentence = /Of \d+ pairs of a claim[^.]*\./;
  const plain = (document: string): string | undefined =>
    sentence.exec(read(document).replaceAll(/\s+/g, ' '))?.[0].replace(' of the paper', '');
  expect(plain('README.md')).toBe(plain('docs/results.md'));
  expect(plain('README.md')).toBeDefined();
});

test('README counts methods and divergences as the code has them', () => {
  // Without the one that visitors compose themselves.
  const methods = METHOD_NAMES.length - 1;
  const readme = read('README.md');
  expect(readme).toContain(`${methods - 1} other methods`);
  expect(readme).toContain(`[${methods} methods]`);
  expect(readme).toContain(`${DIVERGENCES.length} divergences`);
});
