/** Going through the tokens on the screen. */
import { useRun } from '../store/experiment/state';
import { follow, pin, useView } from '../store/view';
import { cellAfter, type PresenterStep } from './cells';

/**
 * Selects the next token and holds its batch; after the last one the strip follows the newest batch again.
 *
 * @param lengths of the sequences on the screen, in tokens
 */
export function goThrough(step: PresenterStep, lengths: readonly number[]): void {
  const { pinned, selection } = useView.getState();
  const strip = pinned ?? useRun.getState().strip;
  const next = strip && cellAfter(step, selection, lengths);
  if (strip && next) pin(strip, next);
  else follow();
}
