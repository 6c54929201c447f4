/** State of the view: selection in the strip, dialogs, notices. Independent of the run. */
import { create } from 'zustand';
import type { Problem, ProblemCode } from '../../errors/problems';
import type { Comparison } from '../../experiment/comparison';
import type { Notice } from '../../experiment/notices';
import type { Moment } from '../../run/recording/recording';
import { recall, remember } from '../browser/local-storage';
import type { PositionRate } from '../history/positions';
import type { FirstScreenKey } from '../text/text';
import type { StripSnapshot } from './experiment/state';

export interface Selection {
  readonly row: number;
  readonly column: number;
}

export type Dialog =
  | 'reset'
  | 'restart'
  | 'watch'
  | 'share'
  | 'shortcuts'
  | 'models'
  | 'data'
  | 'lessons'
  | 'class'
  | 'hand-in'
  | 'compare'
  | 'interrupt'
  | 'runs';

/** Something worth knowing, which becomes a sentence where it is shown: the language may change, or come later. */
export type PageNotice =
  | Problem
  | { readonly ofLink: Notice }
  | { readonly key: FirstScreenKey; readonly values: Readonly<Record<string, string | number>> };

/** A run at an earlier step. */
export interface ShownMoment extends Moment {
  readonly positions: readonly PositionRate[];
}

export interface ViewState {
  readonly selection: Selection | null;
  /** The token under the pointer, shown in the inspector for as long as the pointer stays. */
  readonly preview: { readonly strip: StripSnapshot; readonly selection: Selection } | null;
  /** The earlier moment of the run that is shown, its strip pinned; null while following the newest. */
  readonly moment: ShownMoment | null;
  /** The strip as it was when a token was selected; null while following the newest. */
  readonly pinned: StripSnapshot | null;
  readonly dialog: Dialog | null;
  readonly notices: readonly PageNotice[];
  /** A short message that goes away by itself ("Link copied"). */
  readonly toast: string | null;
  /** The comparison that is being shared; null: the single run. */
  readonly sharedComparison: Comparison | null;
  readonly lesson: boolean;
}

export const useView = create<ViewState>(() => ({
  selection: null,
  preview: null,
  moment: null,
  pinned: null,
  dialog: null,
  notices: [],
  toast: null,
  sharedComparison: null,
  lesson: recall('lesson') !== 'seen',
}));

/** Selects a token and holds the strip still on the batch it belongs to. */
export function pin(strip: StripSnapshot, selection: Selection): void {
  useView.setState({ pinned: strip, selection, preview: null });
}

/** Shows an earlier moment of the run. A selected token stays where the strip of that moment has one. */
export function lookAt(moment: ShownMoment): void {
  const { strip } = moment;
  useView.setState(({ selection }) => ({
    moment,
    pinned: strip,
    selection: selection && strip?.rows[selection.row]?.tokens[selection.column] ? selection : null,
    preview: null,
  }));
}

/** Follows the run again: its newest batch and its newest numbers. */
export function follow(): void {
  useView.setState({ moment: null, pinned: null, selection: null, preview: null });
}

/** Adds notices that are not already shown; at most five are kept. */
export function notify(added: readonly PageNotice[]): void {
  useView.setState(({ notices }) => {
    const distinct = new Map([...notices, ...added].map((notice) => [JSON.stringify(notice), notice]));
    return { notices: [...distinct.values()].slice(-5) };
  });
}

/** Notices about the link that is on the controls, in place of those about the one before. */
export function notifyOfLink(added: readonly Notice[]): void {
  useView.setState(({ notices }) => ({ notices: notices.filter((notice) => !('ofLink' in notice)) }));
  notify(added.map((ofLink) => ({ ofLink })));
}

/** Takes back notices that are no longer true. */
export function withdrawNotices(code: ProblemCode): void {
  useView.setState(({ notices }) => ({
    notices: notices.filter((notice) => !('code' in notice && notice.code === code)),
  }));
}

let toastTimer: ReturnType<typeof setTimeout> | undefined;

export function toast(message: string): void {
  clearTimeout(toastTimer);
  useView.setState({ toast: message });
  toastTimer = setTimeout(() => useView.setState({ toast: null }), 4000);
}

export const openDialog = (dialog: Dialog): void => useView.setState({ dialog });
export const closeDialog = (): void => useView.setState({ dialog: null });

export function showLesson(lesson: boolean): void {
  if (!lesson) remember('lesson', 'seen');
  useView.setState({ lesson });
}
