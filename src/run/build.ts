/** What this program is: recordings carry it. */
export { version as VERSION } from '../../package.json';

declare const __SOURCES__: string | undefined;

/** Fingerprint of the sources that compute (tools/reproduce/sources.ts), put in by the build; empty in tools. */
export const SOURCES = typeof __SOURCES__ === 'string' ? __SOURCES__ : '';
