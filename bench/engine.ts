/** What the benchmark asks of a peer. Runs in Node and in a page; `navigator.gpu` is there before `open`. */
import type { Case } from './cases';

/** Waits until the device has done a unit of work. */
export type Finish = () => Promise<void>;

export interface Workload {
  /**
   * Records and submits one unit of work, waiting for nothing: the time until this settles is the work's JavaScript
   * time.
   */
  launch(): Promise<Finish>;
  /** Measured properties, for example the acceptance. Not timed. */
  facts(): Promise<Readonly<Record<string, number>>>;
  dispose(): void;
}

export interface Engine {
  /** For the table: name and version. */
  readonly title: string;
  /** Gets the device ready. */
  open(): Promise<void>;
  /** Why this peer cannot do a case; null when it can. */
  refuses(work: Case['work']): string | null;
  prepare(work: Case['work']): Promise<Workload>;
}

export const ENGINES = ['ours', 'plain-tfjs', 'jax-js', 'nanogpt'] as const;
export type EngineName = (typeof ENGINES)[number];

export const isEngineName = (name: string): name is EngineName =>
  (ENGINES as readonly string[]).includes(name);

export const noFacts = (): Promise<Readonly<Record<string, number>>> => Promise.resolve({});
