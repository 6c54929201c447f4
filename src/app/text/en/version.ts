/** Words about a later version of the page. */
export const version = {
  'version.title': 'A new version of this page is ready',
  'version.text':
    'Reload when you like. Your saved runs, models and data stay. Without it, the new version comes once all tabs of this page are closed.',
  'version.reload': 'Reload',
  'version.others':
    'Not yet: this page is also open in {others|other tab|other tabs}, where it would break. Close them and press Reload again.',
  'version.silent': 'The new version did not answer. Close all tabs of this page, then open it again.',
} as const;
