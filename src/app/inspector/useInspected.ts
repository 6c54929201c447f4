/** What the inspector is about: the cell under the pointer or the focus, else the one that was chosen. */
import { useView } from '../store/view';

/** The strip, the cell in it, and its row; undefined or null for what there is not. */
export function useInspected() {
  const preview = useView((state) => state.preview);
  const pinned = useView((state) => state.pinned);
  const selection = useView((state) => state.selection);
  const strip = preview?.strip ?? pinned;
  const at = preview?.selection ?? selection;
  return { strip, at, row: strip && at ? strip.rows[at.row] : undefined };
}
