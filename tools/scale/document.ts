/** docs/scale.md: prose by hand, and tables between markers. */
import type { Measured } from './measured';
import {
  absoluteTable,
  blockTable,
  bytesTable,
  growthTable,
  memoryTable,
  passesTable,
  timeTable,
} from './tables';

/** The document with every table `<!-- table NAME -->` … `<!-- end -->` made anew. */
export function renderDocument(document: string, measured: Measured): string {
  const tables: Readonly<Record<string, () => string>> = {
    memory: memoryTable,
    time: timeTable,
    blocks: blockTable,
    bytes: bytesTable,
    growth: () => growthTable(measured),
    absolute: () => absoluteTable(measured),
    passes: () => passesTable(measured),
    machine: () => machineOf(measured),
  };
  return document.replace(
    /(<!-- table (\w+) -->\n).*?(<!-- end -->)/gs,
    (_, start: string, name: string, end: string) => {
      const make = tables[name];
      if (!make) throw new Error(`docs/scale.md asks for the table “${name}”`);
      return `${start}\n${make().trim()}\n\n${end}`;
    },
  );
}

function machineOf({ processor, date, counts }: Measured): string {
  const { torch } = Object.values(counts)[0] ?? { torch: '' };
  return `Counted ${date} on ${processor.replace(/\s+/g, ' ').trim()}, PyTorch ${torch}, one thread a rank.`;
}
