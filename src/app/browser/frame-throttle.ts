/** Calls `run` at most once per `milliseconds`, on an animation frame; the last request always gets its call. */
export function frameThrottle(run: () => void, milliseconds: number): () => void {
  let waiting = false;
  let last = Number.NEGATIVE_INFINITY;
  const fire = (): void => {
    waiting = false;
    last = performance.now();
    run();
  };
  return () => {
    if (waiting) return;
    waiting = true;
    const wait = Math.max(0, last + milliseconds - performance.now());
    setTimeout(() => {
      // A hidden page gets no animation frames; what it shows is then free to be late, but not to be lost.
      if (document.hidden) fire();
      else requestAnimationFrame(fire);
    }, wait);
  };
}
