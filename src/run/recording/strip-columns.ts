/** The strips of a recording as columns of a file. */
import type { TokenSource } from '../../experiment/methods';
import type { ColumnReader, ColumnWriter } from './columns';
import type { Header } from './file';
import type { Likeliest, PackedRow, PackedStrip } from './strips';

const SOURCES: readonly TokenSource[] = ['accepted', 'replaced', 'student', 'teacher', 'data'];

/** Weights are kept as so many parts of 1. */
const WEIGHT_PARTS = 255;

type StripsHeader = Pick<Header, 'strips' | 'keptTokens'>;

/** Costs of one token as the first and the differences that follow: they ascend. */
const differences = (costs: Uint16Array, kept: number): Uint16Array =>
  costs.map((cost, i) => (i % kept === 0 ? cost : cost - (costs[i - 1] ?? 0)));

function sums(steps: Uint16Array, kept: number): Uint16Array {
  const costs = steps.slice();
  for (let i = 0; i < costs.length; i++) {
    if (i % kept !== 0) costs[i] = (costs[i] ?? 0) + (costs[i - 1] ?? 0);
  }
  return costs;
}

export function writeStrips(strips: readonly PackedStrip[], columns: ColumnWriter): StripsHeader {
  const rows = strips.flatMap((strip) => strip.rows);
  const tokens = rows.flatMap((row) => row.tokens);
  const keptTokens = Math.max(0, ...rows.map(keptOf));
  columns.add(
    'token',
    'U16',
    tokens.map(({ id }) => id),
  );
  columns.add(
    'source',
    'U8',
    tokens.map(({ source }) => SOURCES.indexOf(source)),
  );
  // One more, because −1 stands for none.
  columns.add(
    'proposed',
    'U16',
    tokens.map(({ proposed }) => proposed + 1),
  );
  columns.add(
    'rank',
    'U16',
    tokens.map(({ rank }) => rank + 1),
  );
  const weights = tokens.flatMap(({ weight }) => weight ?? []);
  // Of one run, so either all have one or none.
  if (weights.length === tokens.length && tokens.length > 0) {
    columns.add(
      'weight',
      'U8',
      weights.map((weight) => Math.round(WEIGHT_PARTS * weight)),
    );
  }
  for (const model of ['teacher', 'student'] as const) {
    const parts = rows.flatMap((row) => row[model] ?? []);
    columns.add(
      `${model} ids`,
      'U16',
      parts.flatMap(({ ids }) => [...ids]),
    );
    columns.add(
      `${model} costs`,
      'U16',
      parts.flatMap(({ costs }) => [...differences(costs, keptTokens)]),
    );
  }
  return {
    keptTokens,
    strips: strips.map((strip) => ({
      step: strip.step,
      rule: strip.rule,
      rows: strip.rows.map((row) => ({
        prompt: row.prompt,
        tokens: row.tokens.length,
        teacher: row.teacher !== null,
      })),
    })),
  };
}

const keptOf = ({ tokens, student }: PackedRow): number =>
  tokens.length > 0 ? student.ids.length / tokens.length : 0;

/** @throws RangeError when the columns do not fit the header, or a token has no known source */
export function readStrips({ strips, keptTokens, facts }: Header, columns: ColumnReader): PackedStrip[] {
  const heads = strips.flatMap(({ rows }) => rows);
  const total = heads.reduce((sum, { tokens }) => sum + tokens, 0);
  const taught = heads.reduce((sum, { tokens, teacher }) => sum + (teacher ? tokens : 0), 0);
  const vocabulary = facts.loaded?.vocabulary.length ?? 0;
  const ids = columns.get('token', total);
  const sources = columns.get('source', total);
  const proposed = columns.get('proposed', total);
  const ranks = columns.get('rank', total);
  const weights = columns.has('weight') ? columns.get('weight', total) : null;
  const teacher = likeliestIn(columns, 'teacher', taught, keptTokens);
  const student = likeliestIn(columns, 'student', total, keptTokens);
  const known = [ids, proposed.map((id) => id - 1), teacher.ids, student.ids];
  if (known.some((list) => list.some((id) => id >= vocabulary))) throw new RangeError('unknown token');
  let at = 0;
  let atTaught = 0;
  const rowOf = ({ prompt, tokens, teacher: hasTeacher }: (typeof heads)[number]): PackedRow => {
    const from = at;
    at += tokens;
    const part = (of: Likeliest, start: number): Likeliest => ({
      ids: of.ids.slice(start * keptTokens, (start + tokens) * keptTokens),
      costs: of.costs.slice(start * keptTokens, (start + tokens) * keptTokens),
    });
    const row = {
      prompt,
      tokens: Array.from({ length: tokens }, (_, i) => ({
        id: ids[from + i] ?? 0,
        source: sourceOf(sources[from + i]),
        proposed: (proposed[from + i] ?? 0) - 1,
        rank: (ranks[from + i] ?? 0) - 1,
        ...(weights ? { weight: (weights[from + i] ?? 0) / WEIGHT_PARTS } : {}),
      })),
      teacher: hasTeacher ? part(teacher, atTaught) : null,
      student: part(student, from),
    };
    if (hasTeacher) atTaught += tokens;
    return row;
  };
  return strips.map(({ step, rule, rows }) => ({ step, rule, rows: rows.map(rowOf) }));
}

function likeliestIn(columns: ColumnReader, model: string, tokens: number, kept: number): Likeliest {
  const of = (what: string): Uint16Array => Uint16Array.from(columns.get(`${model} ${what}`, tokens * kept));
  return { ids: of('ids'), costs: sums(of('costs'), Math.max(1, kept)) };
}

function sourceOf(index: number | undefined): TokenSource {
  const source = SOURCES[index ?? -1];
  if (!source) throw new RangeError('unknown source of a token');
  return source;
}
