/** What the benchmark asks of a peer. Runs in Node and in a page. */
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

export type Backend = 'webgpu' | 'wasm' | 'cpu';

/** What computes: the graphics adapter of `navigator.gpu`, or so many threads of the processor. */
export interface Target {
  readonly backend: Backend;
  readonly threads: number;
}

/** Every case as a piece of work that can be repeated, once a device is open. */
export interface Peer {
  /** For the table: name and version. */
  readonly title: string;
  /** Why this peer cannot do a case; null when it can. */
  refuses(work: Case['work']): string | null;
  prepare(work: Case['work']): Promise<Workload>;
}

export interface Engine extends Peer {
  /**
   * Gets the device ready.
   * @throws Error when the engine does not compute on this target
   */
  open(target: Target): Promise<void>;
}

export const ENGINES = ['ours', 'commit', 'plain-tfjs', 'jax-js', 'nanogpt', 'pytorch'] as const;
export type EngineName = (typeof ENGINES)[number];

export const isEngineName = (name: string): name is EngineName =>
  (ENGINES as readonly string[]).includes(name);

export const noFacts = (): Promise<Readonly<Record<string, number>>> => Promise.resolve({});

/** Why a peer that is a decoder does not train on pictures. */
export const TEXTS_ONLY = 'its model is a decoder';

/** Why a contestant with several threads does not multiply. */
export const ON_ONE_THREAD = 'products are measured on one thread';
