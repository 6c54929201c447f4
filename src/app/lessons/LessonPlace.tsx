/** The place of a lesson, which comes to the page when one is opened. */
import { Suspense } from 'react';
import { useOpenLesson } from '../store/lesson/state';
import { lazyPart } from '../ui/lazy-part';

const Panel = lazyPart(() => import('./LessonPanel'));

export function LessonPlace() {
  const id = useOpenLesson((state) => state.id);
  if (id === null) return null;
  return (
    <Suspense fallback={null}>
      <Panel key={id} id={id} />
    </Suspense>
  );
}
