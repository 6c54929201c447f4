/** sessionStorage, one per tab, that may be missing, full or forbidden: the tab then does not remember. */

const PREFIX = 'distillery.';

export function recallInTab(key: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function rememberInTab(key: string, value: string): void {
  try {
    sessionStorage.setItem(PREFIX + key, value);
  } catch {
    // The page then shows the newest.
  }
}
