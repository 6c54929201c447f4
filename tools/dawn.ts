/**
 * Makes Dawn's WebGPU (npm `webgpu`) this process's `navigator.gpu`.
 * @throws Error where npm `webgpu` has no binary for this platform
 */
export async function installDawn(): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  if (!('navigator' in globalThis))
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node' }, configurable: true });
  Object.defineProperty(globalThis.navigator, 'gpu', { value: create([]), configurable: true });
}
