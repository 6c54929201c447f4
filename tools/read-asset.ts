/** Reads a file of public/, for tasks whose examples are data. */
import { readFile } from 'node:fs/promises';
import type { ReadAsset } from '../src/tasks';

export const readAsset: ReadAsset = (path) => readFile(new URL(`../public/${path}`, import.meta.url));
