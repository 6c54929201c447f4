/** Whether a write failed because the disk or the quota is full; some browsers report that by aborting it. */
export function isStorageFull(error: unknown): boolean {
  const kind = error instanceof DOMException ? error.name : '';
  return kind === 'QuotaExceededError' || kind === 'AbortError';
}
