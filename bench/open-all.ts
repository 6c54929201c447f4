/** Opens the contestants of a run. */
import { messageOf } from '../src/errors/user-error';
import type { Host } from './host';
import type { Report } from './report';
import type { Adapter } from './session';

export interface OpenContestants extends Pick<Report, 'engines' | 'absent'> {
  readonly hosts: readonly Host[];
  /** Of the first that has opened. */
  readonly adapter: Adapter;
}

/**
 * Contestants that do not open are left out, with a word.
 * @throws Error when none opens
 */
export async function openAll(hosts: readonly Host[], say: (line: string) => void): Promise<OpenContestants> {
  const open: Host[] = [];
  const engines: Record<string, string> = {};
  const absent: Record<string, string> = {};
  let adapter: Adapter | null = null;
  for (const host of hosts) {
    const { name } = host.contestant;
    try {
      const opened = await host.open();
      engines[name] = opened.title;
      adapter ??= opened.adapter;
      open.push(host);
    } catch (error) {
      absent[name] = messageOf(error).split('\n')[0] ?? '';
      say(`${name} does not open: ${absent[name]}`);
    }
  }
  if (!adapter) throw new Error('No engine opened.');
  return { hosts: open, engines, absent, adapter };
}
