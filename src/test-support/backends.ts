/** Runs a group of tests on every backend that this machine has. For tests only. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { beforeAll, describe } from 'vitest';
import { openNodeDevice } from '../../tools/node-device';
import * as tf from '../ops/tf';
import type { BackendName } from '../run/protocol';
import type { OpenDevice } from '../run/resources/device';

/** The WebAssembly binaries, for a runner. */
export { wasmFiles } from '../../tools/node-device';

/** Software adapters; Dawn finds none of them by itself where there is no graphics card. */
const SOFTWARE_DRIVERS = [
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
  '/usr/lib/chromium/vk_swiftshader_icd.json',
];

/** Settings of SwiftShader, which it reads from the working folder when a device is opened. */
const SWIFTSHADER_FOLDER = fileURLToPath(new URL('../../.cache/swiftshader', import.meta.url));

let gpu: Promise<OpenDevice | Error> | null = null;

async function tryGpu(): Promise<OpenDevice | Error> {
  try {
    return await openNodeDevice('webgpu');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Opens a software adapter, SwiftShader with one thread: several of them look for more work for a millisecond after each
 * dispatch, which takes the processor eight times as long as a small dispatch itself.
 */
async function trySoftware(driver: string): Promise<OpenDevice | Error> {
  mkdirSync(SWIFTSHADER_FOLDER, { recursive: true });
  writeFileSync(join(SWIFTSHADER_FOLDER, 'SwiftShader.ini'), '[Processor]\nThreadCount=1\n');
  process.env.VK_ICD_FILENAMES = driver;
  const home = process.cwd();
  process.chdir(SWIFTSHADER_FOLDER);
  try {
    return await tryGpu();
  } finally {
    process.chdir(home);
  }
}

/** Opens the WebGPU device once a process: a second would leave tfjs' kept tensors on the first. */
function openGpu(): Promise<OpenDevice | Error> {
  // Drivers are named to a process as a whole.
  if (!isMainThread) throw new Error('A test that opens an adapter belongs to PROCESSES of vite.config.ts.');
  gpu ??= (async () => {
    const found = await findGpu();
    // Dawn may crash at the end of a process while a device is open.
    if (!(found instanceof Error)) process.once('exit', () => found.gpu?.destroy());
    return found;
  })();
  return gpu;
}

async function findGpu(): Promise<OpenDevice | Error> {
  const hardware = existsSync('/dev/dri') || existsSync('/dev/nvidia0');
  const canName = process.platform === 'linux' && process.env.VK_ICD_FILENAMES === undefined;
  const drivers = canName ? SOFTWARE_DRIVERS.filter((path) => existsSync(path)) : [];
  // Naming a driver hides all others, so a graphics card gets its chance first.
  let found = hardware || drivers.length === 0 ? await tryGpu() : new Error('no driver was tried');
  // Dawn refuses some: Mesa 22's lavapipe lacks a feature that it needs.
  for (const driver of drivers) {
    if (!(found instanceof Error)) return found;
    found = await trySoftware(driver);
  }
  return found;
}

const missing = (why: Error): Error =>
  new Error(
    `In CI the tests must run on webgpu too, but Dawn found no adapter (${why.message}). Install a Vulkan driver, for example Mesa's lavapipe, or name one in VK_ICD_FILENAMES.`,
  );

/** cpu, wasm, and webgpu where Dawn finds an adapter. In CI webgpu is always named, so that its absence is a failure. */
export async function availableBackends(): Promise<BackendName[]> {
  const found = await openGpu();
  return found instanceof Error && !process.env.CI ? ['cpu', 'wasm'] : ['cpu', 'wasm', 'webgpu'];
}

/** Makes a backend the current one. */
export async function selectBackend(name: BackendName): Promise<void> {
  if (name !== 'webgpu') {
    await openNodeDevice(name);
    return;
  }
  const found = await openGpu();
  if (found instanceof Error) throw missing(found);
  await tf.setBackend('webgpu');
}

/**
 * Something computed by stock operations, for comparison: on wasm, since a software adapter takes longer for a dispatch than
 * wasm for the whole. The backend of before is the current one again afterwards.
 */
export async function byStockOperations<T>(backend: BackendName, compute: () => Promise<T>): Promise<T> {
  await selectBackend('wasm');
  try {
    return await compute();
  } finally {
    await selectBackend(backend);
  }
}

/**
 * A `describe` for each backend, which is the current one while its tests run. Await it at the top level of a test file.
 */
export async function onEachBackend(name: string, body: (backend: BackendName) => void): Promise<void> {
  for (const backend of await availableBackends()) {
    describe(`${name} on ${backend}`, () => {
      beforeAll(() => selectBackend(backend));
      body(backend);
    });
  }
}
