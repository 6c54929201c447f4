/** The browser's own gzip. */

const bytesOf = async (stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());

export const gzip = (parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> =>
  bytesOf(new Blob([...parts]).stream().pipeThrough(new CompressionStream('gzip')));

/**
 * @param most bytes that may come out
 * @throws TypeError when the bytes are damaged, RangeError when more comes out
 */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  let total = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      total += chunk.length;
      if (total > most) throw new RangeError(`more than ${most} bytes`);
      controller.enqueue(chunk);
    },
  });
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return bytesOf(unpacked.pipeThrough(limit));
}
