/** By what the runs were computed. */
import type { Findings } from './findings';
import { fixed, table } from './markdown';
import type { Machine } from './raw';

/** Which machines and commits computed how many runs, as Markdown. */
export function machinesSection(findings: Findings): string {
  const groups = new Map<string, { machine: Machine; runs: number; seconds: number; last: string }>();
  for (const { machine, outcome, finished } of findings.all) {
    const key = JSON.stringify(machine);
    const known = groups.get(key);
    groups.set(key, {
      machine,
      runs: (known?.runs ?? 0) + 1,
      seconds: (known?.seconds ?? 0) + (outcome?.seconds ?? 0),
      last: known && known.last > finished ? known.last : finished,
    });
  }
  if (groups.size === 0) return '';
  const rows = [...groups.values()].map(({ machine, runs, seconds, last }) => [
    `${machine.processor}, ${machine.cores} cores, ${machine.system}`,
    `${machine.backend}: ${machine.adapter}`,
    `Node ${machine.node}, tfjs ${machine.tfjs}`,
    machine.commit ?? '–',
    String(runs),
    fixed(seconds / 3600, 1),
    last.slice(0, 10),
  ]);
  return `## Where it was run

${table(['machine', 'backend', 'versions', 'commit', '>runs', '>hours of training', 'last'], rows)}

A commit with “+” had changes in its working tree.`;
}
