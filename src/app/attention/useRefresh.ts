/** Keeps the maps in step with the training: while they are in sight, and never with two requests at a time. */
import { type RefObject, useEffect, useRef } from 'react';
import { useVisible } from '../charts/useVisible';
import { refreshAttention } from '../store/attention/actions';
import { useAttention } from '../store/attention/state';
import { useRun } from '../store/experiment/state';

const EVERY_MS = 2000;

/** @returns a reference for what has to be in sight */
export function useRefresh(): RefObject<HTMLElement | null> {
  const { ref, visible } = useVisible<HTMLElement>();
  const training = useRun(({ active, phase }) => active && (phase === 'running' || phase === 'sft'));
  const resting = useRun(({ phase }) => phase === 'paused' || phase === 'finished');
  const waiting = useAttention(({ asked }) => asked !== null);
  // A refused request is not repeated: it would be refused again.
  const asking = useAttention(({ result, refusal }) => result !== null && refusal === null);

  useEffect(() => {
    if (!training || !visible || waiting || !asking) return;
    const timer = setInterval(() => {
      if (!document.hidden) refreshAttention();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [training, visible, waiting, asking]);

  // The last maps of a training that pauses or ends are those of its last step.
  const upToDate = useRef(true);
  useEffect(() => {
    if (!resting) upToDate.current = false;
    else if (!upToDate.current && !waiting && asking) {
      upToDate.current = true;
      refreshAttention();
    }
  }, [resting, waiting, asking]);
  return ref;
}
