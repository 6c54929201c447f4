/** A run that goes on in another tab, as this one shows it. */
import { channelOf, type LiveMessage } from '../../../run/protocol';
import { readLiveMessage } from '../../../run/protocol/parse';
import { t } from '../../text/text';
import { addEvaluation, addReport, showStrip } from '../experiment/measurements';
import { useRun } from '../experiment/state';
import { toast } from '../view';

/** Milliseconds in which the other tab answers, unless the browser has put it to sleep. */
const PATIENCE = 10_000;

let channel: BroadcastChannel | null = null;
/** Ends the wait for the lock of the run. */
let waiting: AbortController | null = null;
let onLetGo: (() => void) | null = null;

function take(message: LiveMessage): void {
  switch (message.type) {
    case 'report':
      addReport(message.report);
      return;
    case 'strip':
      showStrip({ step: message.step, rows: message.rows, rule: message.rule });
      return;
    case 'evaluation':
      addEvaluation(message.evaluation);
      return;
    case 'changes':
      useRun.setState({ changes: message.changes });
      return;
    case 'phase':
      useRun.setState({ phase: message.phase, step: message.step, total: message.total });
      return;
    case 'let-go':
      onLetGo?.();
      return;
    default:
  }
}

/** Follows a run that is on the page and goes on in another tab, until the page shows something else. */
export function watch(id: string): void {
  unwatch();
  if (typeof BroadcastChannel === 'undefined') return;
  const watched = new BroadcastChannel(channelOf('run', id));
  channel = watched;
  useRun.setState({ recorded: false });
  void goOn(id);
  watched.addEventListener('message', ({ data }) => {
    const { active, facts } = useRun.getState();
    if (active || facts?.id !== id) {
      if (channel === watched) unwatch();
      return;
    }
    const message = readLiveMessage(data);
    if (!message) return;
    // A third tab has taken it over.
    if (useRun.getState().watching === 'closed' && message.type !== 'take-over') void goOn(id);
    take(message);
  });
}

/** Shows the run as one that goes on, until its tab lets go of it or is closed, which says nothing. */
async function goOn(id: string): Promise<void> {
  waiting?.abort();
  const own = new AbortController();
  waiting = own;
  useRun.setState({ watching: 'live' });
  try {
    const options = { mode: 'shared', signal: own.signal } as const;
    await navigator.locks.request(channelOf('run', id), options, () => undefined);
  } catch {
    // Nothing is known of other tabs, or the page shows something else.
    return;
  }
  if (own.signal.aborted) return;
  const { phase } = useRun.getState();
  useRun.setState({ watching: 'closed', phase: phase === 'finished' ? phase : 'paused' });
}

export function unwatch(): void {
  channel?.close();
  channel = null;
  waiting?.abort();
  waiting = null;
  onLetGo = null;
  useRun.setState({ watching: null });
}

/** Whether a tab holds the run; true where the browser does not tell. */
async function isHeld(id: string): Promise<boolean> {
  try {
    const { held } = await navigator.locks.query();
    return held?.some(({ name }) => name === channelOf('run', id)) ?? true;
  } catch {
    return true;
  }
}

/** Asks the other tab for the run, and calls `then` when it can be had: at once, if that tab has been closed. */
export async function askFor(id: string, then: () => void): Promise<void> {
  if (!(await isHeld(id))) {
    unwatch();
    then();
    return;
  }
  const late = setTimeout(() => toast(t('elsewhere.silent')), PATIENCE);
  onLetGo = () => {
    clearTimeout(late);
    unwatch();
    then();
  };
  channel?.postMessage({ type: 'take-over' } satisfies LiveMessage);
}
