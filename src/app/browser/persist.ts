/** Asks the browser not to clear what is kept when the disk fills up. It may say no, and need not be asked twice. */
export function askToPersist(): void {
  if (typeof navigator.storage?.persist === 'function') navigator.storage.persist().catch(() => undefined);
}
