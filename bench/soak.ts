/** Memory at intervals over many steps of small models. */
import { SOAK } from './cases';
import type { Host } from './host';
import type { Sample } from './session';

/** What a process holds after a step. */
export interface Mark {
  readonly step: number;
  readonly sample: Sample;
}

const LOOKS = 20;

/** @throws Error when the engine cannot do such steps */
export async function soak(host: Host, steps: number, say: (line: string) => void): Promise<Mark[]> {
  const prepared = await host.prepare(SOAK.work);
  if (prepared.refused !== null) throw new Error(prepared.refused);
  const marks: Mark[] = [];
  const part = Math.max(1, Math.round(steps / LOOKS));
  for (let step = part; step <= steps; step += part) {
    const sample = await host.run(part);
    marks.push({ step, sample });
    say(
      `step ${step}: ${(sample.bytesAlive / 1e6).toFixed(3)} MB in buffers, ${((sample.resident ?? 0) / 1e6).toFixed(0)} MB resident, ${sample.time.toFixed(1)} ms a step`,
    );
  }
  return marks;
}

/** What buffers hold on an adapter; what the process holds on a processor, whose first half is warm-up. */
function verdictOf(marks: readonly Mark[], onAdapter: boolean): string {
  if (!onAdapter) {
    const held = marks
      .slice(Math.floor(marks.length / 2))
      .map(({ sample }) => Math.round((sample.resident ?? 0) / 1e6));
    return `Over the second half of the steps the process holds ${Math.min(...held)} to ${Math.max(...held)} MB.`;
  }
  const bytes = marks.map(({ sample }) => sample.bytesAlive);
  const flat = new Set(bytes).size === 1;
  return `${flat ? 'Flat' : 'Not flat'}: buffers hold ${Math.min(...bytes)} to ${Math.max(...bytes)} bytes.`;
}

/** Markdown. */
export function formatSoak(marks: readonly Mark[], onAdapter: boolean): string {
  const rows = marks.map(
    ({ step, sample }) =>
      `| ${step} | ${(sample.bytesAlive / 1e6).toFixed(3)} | ${((sample.heap ?? 0) / 1e6).toFixed(0)} | ${((sample.resident ?? 0) / 1e6).toFixed(0)} | ${sample.buffersCreated} | ${sample.time.toFixed(1)} |`,
  );
  return [
    '| step | MB in buffers | MB of JavaScript | MB resident | buffers created a step | ms a step |',
    '|--:|--:|--:|--:|--:|--:|',
    ...rows,
    `\n${verdictOf(marks, onAdapter)}`,
  ].join('\n');
}
