/** The right column: one token under the glass, a question to both models, and the held-out examples. */
import { useT } from '../text/text';
import { HeldOut } from './HeldOut';
import { TokenInspector } from './TokenInspector';
import { TryIt } from './TryIt';
import './inspector.css';

export function Inspector() {
  const t = useT();
  return (
    <aside className="column column-inspector" aria-label={t('app.inspector')}>
      <TokenInspector />
      <TryIt />
      <HeldOut />
    </aside>
  );
}
