/** "Play the student": the game on the page, its moves, and what was asked of the worker. */
import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { Experiment } from '../../../experiment/fields';
import { EOS, type TokenVerdict, type TraceEvent, type TraceResult } from '../../../run/protocol';
import { useDraftExperiment } from '../experiment/draft';
import { onRunReplaced, onWorkerLost } from '../experiment/lifecycle';

/** Visitors at one screen. */
export type Visitor = 0 | 1;

export interface Move {
  readonly visitor: Visitor;
  readonly verdict: TokenVerdict;
}

/** One answer to one prompt. */
export interface Game {
  /** The student's own answer to the prompt, from the same random numbers and with the same K. */
  readonly own: TraceResult;
  readonly moves: readonly Move[];
  readonly visitors: 1 | 2;
  /** The visitor who began. */
  readonly first: Visitor;
  /** Names the teacher and its draws. */
  readonly experiment: Experiment;
}

/** Accepted and proposed tokens of one visitor. */
export interface Tally {
  readonly accepted: number;
  readonly proposed: number;
}

export interface PlayState {
  /** The panel is on the page. */
  readonly open: boolean;
  /** Visitors and K of the next game. */
  readonly visitors: 1 | 2;
  readonly topK: number;
  readonly game: Game | null;
  /** An unfinished game that another one has taken the place of. */
  readonly unfinished: Game | null;
  /** A game, or a verdict on a token, that was asked for. */
  readonly asked: (Pick<Game, 'first' | 'experiment'> & { readonly id: number }) | null;
  /** Tokens that were typed while the teacher was judging. */
  readonly waiting: readonly number[];
  readonly refusal: Problem | null;
  /** The teacher of the game is not that of the page any more. */
  readonly outdated: boolean;
  /** Finished games before this one, by visitor. */
  readonly earlier: readonly [Tally, Tally];
}

const NOTHING: Tally = { accepted: 0, proposed: 0 };

export const INITIAL_PLAY: PlayState = {
  open: false,
  visitors: 1,
  topK: 3,
  game: null,
  unfinished: null,
  asked: null,
  waiting: [],
  refusal: null,
  outdated: false,
  earlier: [NOTHING, NOTHING],
};

export const usePlay = create<PlayState>(() => INITIAL_PLAY);

export const openPlay = (): void => usePlay.setState({ open: true });
export const closePlay = (): void => usePlay.setState({ open: false });

/** The token that stands at the end of a game so far. */
const lastToken = ({ moves }: Game): number | undefined => moves.at(-1)?.verdict.row.tokens[0]?.id;

/** The answer has its end token, or no room for another. */
export const isOver = (game: Game): boolean => lastToken(game) === EOS || game.moves.length >= game.own.limit;

/** Whose turn it is: token by token. */
export const turnOf = ({ visitors, moves, first }: Game): Visitor =>
  visitors === 2 && (moves.length + first) % 2 === 1 ? 1 : 0;

/** A visitor's tokens in this game. */
export function tallyOf(moves: readonly Move[], visitor: Visitor): Tally {
  const own = moves.filter((move) => move.visitor === visitor);
  const accepted = own.filter(({ verdict }) => verdict.row.tokens[0]?.source === 'accepted').length;
  return { accepted, proposed: own.length };
}

export const plus = (one: Tally, other: Tally): Tally => ({
  accepted: one.accepted + other.accepted,
  proposed: one.proposed + other.proposed,
});

/** Takes in what the worker says. Only what was asked for last is listened to. */
export function receivePlay(event: TraceEvent): void {
  const state = usePlay.getState();
  const { asked, game, visitors } = state;
  if (asked?.id !== event.id) return;
  const { id: _, ...begun } = asked;
  switch (event.type) {
    case 'trace':
      usePlay.setState({
        ...{ asked: null, waiting: [], refusal: null, outdated: false },
        game: { own: event.result, moves: [], visitors, ...begun },
      });
      return;
    case 'token-judged': {
      if (!game) return;
      const move = { visitor: turnOf(game), verdict: event.verdict };
      usePlay.setState({ asked: null, game: { ...game, moves: [...game.moves, move] } });
      return;
    }
    case 'trace-refused':
      usePlay.setState({ asked: null, waiting: [], refusal: event.problem });
      return;
    default:
      event satisfies never;
  }
}

/** Settings that decide what the teacher says. */
const OF_TEACHER = [
  ...(['task', 'ownData', 'teacher', 'ownTeacher', 'seed', 'responseLimit'] as const),
  ...(['teacherTemperature', 'teacherTopP'] as const),
];

onRunReplaced((running) => {
  const now = running ?? useDraftExperiment.getState().experiment;
  usePlay.setState(({ game }) => ({
    ...{ asked: null, waiting: [], unfinished: null },
    outdated: game !== null && OF_TEACHER.some((name) => game.experiment[name] !== now[name]),
  }));
});
onWorkerLost(() => usePlay.setState({ asked: null, waiting: [] }));
