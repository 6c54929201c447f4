/**
 * Chooses the device that computes: WebGPU on a hardware adapter that passes a gradient self-test, or on a software
 * adapter that is measured to be faster than the processor, else WebAssembly, else plain JavaScript. Runs in the worker
 * and, with Dawn's `navigator.gpu`, in Node.
 */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { problem } from '../../errors/problems';
import { messageOf, UserError } from '../../errors/user-error';
import { setEngine } from '../../ops/engine/present';
import * as tf from '../../ops/tf';
import { replaceWasmProducts } from '../../ops/wasm/product';
import type { BackendChoice, BackendInfo, BackendName, Probe, ThreadsWish } from '../protocol';
import { type Declined, type FoundAdapter, findAdapter } from './adapter';
import { type OpenGraphics, openGraphics } from './graphics';
import {
  activateProcessor,
  infoOf,
  type OpenProcessor,
  openProcessor,
  type ProcessorName,
  type WasmFiles,
} from './processor';
import type { ThreadsInUse } from './threads';

export type { WasmFiles } from './processor';

replaceWasmProducts();

/** What may be asked of a device beside its backend. */
export interface DeviceWish {
  readonly threads: ThreadsWish;
  /** What was measured earlier in this visit. */
  readonly probe?: Probe | null;
  /** Told when what is known of the open device has changed. */
  readonly changed?: (info: BackendInfo) => void;
}

export interface OpenDevice {
  readonly info: BackendInfo;
  /** Resolves to what is known once the number of threads is. */
  readonly settled: Promise<BackendInfo>;
  /** The WebGPU device, to watch for its loss; null on the other backends. */
  readonly gpu: GPUDevice | null;
}

/** Why a backend was passed over, and the measurement that decided, where there was one. */
interface PassedOver extends Declined {
  readonly probe?: Probe;
}

const NAMES = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'JavaScript' } as const;

/** What opens does, or why it does not. */
async function tried<T extends object>(
  name: BackendName,
  open: () => Promise<T | PassedOver>,
): Promise<T | PassedOver> {
  try {
    return await open();
  } catch (error) {
    const message = messageOf(error);
    return { reason: problem('backend-failed', { backend: NAMES[name], message }), advice: null };
  }
}

/** One opening of a device. */
class Opening {
  readonly #choice: BackendChoice;
  readonly #files: WasmFiles;
  readonly #wish: DeviceWish;
  readonly #processors = new Map<ProcessorName, Promise<OpenProcessor | PassedOver>>();

  constructor(choice: BackendChoice, files: WasmFiles, wish: DeviceWish) {
    this.#choice = choice;
    this.#files = files;
    this.#wish = wish;
  }

  /** @throws UserError `no-device` */
  async open(): Promise<OpenDevice> {
    const choice = this.#choice;
    const order: BackendName[] = choice === 'auto' ? ['webgpu', 'wasm', 'cpu'] : [choice];
    const declined: PassedOver[] = [];
    for (const name of order) {
      if (name === 'webgpu') {
        const result = await tried(name, () => this.#graphics());
        if ('gpu' in result) return { ...result, settled: Promise.resolve(result.info) };
        declined.push(result);
      } else {
        const result = await this.#processor(name);
        if ('engine' in result) return this.#start(result, declined);
        declined.push(result);
      }
    }
    const advice = declined[0]?.advice;
    const reasons = declined.map(({ reason }) => reason);
    throw new UserError('no-device', { reasons: advice ? [...reasons, advice] : reasons });
  }

  /** A backend of the processor, opened once. */
  #processor(name: ProcessorName): Promise<OpenProcessor | PassedOver> {
    const known = this.#processors.get(name);
    if (known) return known;
    const opening = tried(name, () => openProcessor(name, this.#files, this.#wish.threads));
    this.#processors.set(name, opening);
    return opening;
  }

  async #graphics(): Promise<OpenGraphics | PassedOver> {
    const found = await findAdapter();
    if ('reason' in found) return found;
    if (this.#choice === 'webgpu') {
      const { software } = found;
      const reason = problem(software ? 'backend-asked-for-software' : 'backend-asked-for');
      const opened = await openGraphics(found, [reason]);
      if ('reason' in opened || !software) return opened;
      return { ...opened, info: { ...opened.info, advice: problem('advice-software-slow') } };
    }
    if (!found.software) return openGraphics(found, [problem('backend-hardware')]);
    const probe = await this.#probe(found);
    const { faster, reason } = probe;
    if (faster === 'processor') {
      return { reason, advice: problem('advice-hardware-acceleration'), probe };
    }
    setEngine(null);
    // The measurement has used up the adapter, which gives one device.
    const again = await findAdapter();
    if ('reason' in again) return again;
    const opened = await openGraphics(again, [reason]);
    return 'reason' in opened ? opened : { ...opened, info: { ...opened.info, probe } };
  }

  /** Measures a software adapter against the processor, unless this visit has done so. */
  async #probe({ adapter, name }: FoundAdapter): Promise<Probe> {
    const { probe: known } = this.#wish;
    if (known?.adapter === name) return known;
    const wasm = await this.#processor('wasm');
    const processor = 'engine' in wasm ? wasm : await this.#processor('cpu');
    if (!('engine' in processor)) {
      return {
        adapter: name,
        faster: 'webgpu',
        reason: processor.reason,
        flopsPerSecond: null,
        milliseconds: 0,
      };
    }
    const { probe } = await import('./probe');
    return probe(adapter, name, processor.threads);
  }

  /** Takes a backend of the processor into use. */
  async #start(processor: OpenProcessor, declined: readonly PassedOver[]): Promise<OpenDevice> {
    await activateProcessor(processor);
    const probe = declined.map((passed) => passed.probe).find((known) => known !== undefined);
    const info = { ...infoOf(processor, this.#why(declined)), ...(probe ? { probe } : {}) };
    const { startThreads } = processor;
    if (!startThreads) return { gpu: null, info, settled: Promise.resolve(info) };
    const changed = ({ threads, reason }: ThreadsInUse): BackendInfo => {
      const known = { ...info, threads, reasons: [...info.reasons, reason] };
      this.#wish.changed?.(known);
      return known;
    };
    return { gpu: null, info, settled: startThreads(changed).then(changed) };
  }

  /** Why a backend of the processor was taken, and what would be faster. */
  #why(declined: readonly Declined[]): Pick<BackendInfo, 'reasons' | 'advice'> {
    if (this.#choice !== 'auto') {
      return { reasons: [problem('backend-asked-for')], advice: problem('advice-remove-backend') };
    }
    return {
      reasons: declined.map(({ reason }) => reason),
      advice: declined.map(({ advice }) => advice).find((advice) => advice !== null) ?? null,
    };
  }
}

/**
 * Opens the asked-for backend, or with `auto` the best that works.
 * @throws UserError `no-device` with a reason for each that was tried, when none works
 */
export async function openDevice(
  choice: BackendChoice,
  wasmFiles: WasmFiles,
  wish: DeviceWish = { threads: { asked: 1, framed: false } },
): Promise<OpenDevice> {
  setWasmPaths(wasmFiles.tfjs);
  setEngine(null);
  // The engine has threads of its own; what is left to tfjs is too small to be shared.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return new Opening(choice, wasmFiles, wish).open();
}
