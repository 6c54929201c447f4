/** Reads a file of public/, for tasks whose examples are data. */
import { readFile } from 'node:fs/promises';
import type { ReadAsset } from '../src/tasks';

export const readAsset: ReadAsset = (path) => readFile(new URL(`../public/${path}`, import.meta.url));

/** The same, with the pictures that `npm run make-picture-data` found beyond those that are shipped. */
export const readMorePictures: ReadAsset = (path) =>
  readFile(new URL(`../.cache/pictures/${path.replace('data/', '')}`, import.meta.url));
