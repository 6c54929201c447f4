/** Exports of the engine. All arguments are numbers: pointers in bytes, sizes in elements. */
export { copyPrompt, decode, packedSize, packModel, promptSize, scratchSize } from './model';
export { pack, packTransposed, product, productOfTransposed } from './product';
export { readPrompts, sampleRows } from './sample';
export {
  activationSize,
  backwardRows,
  forwardRows,
  packBackward,
  trainScratchSize,
  transposedSize,
} from './train';

/** Reserves bytes, at a multiple of 16. Traps when memory cannot grow. */
export function allocate(bytes: usize): usize {
  return heap.alloc(bytes);
}

export function free(at: usize): void {
  heap.free(at);
}
