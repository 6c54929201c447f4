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
  useRun.setState({ watching: true, recorded: false });
  watched.addEventListener('message', ({ data }) => {
    const { active, facts } = useRun.getState();
    if (active || facts?.id !== id) {
      if (channel === watched) unwatch();
      return;
    }
    const message = readLiveMessage(data);
    if (message) take(message);
  });
}

export function unwatch(): void {
  channel?.close();
  channel = null;
  onLetGo = null;
  useRun.setState({ watching: false });
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
