/**
 * Resolves in a later task: commands that have arrived are handled first, also where the backend computes on this thread.
 * A message instead of a timer, because browsers delay nested timers by 4 ms (HTML standard, “timer initialization steps”).
 */
export const yieldToEvents = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
