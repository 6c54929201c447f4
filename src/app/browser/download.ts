/** Hands the user a file. */
export function save(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has taken its own hold of the file by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
