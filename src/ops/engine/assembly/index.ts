/** Exports of the engine. All arguments are numbers: pointers in bytes, sizes in elements. */
export { adamw, norm } from './adamw';
export { diverge } from './divergence';
export { packedSize, packModel, promptSize, scratchSize } from './model';
export { serve, takeSeats, work } from './pool';
export { pack, packTransposed, product } from './product';
export { productOfTransposed } from './product-transposed';
export { speculateSize } from './speculate';
export {
  activationSize,
  trainScratchSize,
} from './train';
export { packBackward, transposedSize } from './transposed';
export { joinPool } from './turns';

/** Reserves bytes, at a multiple of 16. Traps when memory cannot grow. */
export function allocate(bytes: usize): usize {
  return heap.alloc(bytes);
}

export function free(at: usize): void {
  heap.free(at);
}
