import fc from 'fast-check';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { encodeHandIn, type HandIn, writeHandIn } from '../../../experiment/hand-in';
import { recordedRun } from '../../../run/recording/arbitrary';
import { writeRecording } from '../../../run/recording/file';
import { handInOf } from '../../../run/recording/hand-in';
import { says } from '../../../test-support/says';
import { addFiles, addText, bringBack, clear, remove } from './actions';
import { EMPTY_CLASS, useClass } from './list';

const [RUN] = fc.sample(recordedRun, { numRuns: 1, seed: 3 });
if (!RUN) throw new Error('no run');
const HAND_IN = handInOf(RUN, 'Aiko', 5);
const other = (recording: string, changed: Partial<HandIn> = {}): string =>
  writeHandIn({ ...HAND_IN, recording: recording.padStart(16, '0'), ...changed });
const textFile = (text: string, name = 'a.handin.json'): File => new File([text], name);

beforeAll(() => {
  globalThis.location ??= new URL('https://example.org/x/') as unknown as Location;
});
beforeEach(() => useClass.setState({ ...EMPTY_CLASS, entries: [] }));

test('files of every kind come in: hand-ins, recordings, texts with links; each run counts once', async () => {
  const links = `1. #handin=${encodeHandIn(other('b'))}\n2. #handin=${encodeHandIn(other('c')).slice(0, 90)}`;
  await addFiles([
    textFile(writeHandIn(HAND_IN)),
    new File([await writeRecording(RUN)], 'a.distillery'),
    textFile(links, 'chat.txt'),
    textFile('{"a": 1}', 'data.json'),
    new File([Uint8Array.from([0x1f, 0x8b, 1, 2, 3])], 'bomb.distillery'),
  ]);
  const { entries, outcome } = useClass.getState();
  expect(entries?.map(({ name }) => name)).toEqual(['Aiko', 'Aiko']);
  expect(outcome).toEqual({
    ...{ added: 2, doubles: [handInOf(RUN, RUN.facts.name, 5).name] },
    problems: [
      says('handin=eyJmb3JtYXQi…” is damaged'),
      says('“data.json” is no hand-in'),
      says('“bomb.distillery” is damaged'),
    ],
  });
  // Node has no storage for it.
  await expect.poll(() => useClass.getState().unkept).toEqual(says('does not keep the class'));
});

test('a text without a link says so and changes nothing', async () => {
  await addText(`#handin=${encodeHandIn(other('1'))}`);
  expect(await addText('hello')).toBe(false);
  expect(useClass.getState().outcome?.problems).toEqual([says('There is no link')]);
  expect(useClass.getState().entries).toHaveLength(1);
});

test('what is removed comes back where it was', async () => {
  await addText(['1', '2', '3'].map((id) => `#handin=${encodeHandIn(other(id, { name: id }))}`).join(' '));
  const names = (): string[] =>
    useClass
      .getState()
      .entries?.map(({ name }) => name)
      .sort() ?? [];
  const [first] = useClass.getState().entries ?? [];
  remove(new Set([first?.id ?? '']));
  expect(names()).toEqual(['2', '3']);
  bringBack();
  expect(names()).toEqual(['1', '2', '3']);
  clear();
  expect(names()).toEqual([]);
  bringBack();
  expect(names()).toEqual(['1', '2', '3']);
});
