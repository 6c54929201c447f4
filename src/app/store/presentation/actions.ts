/** What a visitor does about how the page is shown. The address says it too, so that a reload and a shared link keep it. */
import type { FieldName } from '../../../experiment/fields';
import type { ShownPart } from '../../../experiment/presentation';
import { writeHash } from '../experiment/link';
import { usePresentation } from './state';

/** Chooses what the view shows large. */
export function showLarge(show: ShownPart): void {
  usePresentation.setState({ show });
  writeHash();
}

/** Shows what the link has hidden. */
export function showEverything(): void {
  usePresentation.setState({ hide: [] });
  writeHash();
}

/** Lets a setting be changed again. */
export function unlock(name: FieldName): void {
  usePresentation.setState(({ lock }) => ({ lock: lock.filter((locked) => locked !== name) }));
  writeHash();
}
