/** The graphics adapter that the browser gives to pages, and whether it is known to be slow. */
import { type Problem, problem } from '../../errors/problems';

/** Why one backend was passed over. */
export interface Declined {
  readonly reason: Problem;
  readonly advice: Problem | null;
}

export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  readonly name: string;
  /** The processor plays the graphics device. */
  readonly software: boolean;
}

/**
 * Drivers that compute on the processor: SwiftShader (Chromium), llvmpipe and lavapipe (Mesa), Basic Render Driver (WARP,
 * Windows). Their vectors are narrower or their products slower than the engine's, which has the same processor.
 */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** @throws whatever a driver throws */
export async function findAdapter(): Promise<FoundAdapter | Declined> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { reason: problem('webgpu-missing'), advice: problem('advice-enable-webgpu') };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { reason: problem('webgpu-no-adapter'), advice: problem('advice-enable-webgpu') };
  const { info } = adapter;
  const { vendor, architecture } = info;
  const name =
    info.description || info.device || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  // Firefox names no adapter and sets the flag.
  const software = info.isFallbackAdapter === true || SOFTWARE.test(`${name} ${vendor} ${architecture}`);
  return { adapter, name, software };
}
