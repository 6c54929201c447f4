/** User actions of "Play the student". */
import { taskKey, useData } from '../data/state';
import { experimentInSight } from '../trace/actions';
import { nextTraceId } from '../trace/ids';
import { post } from '../worker';
import { type Game, isOver, type PlayState, plus, tallyOf, usePlay, type Visitor } from './state';

const ZERO = { accepted: 0, proposed: 0 } as const;

/** Tallies with the game that is on the page, where it has come to its end; another number of visitors begins anew. */
function tallies({ game, earlier, visitors }: PlayState): PlayState['earlier'] {
  if (game && game.visitors !== visitors) return [ZERO, ZERO];
  if (!game || !isOver(game)) return earlier;
  return [plus(earlier[0], tallyOf(game.moves, 0)), plus(earlier[1], tallyOf(game.moves, 1))];
}

const isUnfinished = (game: Game | null): boolean => game !== null && game.moves.length > 0 && !isOver(game);

interface Beginning {
  readonly prompt: string;
  /** The prompt is as a user types it. */
  readonly typed: boolean;
  /** Row of the random numbers. */
  readonly row: number;
  readonly first: Visitor;
}

/** Begins a game: the student answers the prompt first. */
function begin({ prompt, typed, row, first }: Beginning): void {
  const state = usePlay.getState();
  const id = nextTraceId();
  const experiment = experimentInSight();
  usePlay.setState({
    ...{ game: null, asked: { id, first, experiment }, waiting: [], refusal: null, earlier: tallies(state) },
    unfinished: isUnfinished(state.game) ? state.game : state.unfinished,
  });
  post({
    type: 'trace',
    id,
    request: { prompt, typed, writer: 'interleaved', topK: state.topK, row, strip: null },
    experiment,
  });
}

/** Another prompt, and with it other random numbers; two visitors take turns at beginning. */
export function playPrompt(prompt: string): void {
  const { game, visitors } = usePlay.getState();
  const first = visitors === 2 && game?.first === 0 ? 1 : 0;
  begin({ prompt, typed: true, row: game ? game.own.address.row + 1 : 0, first });
}

/** The same prompt and random numbers from the beginning. */
export function playAgain(): void {
  const { game } = usePlay.getState();
  if (!game) return;
  const { row, address } = game.own;
  begin({ prompt: row.prompt, typed: false, row: address.row, first: game.first });
}

/** Sets K or the number of visitors: from now on where nothing has been proposed, else from the next game on. */
export function setUpPlay(changes: Partial<Pick<PlayState, 'topK' | 'visitors'>>): void {
  usePlay.setState(changes);
  if (usePlay.getState().game?.moves.length === 0) playAgain();
}

/** Goes back to the answer that another game has interrupted. */
export function resumePlay(): void {
  const { unfinished, game } = usePlay.getState();
  if (!unfinished) return;
  const { visitors, own } = unfinished;
  usePlay.setState({
    ...{ game: unfinished, unfinished: isUnfinished(game) ? game : null, visitors, topK: own.rule.topK },
    ...{ asked: null, waiting: [], refusal: null },
  });
}

/** Has the teacher judge the next token; one that comes while it is judging waits for its turn. */
export function propose(token: number): void {
  const { game, asked, waiting, outdated } = usePlay.getState();
  if (!game || outdated || isOver(game)) return;
  if (asked) {
    usePlay.setState({ waiting: [...waiting, token] });
    return;
  }
  const id = nextTraceId();
  usePlay.setState({ asked: { id, first: game.first, experiment: game.experiment }, refusal: null });
  const response = game.moves.flatMap(({ verdict }) => verdict.row.tokens.map((one) => one.id));
  const { row, rule, address } = game.own;
  post({
    type: 'judge-token',
    id,
    request: {
      ...{ prompt: row.prompt, typed: false, response, proposed: token },
      ...{ topK: rule.topK, row: address.row },
    },
    experiment: experimentInSight(),
  });
}

/** Proposes the next of the tokens that were typed meanwhile. */
export function proposeWaiting(): void {
  const { asked, waiting } = usePlay.getState();
  const [next, ...rest] = waiting;
  if (asked || next === undefined) return;
  usePlay.setState({ waiting: rest });
  propose(next);
}

/** Takes the last token back. */
export function takeBack(): void {
  const { game, asked } = usePlay.getState();
  if (!game || asked || game.moves.length === 0) return;
  usePlay.setState({ game: { ...game, moves: game.moves.slice(0, -1) }, waiting: [] });
}

/** Sets both visitors’ counts of finished games to 0. */
export const forgetTallies = (): void => usePlay.setState({ earlier: [ZERO, ZERO] });

/** A game on the first prompt that there is, where none has been begun. */
export function beginPlay(): void {
  const { game, asked } = usePlay.getState();
  if (game || asked) return;
  const experiment = experimentInSight();
  const [heldOut] = useData.getState().tasks[taskKey(experiment)]?.facts?.heldOut ?? [];
  usePlay.setState({ topK: experiment.topK });
  if (heldOut !== undefined) playPrompt(heldOut);
}
