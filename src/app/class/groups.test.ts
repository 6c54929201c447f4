import { beforeAll, expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../experiment/fields';
import { type HandIn, readHandIn, writeHandIn } from '../../experiment/hand-in';
import { encodeHash } from '../../experiment/url';
import { type Entry, entryOf, MOST_HAND_INS, merged, storedEntry, storedOf } from '../store/class/list';
import { LABELS_EN } from '../text/en/settings';
import { classAsCsv } from './class-csv';
import { atSteps, bandIn, differingSettings, groupsOf, metricsOf, sortedEntries, statsIn } from './groups';

beforeAll(() => {
  globalThis.location ??= new URL('https://example.org/x/') as unknown as Location;
});

/** A hand-in as the page reads it. */
function entry(id: number, settings: Partial<Experiment> = {}, changed: Partial<HandIn> = {}): Entry {
  const step = settings.steps ?? DEFAULT_EXPERIMENT.steps;
  const text = writeHandIn({
    ...{ name: `Student ${id}`, created: 1, made: id, page: '0.2.0', step, finished: true },
    settings: encodeHash({ ...DEFAULT_EXPERIMENT, seed: id, ...settings }),
    recording: id.toString(16).padStart(16, '0'),
    scores: [['chrf', id / 1000]],
    ...{ stride: 50, loss: [2, 1], acceptance: [0, id / 1000], score: [[step, id / 1000]] },
    ...changed,
  });
  return entryOf(readHandIn(text, 'a'), false, id);
}

test('equal settings are one group, whatever the seed; only what differs is named', () => {
  const entries = [entry(1), entry(2, { topK: 9 }), entry(3), entry(4, { topK: 9 }), entry(5)];
  expect(differingSettings(entries)).toEqual(['topK']);
  const groups = groupsOf(entries, LABELS_EN);
  expect(groups.map(({ name, entries: { length } }) => [name, length])).toEqual([
    [`${LABELS_EN.fields.topK.label} ${DEFAULT_EXPERIMENT.topK}`, 3],
    [`${LABELS_EN.fields.topK.label} 9`, 2],
  ]);
  expect(groupsOf(entries.slice(0, 1), LABELS_EN)).toMatchObject([{ name: '' }]);
  expect(metricsOf(entries)).toEqual([{ id: 'chrf', better: 'higher' }]);
  expect(groups[1] && statsIn(groups[1], 'chrf')).toMatchObject({ count: 2, mean: 0.003 });
});

test('a mean is over all runs that span a step, also where their points lie elsewhere', () => {
  const line = [
    [10, 1],
    [20, 3],
  ] as const;
  expect(atSteps(line, [5, 10, 15, 20, 25])).toEqual([
    [10, 1],
    [15, 2],
    [20, 3],
  ]);
  expect(atSteps([], [1])).toEqual([]);
  const shape = { steps: 100 };
  const group = {
    ...{ key: '', name: '' },
    entries: [entry(1, shape, { loss: [2, 1] }), entry(2, shape, { stride: 25, loss: [4, 4, 3, 3] })],
  };
  expect(bandIn(group, 'loss', 'chrf').means).toEqual([
    [25, 4],
    [50, 3],
    [75, 2.25],
    [100, 2],
  ]);
});

test('one recording counts once; an unaltered hand-in takes the place of an altered one', () => {
  const [one, two] = [entry(1), entry(2)];
  const forged = entryOf(readHandIn(one.text.replace('["chrf",0.001]', '["chrf",1]'), 'a'), false, 9);
  expect(forged).toMatchObject({ id: one.id, altered: true });
  expect(merged([one], [two, one, forged])).toMatchObject({
    ...{ entries: [one, two], fresh: [two], added: 1, doubles: ['Student 1', 'Student 1'], left: 0 },
  });
  expect(merged([forged], [one])).toMatchObject({ entries: [one], fresh: [one], added: 0 });
  // A QR code holds fewer points than the link of the same run; somebody else's name on it changes nothing.
  const [short, other] = [{ loss: [1] }, { name: 'Somebody' }].map((changed) => entry(1, {}, changed));
  if (!short || !other) throw new Error('no entry');
  expect(merged([short], [one])).toMatchObject({ entries: [one], added: 0 });
  expect(merged([one], [short])).toMatchObject({ entries: [one], fresh: [] });
  expect(merged([short], [other])).toMatchObject({ entries: [short], fresh: [] });
  const full = Array.from({ length: MOST_HAND_INS }, (_, i) => ({ ...one, id: String(i) }));
  expect(merged(full, [two])).toMatchObject({ fresh: [], left: 1 });
});

test('what is stored is read again, and what is no entry is left out', () => {
  const forged = entryOf(readHandIn(entry(1).text.replace('Student', 'Pupil'), 'a'), true, 9);
  expect(storedEntry(structuredClone(storedOf(forged)))).toEqual(forged);
  for (const value of [null, 1, {}, { text: 'x', added: 1 }, { text: 4, added: 1 }]) {
    expect(storedEntry(value)).toBeNull();
  }
});

test('rows are sorted by any column, without a value last', () => {
  const entries = [entry(10), entry(9, {}, { scores: [] }), entry(100)];
  const order = (by: Parameters<typeof sortedEntries>[1]['by'], descending: boolean): string[] =>
    sortedEntries(entries, { by, descending }, () => '', 'en').map(({ name }) => name);
  expect(order('name', false)).toEqual(['Student 9', 'Student 10', 'Student 100']);
  expect(order('score chrf', true)).toEqual(['Student 100', 'Student 10', 'Student 9']);
  expect(order('score chrf', false)).toEqual(['Student 10', 'Student 100', 'Student 9']);
  expect(order('seed', true)).toEqual(['Student 100', 'Student 10', 'Student 9']);
});

test('a name is no formula in a spreadsheet, and each row has its own origin', () => {
  const evil = entry(7, { topK: 9 }, { name: '=HYPERLINK("http://x")' });
  const lines = classAsCsv([entry(1), evil], [{ id: 'chrf', better: 'higher' }]).split('\r\n');
  expect(lines[0]).toMatch(/^name,validation_chrf,steps_done,.*,link$/);
  expect(lines[2]).toMatch(/^"'=HYPERLINK/);
  expect(lines[2]).toContain('seed=7&topK=9');
  expect(lines[1]).toContain('seed=1');
});

test('a class of 500 is grouped, sorted and drawn without a wait', () => {
  const entries = Array.from({ length: 500 }, (_, i) =>
    entry(i, { topK: i % 5 }, { stride: 50, loss: Array(32).fill(i / 100), acceptance: Array(32).fill(0.5) }),
  );
  const begin = performance.now();
  const groups = groupsOf(entries, LABELS_EN);
  for (const group of groups)
    for (const one of ['loss', 'acceptance', 'score'] as const) bandIn(group, one, 'chrf');
  sortedEntries(entries, { by: 'name', descending: true }, () => '', 'ja');
  expect(groups).toHaveLength(5);
  expect(performance.now() - begin).toBeLessThan(2_000);
});
