/**
 * How a link wants the page to be shown: pairs beside its experiment, `view=embed&show=loss&hide=settings,compare&lock=topK`.
 *
 * They change no number of a run. Unknown values are left out and named in a notice.
 */
import { FIELD_NAMES, type FieldName } from './fields';
import type { Notice } from './notices';
import { shown, shownNames } from './repair';

/** The whole page, one for a projector, and one for a frame in somebody else's page. */
export const VIEWS = ['page', 'present', 'embed'] as const;
export type ViewName = (typeof VIEWS)[number];

/** What the views `present` and `embed` can show large. */
export const SHOWN_PARTS = ['strip', 'loss', 'acceptance', 'score', 'positions'] as const;
export type ShownPart = (typeof SHOWN_PARTS)[number];

/** Parts of the page that a link can hide. */
export const HIDEABLE_PARTS = [
  'settings',
  'presets',
  'compare',
  'figures',
  'strip',
  'charts',
  'inspector',
  'try',
  'heldOut',
  'attention',
  'evaluation',
  'measures',
] as const;
export type HideablePart = (typeof HIDEABLE_PARTS)[number];

export interface Presentation {
  readonly view: ViewName;
  /** Null: the view's own choice. */
  readonly show: ShownPart | null;
  readonly hide: readonly HideablePart[];
  /** Settings whose controls are disabled. */
  readonly lock: readonly FieldName[];
}

export const PLAIN_PRESENTATION: Presentation = { view: 'page', show: null, hide: [], lock: [] };

/** Pairs of a link that are about its presentation. */
const NAMES = ['view', 'show', 'hide', 'lock'] as const;
/** Names of a list that are looked at. */
const MOST_READ = 100;

/** The pairs of a link for a presentation, beginning with `&`; empty for the plain page. */
export function encodePresentation({ view, show, hide, lock }: Presentation): string {
  const pairs = [
    view === PLAIN_PRESENTATION.view ? '' : `&view=${view}`,
    show === null || view === 'page' ? '' : `&show=${show}`,
    hide.length === 0 ? '' : `&hide=${hide.join(',')}`,
    lock.length === 0 ? '' : `&lock=${lock.join(',')}`,
  ];
  return pairs.join('');
}

/** Takes the pairs of the presentation out of those of a link. Never throws. */
export function takePresentation(pairs: Map<string, string>): {
  readonly presentation: Presentation;
  readonly notices: readonly Notice[];
} {
  const given = Object.fromEntries(NAMES.map((name) => [name, pairs.get(name)]));
  for (const name of NAMES) pairs.delete(name);
  const notices: Notice[] = [];
  const choose = <T extends string>(setting: 'view' | 'show', known: readonly T[], fallback: T): T => {
    const asked = given[setting];
    const found = known.find((one) => one === asked);
    if (asked !== undefined && found === undefined)
      notices.push({ code: 'invalid', setting, given: shown(asked), used: fallback });
    return found ?? fallback;
  };
  const listed = <T extends string>(
    name: 'hide' | 'lock',
    code: 'unknownParts' | 'unknownNames',
    known: readonly T[],
  ): readonly T[] => {
    const asked = [...new Set((given[name] ?? '').split(',', MOST_READ))].filter((one) => one !== '');
    const unknown = asked.filter((one) => !known.some((part) => part === one));
    if (unknown.length > 0) notices.push({ code, names: shownNames(unknown), count: unknown.length });
    return known.filter((part) => asked.includes(part));
  };
  const presentation = {
    view: choose('view', VIEWS, PLAIN_PRESENTATION.view),
    show: given.show === undefined ? null : choose('show', SHOWN_PARTS, SHOWN_PARTS[0]),
    hide: listed('hide', 'unknownParts', HIDEABLE_PARTS),
    lock: listed('lock', 'unknownNames', FIELD_NAMES),
  };
  return { presentation, notices };
}
