/**
 * Checks lessons: their form, and that every part of the page, setting, term, preset, recording and number they name exists.
 *
 *   npm run lessons -- --check             the shipped ones, that both languages have the same, and the template
 *   npm run lessons -- --check FILE…       lessons of one's own
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Fault, readLesson } from '../src/app/store/lesson/format/read';
import type { Lesson } from '../src/app/store/lesson/format/schema';
import { enLater } from '../src/app/text/en/later';
import { fill } from '../src/app/text/fill';
import { LESSON_IDS } from '../src/experiment/lesson-link';
import { recordingFile } from '../src/run/recording/shipped';

export const LESSON_LANGUAGES = ['en', 'ja'] as const;

const shippedFile = (language: string, id: string): string => `public/lessons/${language}/${id}.json`;
export const TEMPLATE_FILE = 'public/lessons/template.lesson.json';

/** A fault as a sentence. */
export function sentenceOfFault({ code, station, values }: Fault): string {
  const where = station === null ? '' : `${fill(enLater['lessons.fault.station'], { station })} `;
  return where + fill(enLater[`lessons.fault.${code}`], values);
}

/** The lesson of a file, or a sentence for each of its faults. */
export function checkFile(path: string): {
  readonly lesson: Lesson | null;
  readonly faults: readonly string[];
} {
  const { lesson, faults } = readLesson(readFileSync(path, 'utf8'));
  if (!lesson) return { lesson: null, faults: faults.map(sentenceOfFault) };
  return { lesson, faults: lacking(lesson) };
}

/** Recordings that a lesson names and the site does not have, a sentence each. */
const lacking = ({ stations }: Lesson): string[] =>
  stations.flatMap(({ recording }, index) =>
    recording === undefined || existsSync(`public/recordings/${recordingFile(recording)}`)
      ? []
      : [`Station ${index + 1}: there is no recording “${recording}” in public/recordings.`],
  );

/** What must be the same in every language: all but words. */
const skeleton = ({ minutes, stations, notes }: Lesson): unknown => ({
  minutes,
  timing: notes?.timing.map((part) => part.minutes),
  pitfalls: notes?.pitfalls.length,
  answers: notes?.answers.length,
  stations: stations.map(({ look, terms, predict, draw, action, recording, answer, discuss }) => ({
    look,
    terms,
    draw,
    right: predict?.right,
    options: predict?.options.length,
    action: action && { ...action, label: '' },
    recording,
    numbers: [...(answer ?? '').matchAll(/\{[^}]*\}/g)].map(([name]) => name).sort(),
    hasAnswer: answer !== undefined,
    discusses: discuss !== undefined,
  })),
});

/** Faults of the shipped lessons, by file. */
export function checkShipped(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>([[TEMPLATE_FILE, checkFile(TEMPLATE_FILE).faults]]);
  for (const id of LESSON_IDS) {
    const [first, ...others] = LESSON_LANGUAGES.map((language) => {
      const path = shippedFile(language, id);
      const { lesson, faults } = checkFile(path);
      const named = lesson && lesson.language !== language ? [`“language” is not ${language}.`] : [];
      const noted = lesson && !lesson.notes ? ['There are no notes.'] : [];
      found.set(path, [...faults, ...named, ...noted]);
      return { path, lesson };
    });
    for (const { path, lesson } of others) {
      if (!lesson || !first?.lesson) continue;
      if (JSON.stringify(skeleton(lesson)) !== JSON.stringify(skeleton(first.lesson)))
        found.set(path, [...(found.get(path) ?? []), `It differs from ${first.path} in more than words.`]);
    }
  }
  return found;
}

function main(): void {
  const { positionals } = parseArgs({
    options: { check: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const found =
    positionals.length > 0
      ? new Map(positionals.map((path) => [path, checkFile(path).faults] as const))
      : checkShipped();
  let faults = 0;
  for (const [path, sentences] of found) {
    faults += sentences.length;
    process.stdout.write(`${path}: ${sentences.length === 0 ? 'right' : ''}\n`);
    for (const sentence of sentences) process.stdout.write(`  ${sentence}\n`);
  }
  process.exitCode = faults > 0 ? 1 : 0;
}

if (process.argv[1]?.endsWith('lessons.ts')) main();
