/** The options of the command, and what they choose. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { CASES, type Case, PROCESSOR_CASES, PROCESSOR_PRODUCTS, PRODUCTS, SCALE, SOAK } from './cases';
import { type Contestant, contestantsOf } from './contestants';
import type { EarlierCommit } from './earlier-commit';
import { ENGINES, type EngineName, isEngineName } from './engine';

export const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    budget: { type: 'string' },
    json: { type: 'string' },
    cpu: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
    against: { type: 'string' },
    browser: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
    steps: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

/** @throws Error when the options do not go together */
export function checkOptions(): void {
  const { against, browser, cpu, threads, whole } = options;
  if (!cpu && !whole && (against !== undefined || threads !== '1'))
    throw new Error('--against and --threads belong to --cpu and --whole.');
  if (browser && against !== undefined) throw new Error('--against does not run in a browser.');
  chooseThreads();
}

/** Every case that the other options leave to choose from. */
export function allCases(): readonly Case[] {
  if (options.scale) return SCALE;
  return options.cpu ? [...PROCESSOR_CASES, ...PROCESSOR_PRODUCTS] : [...CASES, ...PRODUCTS];
}

/** @throws Error when no case has such a name */
export function chooseCases(): readonly Case[] {
  if (options.soak) return [SOAK];
  const all = allCases();
  if (options.case.length === 0) return all;
  const chosen = all.filter(({ name }) => options.case.some((asked) => name.startsWith(asked)));
  if (chosen.length === 0)
    throw new Error(`No such case. There are: ${all.map(({ name }) => name).join(', ')}.`);
  return chosen;
}

/** nanogpt has no backend of its own for the processor; PyTorch and earlier commits are measured there only, and in Node. */
function enginesHere(): readonly EngineName[] {
  if (!options.cpu) return ENGINES.filter((name) => name !== 'commit' && name !== 'pytorch');
  return ENGINES.filter(
    (name) => name !== 'nanogpt' && !(options.browser && (name === 'pytorch' || name === 'commit')),
  );
}

function chooseEngines(): readonly EngineName[] {
  if (options.soak) return ['ours'];
  const here = enginesHere();
  const asked = options.only.split(',').filter(Boolean);
  const unknown = asked.find((name) => !isEngineName(name) || !here.includes(name));
  if (unknown !== undefined) throw new Error(`No engine ${unknown} here. There are: ${here.join(', ')}.`);
  if (asked.length > 0) return here.filter((name) => asked.includes(name));
  return options.scale ? ['ours', 'plain-tfjs'] : here;
}

/** @throws Error when it is no number of threads */
export function chooseThreads(): number {
  const threads = Number(options.threads);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new Error(
      `--threads ${options.threads}: a number from 1 to 64 is needed; here are ${cpus().length} cores.`,
    );
  return threads;
}

/**
 * @param commit the one of `--against`
 * @throws Error when an engine has no such name
 */
export function chooseContestants(commit: EarlierCommit | null): Contestant[] {
  return contestantsOf({
    backend: options.cpu ? 'wasm' : 'webgpu',
    engines: chooseEngines(),
    threads: chooseThreads(),
    commit,
    browser: options.browser,
  });
}
