/** localStorage that may be missing, full or forbidden: the page then simply does not remember. */

const PREFIX = 'distillery.';

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Forgetting is the agreed behaviour.
  }
}
