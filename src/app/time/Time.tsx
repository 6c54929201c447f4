/** The way back to earlier moments, where there are any, and a recording that is on its way. */
import { Suspense } from 'react';
import { useRun } from '../store/experiment/state';
import { usePlayed } from '../store/recordings/state';
import { lazyPart } from '../ui/lazy-part';

/** One step has nothing before it. */
const FEWEST_STEPS = 2;

const TimeBar = lazyPart(() => import('./TimeBar'));
const Fetching = lazyPart(() => import('./Fetching'));

export function Time() {
  const any = useRun((state) => state.step >= FEWEST_STEPS);
  const asked = usePlayed((state) => state.asked !== null);
  return (
    <Suspense fallback={null}>
      {asked && <Fetching />}
      {any && <TimeBar />}
    </Suspense>
  );
}
