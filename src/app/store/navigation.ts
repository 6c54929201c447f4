/**
 * Back and Forward of the browser walk the views, the panels and the dialogs.
 *
 * Opening one adds an entry to the history; closing it goes back where it was opened from. The address stays that of the
 * experiment on the controls; an address that the user gives opens another experiment, whose entries are its own.
 */
import { useAttention } from './attention/state';
import { useCompare } from './compare/state';
import { useEvaluation } from './evaluation/state';
import { currentHash } from './experiment/link';
import { useMeasures } from './measures/state';
import { usePlay } from './play/state';
import { showPresentView, usePresentation } from './presentation/state';
import { useTrace } from './trace/state';
import { type Dialog, useView } from './view';

export interface Place {
  /** The view for a projector. */
  readonly present: boolean;
  readonly compare: boolean;
  readonly attention: boolean;
  readonly evaluation: boolean;
  readonly measures: boolean;
  readonly trace: boolean;
  readonly play: boolean;
  readonly dialog: Dialog | null;
}

/** The state of an entry of the history. */
export interface Entry {
  readonly place: Place;
  /** The place of the entry before, where that belongs to the same experiment. */
  readonly before: Place | null;
  /** Distinguishes the experiments that addresses have opened. */
  readonly address: number;
}

const PANELS = ['attention', 'evaluation', 'measures', 'trace', 'play'] as const;

/** Dialogs that Forward opens again; questions were answered or withdrawn. */
const LASTING: readonly (Dialog | null)[] = [
  ...(['models', 'data', 'runs', 'lessons', 'shortcuts', 'share', 'class', 'hand-in'] as const),
];

const isSameView = (one: Place, other: Place): boolean =>
  one.compare === other.compare && one.present === other.present;

const isSame = (one: Place, other: Place): boolean =>
  isSameView(one, other) &&
  one.dialog === other.dialog &&
  PANELS.every((panel) => one[panel] === other[panel]);

/** Change of the browser's history when the page goes to a place: a step back, a new entry, or a replaced one. */
export function movementTo(now: Place, { place, before }: Entry): 'none' | 'back' | 'push' | 'replace' {
  if (isSame(now, place)) return 'none';
  if (before && isSame(now, before)) return 'back';
  // A place opened from a dialog replaces the dialog's entry.
  if (place.dialog !== null) return 'replace';
  const opens = now.dialog !== null || PANELS.some((panel) => now[panel] && !place[panel]);
  return opens || !isSameView(now, place) ? 'push' : 'replace';
}

const placeNow = (): Place => ({
  present: usePresentation.getState().view === 'present',
  compare: useCompare.getState().open,
  attention: useAttention.getState().open,
  evaluation: useEvaluation.getState().open,
  measures: useMeasures.getState().open,
  trace: useTrace.getState().open,
  play: usePlay.getState().open,
  dialog: useView.getState().dialog,
});

function goTo({ present, compare, attention, evaluation, measures, trace, play, dialog }: Place): void {
  showPresentView(present);
  useCompare.setState({ open: compare });
  useAttention.setState({ open: attention });
  useEvaluation.setState({ open: evaluation });
  useMeasures.setState({ open: measures });
  // An entry of an earlier version has no such panels.
  useTrace.setState({ open: trace ?? false });
  usePlay.setState({ open: play ?? false });
  useView.setState({ dialog: LASTING.includes(dialog) ? dialog : null });
}

const isEntry = (state: unknown): state is Entry =>
  typeof state === 'object' && state !== null && 'place' in state && 'address' in state;

let address = 0;
let planned = false;
/** The way back has been asked for, and its entry has not arrived. */
let returning = false;

function put(entry: Omit<Entry, 'address'>, how: 'push' | 'replace'): void {
  const state: Entry = { ...entry, address };
  if (how === 'push') history.pushState(state, '', currentHash());
  else history.replaceState(state, '', currentHash());
}

/** Brings the history to where the page is. */
function follow(): void {
  planned = false;
  const entry: unknown = history.state;
  if (returning || !isEntry(entry)) return;
  const place = placeNow();
  const movement = movementTo(place, entry);
  if (movement === 'push') put({ place, before: entry.place }, 'push');
  else if (movement === 'replace') put({ place, before: entry.before }, 'replace');
  else if (movement === 'back') {
    returning = true;
    history.back();
  }
}

/** After what is being done: a dialog that closes may lead elsewhere at once. */
function plan(): void {
  if (planned) return;
  planned = true;
  setTimeout(follow);
}

function onPopState({ state }: PopStateEvent, readHash: () => void): void {
  if (!isEntry(state)) {
    // `hashchange` comes later; the page might have written its own address by then.
    takeAddress(readHash);
    return;
  }
  if (!returning && state.address !== address) {
    address = state.address;
    readHash();
  }
  if (!returning) goTo(state.place);
  returning = false;
  // The settings may have changed since that entry was left.
  put({ place: placeNow(), before: state.before }, 'replace');
  plan();
}

/** Takes in an address that the user gave, unless that has been done. */
function takeAddress(readHash: () => void): void {
  if (isEntry(history.state)) return;
  readHash();
  address = Date.now();
  put({ place: placeNow(), before: null }, 'replace');
}

/**
 * Follows the user through the history from now on.
 *
 * @param readHash puts the experiment of the address on the controls
 */
export function startNavigation(readHash: () => void): void {
  const entry: unknown = history.state;
  readHash();
  if (isEntry(entry)) {
    // After a reload.
    address = entry.address;
    const { compare, present, dialog } = placeNow();
    goTo({ ...entry.place, compare, present, dialog });
    put({ place: placeNow(), before: entry.before }, 'replace');
  } else {
    address = Date.now();
    history.replaceState({ place: placeNow(), before: null, address } satisfies Entry, '');
  }
  window.addEventListener('popstate', (event) => onPopState(event, readHash));
  window.addEventListener('hashchange', () => takeAddress(readHash));
  const stores = [
    useCompare,
    useAttention,
    useEvaluation,
    useMeasures,
    useTrace,
    usePlay,
    useView,
    usePresentation,
  ];
  for (const store of stores) store.subscribe(plan);
}
