import { describe, expect, test } from 'vitest';
import { movementTo, type Place } from './navigation';

const RUN: Place = {
  ...{ present: false, compare: false, dialog: null },
  ...{ attention: false, evaluation: false, measures: false, trace: false, play: false },
};
const PRESENT: Place = { ...RUN, present: true };
const COMPARE: Place = { ...RUN, compare: true };
const ATTENTION: Place = { ...RUN, attention: true };
const BOTH: Place = { ...ATTENTION, evaluation: true };
const QUESTION: Place = { ...COMPARE, dialog: 'compare' };

describe('the history', () => {
  test.each([
    ['stays where the place is the same', RUN, RUN, null, 'none'],
    ['gets an entry for the other view', COMPARE, RUN, null, 'push'],
    ['gets an entry for the single run where a link opened Compare', RUN, COMPARE, null, 'push'],
    ['gets an entry for the view for a projector', PRESENT, RUN, null, 'push'],
    ['goes back from the view for a projector', RUN, PRESENT, RUN, 'back'],
    ['gets an entry for the page where a link opened the view for a projector', RUN, PRESENT, null, 'push'],
    ['gets an entry for a panel', ATTENTION, RUN, null, 'push'],
    ['gets an entry for a second panel', BOTH, ATTENTION, RUN, 'push'],
    ['goes back when what was opened is closed', RUN, ATTENTION, RUN, 'back'],
    ['goes back from Compare to the run', RUN, COMPARE, RUN, 'back'],
    ['goes back when a question is answered', COMPARE, QUESTION, COMPARE, 'back'],
    [
      'keeps its length when the first of two panels is closed',
      { ...BOTH, attention: false },
      BOTH,
      ATTENTION,
      'replace',
    ],
    ['gives the entry of a question to what it leads to', RUN, QUESTION, COMPARE, 'replace'],
  ] as const)('%s', (_what, now, place, before, movement) => {
    expect(movementTo(now, { place, before, address: 1 })).toBe(movement);
  });
});
