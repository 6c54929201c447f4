/** Taking the run further as a PyTorch project: what is being made, and what came of it. */
import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { LiveChange } from '../../../experiment/changes';
import type { Experiment } from '../../../experiment/fields';
import type { GraduateEvent } from '../../../run/protocol';
import { save } from '../../browser/download';
import { onWorkerLost } from '../experiment/lifecycle';
import { post } from '../worker';

interface GraduateState {
  readonly busy: boolean;
  /** Name of the file that was saved last. */
  readonly saved: string | null;
  readonly problem: Problem | null;
}

const INITIAL: GraduateState = { busy: false, saved: null, problem: null };

export const useGraduate = create<GraduateState>(() => INITIAL);

/** Asks for the project of an experiment and its changes; the browser saves it. */
export function graduate(experiment: Experiment, changes: readonly LiveChange[]): void {
  useGraduate.setState({ ...INITIAL, busy: true });
  post({ type: 'graduate', experiment, changes: [...changes] });
}

/** Takes in what the worker says. */
export function receiveGraduate(event: GraduateEvent): void {
  if (event.type === 'graduate-refused') {
    useGraduate.setState({ busy: false, problem: event.problem });
    return;
  }
  save(event.name, event.file);
  useGraduate.setState({ busy: false, saved: event.name });
}

onWorkerLost(() => useGraduate.setState({ busy: false }));
