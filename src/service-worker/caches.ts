/** Caches of the service worker beside that of the page's own files, and what they hold. */

/** Folders of the site whose files are not part of the page: teachers, examples and recordings. */
export const LARGE_FOLDERS = ['teachers', 'data', 'recordings'] as const;

/** Cache of those of their files that a visitor has used. */
export const USED_CACHE = 'used';

/** Cache of all of their files, once a visitor has asked for them (src/app/store/offline.ts). */
export const ALL_CACHE = 'all';
