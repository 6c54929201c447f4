/** Long work as a generator that stops between its pieces, so that whoever computes it can hear a command first. */
export type Pieces<T> = Generator<undefined, T, undefined>;

/** Gives up what is left of the work; its `finally` clauses free what it held. Does nothing after the last piece. */
export function giveUp<T>(pieces: Pieces<T>): void {
  // Nobody reads the result.
  pieces.return(undefined as T);
}

/** All pieces, one right after the other. */
export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const next = pieces.next();
    if (next.done) return next.value;
  }
}

/**
 * All pieces, and something else between them.
 * @param between resolves to whether the work goes on
 * @returns null when it was given up
 */
export async function inTurns<T>(pieces: Pieces<T>, between: () => Promise<boolean>): Promise<T | null> {
  for (;;) {
    const next = pieces.next();
    if (next.done) return next.value;
    if (await between()) continue;
    giveUp(pieces);
    return null;
  }
}
