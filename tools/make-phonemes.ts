/**
 * Writes the data of the task “phonemes” from the CMU Pronouncing Dictionary: public/data/phonemes.txt.gz, one line
 * `word<TAB>phones` a word, sorted, and the dictionary's licence beside it.
 *
 *   npm run make-phonemes
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { dictionary } from 'cmu-pronouncing-dictionary';
import { isPhonemeWord, PHONEMES_PATH, PHONEMES_WORDS, packPhones } from '../src/tasks/phonemes';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** A pronunciation without its comment (`# place, danish`) and its stress marks. */
const plain = (pronunciation: string): string =>
  pronunciation.replace(/#.*$/u, '').replace(/[0-2]/gu, '').trim();

const lines: string[] = [];
// A further pronunciation has a key like `a(2)`, which is no word of letters.
for (const [word, pronunciation] of Object.entries(dictionary)) {
  const phones = plain(pronunciation);
  if (isPhonemeWord(word) && packPhones(phones) !== null) lines.push(`${word}\t${phones}\n`);
}
lines.sort();
if (lines.length !== PHONEMES_WORDS) {
  throw new Error(`${lines.length} words, but PHONEMES_WORDS in src/tasks/phonemes.ts is ${PHONEMES_WORDS}.`);
}

const folder = new URL('../public/', import.meta.url);
const target = new URL(PHONEMES_PATH, folder);
mkdirSync(new URL('.', target), { recursive: true });
// Node writes no time into the header (mtime 0); its operating-system byte is set to “unknown” on every system.
const packed = gzipSync(lines.join(''), { level: 9 });
packed[9] = 255;
writeFileSync(target, packed);

const npmLicense = readFileSync(
  new URL('../node_modules/cmu-pronouncing-dictionary/license', import.meta.url),
  'utf8',
);
const notice = readFileSync(new URL('cmudict-license.txt', import.meta.url), 'utf8');
writeFileSync(
  new URL('data/phonemes.LICENSE.txt', folder),
  `phonemes.txt.gz is made from the CMU Pronouncing Dictionary (https://github.com/cmusphinx/cmudict): words of 3 to 9
letters, first pronunciations only, without stress marks. The dictionary's licence:

${notice.trim()}

It was taken from the npm package cmu-pronouncing-dictionary 3.0.0, whose own licence is:

${npmLicense.trim()}
`,
);
print(`${lines.length} words, ${(packed.length / 1024).toFixed(0)} KiB`);
