/**
 * The recording of a run in IndexedDB. Every step is written when it is reported, in a transaction of its own, so that nothing
 * that ends the page takes more than the step under way. Now and then all of it is packed into one file.
 */
import * as v from 'valibot';
import type { RunEvent } from '../protocol';
import { EvaluationSchema, StepReportSchema } from '../protocol/report';
import type { RunFacts } from '../protocol/runs';
import { Count, CountOrNone, listOf, Text } from '../protocol/schema';
import { AcceptanceRuleSchema, StripTokenSchema } from '../protocol/strip';
import { type RecordedRun, readRecording, writeRecording } from '../recording/file';
import { Recording } from '../recording/recording';
import { type PackedStrip, packStrip } from '../recording/strips';
import type { Database, WriteConnection } from './database';

/** Writes under way at once; further steps then share the next one. */
const MOST_WRITES = 8;
/** Writes after which they are packed. */
const PACKED_AFTER = 512;

/** Over any kind of buffer; the constructor's own type would narrow it to ArrayBuffer. */
const ShortArray: new (length: number) => Uint16Array = Uint16Array;
const Ids = v.instance(ShortArray);
const LikeliestSchema = v.object({ ids: Ids, costs: Ids });
const PackedStripSchema = v.object({
  step: Count,
  rule: AcceptanceRuleSchema,
  rows: listOf(
    v.object({
      prompt: Text,
      tokens: listOf(StripTokenSchema),
      teacher: v.nullable(LikeliestSchema),
      student: LikeliestSchema,
    }),
  ),
}) satisfies v.GenericSchema<unknown, PackedStrip>;

const EntrySchema = v.union([
  v.object({ report: StepReportSchema }),
  v.object({ strip: PackedStripSchema }),
  v.object({ evaluation: EvaluationSchema }),
]);
type Entry = v.InferOutput<typeof EntrySchema>;

/** Entries of one write; `number` counts the writes of a run. */
const PartSchema = v.object({ number: Count, entries: v.array(v.unknown()) });
/** All entries up to the write `through`. */
const PackedSchema = v.object({ through: CountOrNone, file: v.instance(Uint8Array) });

const packedKey = (id: string): string => `${id} packed`;
const partKey = (id: string, number: number): string => `${id} part ${String(number).padStart(9, '0')}`;
const partsOf = (id: string): IDBKeyRange => IDBKeyRange.bound(`${id} part `, `${id} part ~`);

/**
 * A whole recording as it is stored.
 * @param through number of the last write in it; −1 when there was none
 */
export const packedRecording = async (id: string, run: RecordedRun, through = -1) => ({
  key: packedKey(id),
  value: { through, file: await writeRecording(run) },
});

/** All keys of the recording of a run. */
export const recordingKeys = (id: string): readonly (string | IDBKeyRange)[] => [packedKey(id), partsOf(id)];

function addTo(recording: Recording, entry: Entry): void {
  if ('report' in entry) recording.addReport(entry.report);
  else if ('strip' in entry) recording.addPackedStrip(entry.strip);
  else recording.addEvaluation(entry.evaluation);
}

interface Loaded {
  readonly recording: Recording;
  /** Number of the next write. */
  readonly next: number;
}

/** The recording of a run as far as it can be read; what is damaged is left out. */
export async function loadRecording(database: Database, id: string): Promise<Loaded> {
  const recording = new Recording();
  let next = 0;
  // In one transaction: the tab that records may pack meanwhile.
  const { store } = database.transaction('recordings');
  const stored = await Promise.all([store.get(packedKey(id)), store.getAll(partsOf(id))]);
  const packed = v.safeParse(PackedSchema, stored[0]);
  if (packed.success) {
    const { file, through } = packed.output;
    const read = await readRecording(Uint8Array.from(file), id).catch(() => null);
    if (read) recording.append(read.recording);
    next = through + 1;
  }
  for (const one of stored[1]) {
    const part = v.safeParse(PartSchema, one);
    if (!part.success || part.output.number < next) continue;
    next = part.output.number + 1;
    for (const each of part.output.entries) {
      const entry = v.safeParse(EntrySchema, each);
      if (entry.success) addTo(recording, entry.output);
    }
  }
  return { recording, next };
}

/** What of an event is recorded; null for all others. */
function entryOf(event: RunEvent): Entry | null {
  switch (event.type) {
    case 'report':
      return { report: event.report };
    case 'strip':
      return { strip: packStrip(event) };
    case 'evaluation':
      return { evaluation: event.evaluation };
    default:
      return null;
  }
}

export interface RunLogHost {
  readonly connection: WriteConnection;
  readonly facts: () => RunFacts;
  /** Called with the error of a write, and with null after one that succeeded. */
  readonly onWritten: (error: unknown) => void;
  /** Called with the bytes of the recording when it has been packed. */
  readonly onPacked: (bytes: number) => void;
}

export class RunLog {
  readonly #host: RunLogHost;
  readonly #id: string;
  readonly #recording: Recording;
  #next: number;
  /** Entries that the next write takes along. */
  #waiting: Entry[] = [];
  #writes = 0;
  #sincePacked = 0;

  /** @param before what is recorded of the run already */
  constructor(id: string, before: Loaded, host: RunLogHost) {
    this.#id = id;
    this.#host = host;
    this.#recording = before.recording;
    this.#next = before.next;
    this.#sincePacked = before.next > 0 ? PACKED_AFTER : 0;
  }

  /** Records an event of the run, if it is one that a recording holds. Never throws. */
  add(event: RunEvent): void {
    const entry = entryOf(event);
    if (!entry) return;
    addTo(this.#recording, entry);
    this.#waiting.push(entry);
    if (this.#writes < MOST_WRITES) void this.#write();
  }

  async #write(): Promise<void> {
    const number = this.#next++;
    const entries = this.#waiting.splice(0);
    this.#writes += 1;
    this.#sincePacked += 1;
    const value = { number, entries };
    await this.#carryOut(() =>
      this.#host.connection.write([{ store: 'recordings', value, key: partKey(this.#id, number) }]),
    );
    this.#writes -= 1;
    if (this.#waiting.length > 0) void this.#write();
    else if (this.#sincePacked >= PACKED_AFTER) await this.pack();
  }

  /** Packs all that is recorded into one file. Never rejects. */
  async pack(): Promise<void> {
    if (this.#sincePacked === 0) return;
    this.#sincePacked = 0;
    const through = this.#next - 1;
    await this.#carryOut(async () => {
      const run = { facts: this.#host.facts(), recording: this.#recording };
      const { key, value } = await packedRecording(this.#id, run, through);
      await this.#host.connection.write([
        { store: 'recordings', value, key },
        {
          store: 'recordings',
          delete: IDBKeyRange.bound(partKey(this.#id, 0), partKey(this.#id, through)),
        },
      ]);
      this.#host.onPacked(value.file.length);
    });
  }

  async #carryOut(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#host.onWritten(null);
    } catch (error) {
      this.#host.onWritten(error);
    }
  }
}
