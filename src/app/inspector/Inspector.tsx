/** The right column: one token under the glass, a question to both models, and the held-out examples. */
import type { HideablePart } from '../../experiment/presentation';
import { Part } from '../presentation/Part';
import { usePresentation } from '../store/presentation/state';
import { useT } from '../text/text';
import { HeldOut } from './HeldOut';
import { Sheet } from './Sheet';
import { TokenInspector } from './TokenInspector';
import { TryIt } from './TryIt';

const PARTS: readonly HideablePart[] = ['inspector', 'try', 'heldOut'];

export function Inspector() {
  const t = useT();
  const empty = usePresentation(({ hide }) => PARTS.every((part) => hide.includes(part)));
  if (empty) return null;
  return (
    <aside className="column column-inspector" aria-label={t('app.inspector')}>
      <Part name="inspector">
        <Sheet>{(lower) => <TokenInspector onPanel={lower} />}</Sheet>
      </Part>
      <Part name="try">
        <TryIt />
      </Part>
      <Part name="heldOut">
        <HeldOut />
      </Part>
    </aside>
  );
}
