/** State of the view: selection in the strip, dialogs, notices. Independent of the run. */
import { create } from 'zustand';
import type { Problem } from '../../errors/problems';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../experiment/fields';
import { recall, remember } from '../browser/local-storage';
import { explain } from '../text/text';
import type { StripSnapshot } from './experiment/state';

export interface Selection {
  readonly row: number;
  readonly column: number;
}

export type Dialog =
  | 'reset'
  | 'restart'
  | 'share'
  | 'share-which'
  | 'shortcuts'
  | 'models'
  | 'data'
  | 'compare'
  | 'interrupt';

export interface ViewState {
  readonly selection: Selection | null;
  /** The token under the pointer, shown in the inspector for as long as the pointer stays. */
  readonly preview: { readonly strip: StripSnapshot; readonly selection: Selection } | null;
  /** The strip as it was when a token was selected; null while following the newest. */
  readonly pinned: StripSnapshot | null;
  readonly dialog: Dialog | null;
  /** Sentences in the page's language, and problems, which have one in each. */
  readonly notices: readonly (string | Problem)[];
  /** A short message that goes away by itself ("Link copied"). */
  readonly toast: string | null;
  readonly shareLink: string;
  /** The experiment that link is about. */
  readonly shared: Experiment;
  readonly lesson: boolean;
}

export const useView = create<ViewState>(() => ({
  selection: null,
  preview: null,
  pinned: null,
  dialog: null,
  notices: [],
  toast: null,
  shareLink: '',
  shared: DEFAULT_EXPERIMENT,
  lesson: recall('lesson') !== 'seen',
}));

/** Selects a token and holds the strip still on the batch it belongs to. */
export function pin(strip: StripSnapshot, selection: Selection): void {
  useView.setState({ pinned: strip, selection, preview: null });
}

/** Lets the strip follow the newest batch again. */
export function follow(): void {
  useView.setState({ pinned: null, selection: null, preview: null });
}

/** Adds notices that are not already shown; at most five are kept. */
export function notify(messages: readonly (string | Problem)[]): void {
  useView.setState(({ notices }) => {
    const shown = new Set(notices.map(explain));
    return { notices: [...notices, ...messages.filter((message) => !shown.has(explain(message)))].slice(-5) };
  });
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
