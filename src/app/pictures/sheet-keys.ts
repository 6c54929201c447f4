/** The picture that a key leads to, among `count` in lines of `columns`; null when it is no key of the sheet. */
export function movedTo(key: string, from: number, count: number, columns: number): number | null {
  const within = (to: number): number => (to < 0 || to >= count ? from : to);
  switch (key) {
    case 'ArrowLeft':
      return within(from - 1);
    case 'ArrowRight':
      return within(from + 1);
    case 'ArrowUp':
      return within(from - columns);
    case 'ArrowDown':
      return within(from + columns);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
