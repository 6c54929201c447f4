/** The section about the shipped teachers, from their cards. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { TeacherCardSchema } from '../../src/run/protocol/teacher';
import { stepsOf } from '../../src/run/protocol/values';
import { TASKS, type TaskId } from '../../src/tasks';
import { otherPhrasing, summary } from '../../src/tasks/summary';
import type { MetricId } from '../../src/tasks/task';
import { METRICS } from './findings';
import { fixed, table, thousands } from './markdown';
import { mean } from './statistics';

/** Test prompts whose scores a card also gives on their own, so that a test can hold the file to them. */
export const CARD_SAMPLE = 100;

const Card = v.object({
  ...TeacherCardSchema.entries,
  /** Metric id → score on the first `CARD_SAMPLE` test prompts. */
  sampleScores: v.record(v.string(), v.number()),
  task: v.picklist(Object.keys(TASKS) as TaskId[]),
});

export type TeacherCard = v.InferOutput<typeof Card> & { readonly name: string };

/** @throws Error that names a card which is none */
export function readCards(folder: string): readonly TeacherCard[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const parsed = v.safeParse(Card, JSON.parse(readFileSync(join(folder, file), 'utf8')));
      if (!parsed.success) throw new Error(`${file} is no card of a teacher: ${parsed.issues[0].message}`);
      return { ...parsed.output, name: file.replace(/\.json$/, '') };
    });
}

/** What a teacher should reach on test prompts, fixed before it was trained. */
const AIMS: Readonly<Record<TaskId, { readonly metric: MetricId; readonly aim: number }>> = {
  translation: { metric: 'exact-match', aim: 0.99 },
  summary: { metric: 'rouge-l', aim: 0.97 },
  arithmetic: { metric: 'exact-match', aim: 0.99 },
  instructions: { metric: 'exact-match', aim: 0.95 },
  phonemes: { metric: 'phoneme-error-rate', aim: 0.12 },
  digits: { metric: 'accuracy', aim: 0.97 },
  parity: { metric: 'accuracy', aim: 0.95 },
  fashion: { metric: 'accuracy', aim: 0.85 },
  scenes: { metric: 'mean-iou', aim: 0.8 },
  sentences: { metric: 'accuracy', aim: 0.8 },
};

function row({ name, task, parameters, shape, recipe, trainingSeconds, testScores }: TeacherCard): string[] {
  const { metric, aim } = AIMS[task];
  const { better } = METRICS[metric];
  const score = testScores[metric] ?? Number.NaN;
  const others = Object.entries(testScores)
    .filter(([id]) => id !== metric)
    .map(([id, value]) => `${METRICS[id as MetricId]?.title ?? id} ${fixed(value, 4)}`);
  const isPlain = name === task;
  const met = better === 'higher' ? score >= aim : score <= aim;
  return [
    name,
    `${shape.width} × ${shape.layers}`,
    thousands(parameters),
    thousands(stepsOf({ recipe })),
    fixed(trainingSeconds / 60, 0),
    `${METRICS[metric].title} ${fixed(score, 4)}`,
    others.join(', '),
    isPlain ? `${better === 'higher' ? '≥' : '≤'} ${aim}: ${met ? 'met' : 'not met'}` : 'none',
  ];
}

/** The scores of a summary teacher that is always right, and in half of the refusals by luck in the words of the reference. */
function expectedAtBest(): string {
  const { test } = summary.split();
  return summary.metrics
    .map(({ title, score }) => {
      const scores = test.map((example) => {
        const other = otherPhrasing(example);
        return other === null ? 1 : (1 + score([other], [example.response])) / 2;
      });
      return `${title} ${fixed(mean(scores), 3)}`;
    })
    .join(' and ');
}

/** The teachers' scores from their cards, as Markdown. */
export function teachersSection(cards: readonly TeacherCard[]): string {
  const prompts = [...new Set(cards.map(({ testExamples }) => thousands(testExamples)))].join(' or ');
  const machines = [
    ...new Set(cards.map(({ machine }) => `${machine.backend}: ${machine.adapter}; ${machine.processor}`)),
  ].join(' / ');
  const header = [
    'teacher',
    'width × layers',
    '>parameters',
    '>steps',
    '>minutes',
    'headline',
    'other',
    'aim',
  ];
  return `## The shipped teachers

Stored in half precision; scores of the stored file on ${prompts} test prompts that were kept apart. Each card,
\`public/teachers/NAME.json\`, holds the recipe, the machine, the command that repeats it and the first wrong answers. A unit test
recomputes the scores of every shipped file on the first 100 test prompts, which the card gives on their own, and allows one answer
to differ between processors.

${table(header, cards.map(row))}

A “no” in a dialogue has two phrasings at random. Who answers every prompt rightly can expect ${expectedAtBest()} on these
prompts (computed from both phrasings of each), so that the aim for the summary, set before that was known, is out of reach.

Running sums needed examples, not steps. When the task had 58,000 for training, 2,230 steps gave exact match 0.974, 800 more 0.973,
and 2,800 from another start 0.961, with a training loss near 0.01: the rare sums below 100 were learned by heart. Hence its 150,000.

Machines: ${machines}. They had other work to do, so the minutes say little.`;
}
