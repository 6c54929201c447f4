/** Resolves in a later task: commands that have arrived are handled first, also where the backend computes on this thread. */
export const yieldToEvents = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
