/** The right column: one token under the glass, a question to both models, and the held-out examples. */
import { Suspense } from 'react';
import { answersClasses, isPictureTask } from '../../experiment/picture-tasks';
import type { HideablePart } from '../../experiment/presentation';
import { Part } from '../presentation/Part';
import { useShownTask } from '../store/experiment/shown-task';
import { usePresentation } from '../store/presentation/state';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { HeldOut } from './HeldOut';
import { Sheet } from './Sheet';
import { TokenInspector } from './TokenInspector';
import { TryIt } from './TryIt';

const PictureInspector = lazyPart(() => import('../pictures/PictureInspector'));

const PARTS: readonly HideablePart[] = ['inspector', 'try', 'heldOut'];

export function Inspector() {
  const t = useT();
  const empty = usePresentation(({ hide }) => PARTS.every((part) => hide.includes(part)));
  const task = useShownTask();
  if (empty) return null;
  return (
    <aside className="column column-inspector" aria-label={t('app.inspector')}>
      <Part name="inspector">
        <Sheet>
          {(lower) =>
            answersClasses(task) ? (
              <Suspense fallback={null}>
                <PictureInspector />
              </Suspense>
            ) : (
              <TokenInspector onPanel={lower} />
            )
          }
        </Sheet>
      </Part>
      {/* Nobody types a picture. */}
      {!isPictureTask(task) && (
        <Part name="try">
          <TryIt />
        </Part>
      )}
      <Part name="heldOut">
        <HeldOut />
      </Part>
    </aside>
  );
}
