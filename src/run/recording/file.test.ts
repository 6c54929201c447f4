import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordedRun } from './arbitrary';
import { type RecordedRun, readRecording, writeRecording } from './file';
import { gunzip, gzip } from './gzip';

/** Everything that a reader can ask a recording for. */
const contentOf = ({ facts, recording }: RecordedRun) => ({
  facts,
  reports: Array.from({ length: recording.reports.length }, (_, i) => recording.reports.at(i)),
  strips: recording.strips,
  evaluations: recording.evaluations,
});

const codeOf = (file: Uint8Array<ArrayBuffer>): Promise<unknown> =>
  readRecording(file, 'a.distillery').then(
    () => null,
    (error: { code?: unknown }) => error.code,
  );

/** A file with its header changed. */
async function withHeader(
  file: Uint8Array<ArrayBuffer>,
  change: (header: Record<string, unknown>) => Record<string, unknown>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await gunzip(file, 1e9);
  const end = 4 + new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end)));
  const text = new TextEncoder().encode(JSON.stringify(change(header)));
  return gzip([new Uint8Array(new Uint32Array([text.length]).buffer), text, bytes.slice(end)]);
}

test('a recording that is written and read is the same', async () => {
  await fc.assert(
    fc.asyncProperty(recordedRun, async (run) => {
      expect(contentOf(await readRecording(await writeRecording(run), 'a'))).toEqual(contentOf(run));
    }),
    { numRuns: 30 },
  );
});

test('a recording that was cut off or altered is refused', async () => {
  await fc.assert(
    fc.asyncProperty(recordedRun, fc.double({ min: 0, max: 0.999, noNaN: true }), async (run, share) => {
      const file = await writeRecording(run);
      const at = Math.floor(share * file.length);
      expect(await codeOf(file.slice(0, at))).toMatch(/^recording-/);
      const altered = file.slice();
      altered[at] = (altered[at] ?? 0) ^ 0x55;
      // Ten bytes of gzip's head say nothing about the contents.
      if (at >= 10) expect(await codeOf(altered)).toMatch(/^recording-/);
    }),
    { numRuns: 30 },
  );
});

test('a file of another kind and one of a newer version say so', async () => {
  const [run] = fc.sample(recordedRun, { numRuns: 1, seed: 4 }) as [RecordedRun];
  const file = await writeRecording(run);
  expect(await codeOf(new TextEncoder().encode('{"a": 1}'))).toBe('recording-unknown');
  expect(await codeOf(await gzip([new TextEncoder().encode('hello, hello')]))).toBe('recording-unknown');
  expect(await codeOf(await withHeader(file, (header) => ({ ...header, version: 2 })))).toBe(
    'recording-newer',
  );
});

test.each<[string, (header: Record<string, unknown>) => Record<string, unknown>]>([
  ['without facts', ({ facts: _, ...rest }) => rest],
  ['with more reports than columns', (header) => ({ ...header, reports: 1_000_000 })],
  ['with more supervised steps than steps', (header) => ({ ...header, sftReports: 100 })],
  ['with other columns', (header) => ({ ...header, columns: [] })],
  [
    'with impossible settings',
    ({ facts, ...rest }) => ({
      ...rest,
      facts: { ...(facts as object), experiment: { steps: -1, start: 'random' } },
    }),
  ],
])('a header %s is refused', async (_, change) => {
  const [run] = fc.sample(recordedRun, { numRuns: 1, seed: 5 }) as [RecordedRun];
  expect(await codeOf(await withHeader(await writeRecording(run), change))).toBe('recording-damaged');
});
