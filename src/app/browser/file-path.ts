/** Paths of files that came with their folders. */

const dropped = new WeakMap<File, string>();

/** Notes where in a dropped folder a file was: unlike a chosen folder's, it does not know. */
export function notePath(file: File, path: string): File {
  dropped.set(file, path.replace(/^\//, ''));
  return file;
}

/** Path from the chosen or dropped folder on, that folder included; the name of a file that came alone. */
export const pathOf = (file: File): string => dropped.get(file) ?? (file.webkitRelativePath || file.name);
