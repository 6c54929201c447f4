/** What went wrong, as a code and a message. */
import type { ProblemCode } from '../errors/problems';
import { messageOf, problemOf, UserError } from '../errors/user-error';
import { SafetensorsError } from '../model/safetensors';
import { TaskDataError } from '../tasks';
import { TextError } from '../tasks/tokenizer';
import type { Failure, FailureCode } from './protocol';
import { DeviceError } from './resources/device';
import { UserModelError } from './resources/user-model';
import { MissingDataError } from './resources/user-task';
import { StorageError } from './storage/database';
import { DivergedError } from './training/run';

type ErrorKind = abstract new (...given: never[]) => Error;

const CODES: readonly (readonly [kind: ErrorKind, code: FailureCode])[] = [
  [DivergedError, 'diverged'],
  [SafetensorsError, 'teacher-invalid'],
  [UserModelError, 'user-model'],
  [StorageError, 'user-model'],
  [TaskDataError, 'task-invalid'],
  [MissingDataError, 'data-missing'],
  [DeviceError, 'no-device'],
];

/** The kinds of failure that a problem is, where it ends a run. */
const USER_ERROR_CODES: Readonly<Partial<Record<ProblemCode, FailureCode>>> = {
  'download-failed': 'teacher-download',
  'download-status': 'teacher-download',
  'download-broken': 'teacher-download',
  'download-stalled': 'teacher-download',
  'no-weak-teacher': 'teacher-download',
  'device-buffer-limit': 'out-of-memory',
  'device-dispatch-limit': 'out-of-memory',
};

/** What makes a question unanswerable without being a fault of the run. */
const REFUSALS: readonly ErrorKind[] = [
  TextError,
  SafetensorsError,
  TaskDataError,
  MissingDataError,
  UserModelError,
  StorageError,
];

export const isRefusal = (error: unknown): boolean => REFUSALS.some((kind) => error instanceof kind);

/** What the page is told of an error that ends a run. */
export function failureOf(error: unknown): Pick<Failure, 'code' | 'message'> {
  if (error instanceof UserError) {
    const problem = problemOf(error);
    return { code: USER_ERROR_CODES[problem.code] ?? 'unexpected', message: problem };
  }
  const message = messageOf(error);
  const [, code] = CODES.find(([kind]) => error instanceof kind) ?? [];
  if (code) return { code, message };
  if (error instanceof RangeError && /alloc|memory|array length/i.test(message)) {
    return {
      code: 'out-of-memory',
      message: `Memory ran out (${message}). Choose a smaller batch or student.`,
    };
  }
  return {
    code: 'unexpected',
    message: `Something unexpected happened: ${message}. Start again; the settings are kept.`,
  };
}

/** Calls back when the device is lost or refuses a command: tfjs looks neither at lost devices nor at errors outside its scopes. */
export function watchDevice(
  gpu: GPUDevice,
  tell: (failure: Pick<Failure, 'code' | 'message'>) => void,
): void {
  void gpu.lost.then((lost) => {
    tell({
      code: 'device-lost',
      message: `The graphics device was lost (${lost.message || lost.reason}): the driver restarted, or the computer slept. What was computed is kept; go on from the last saved step.`,
    });
  });
  gpu.addEventListener('uncapturederror', ({ error }) => {
    const outOfMemory = typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError;
    tell(
      outOfMemory
        ? {
            code: 'out-of-memory',
            message:
              'The graphics memory is full. Close other tabs that use it, or choose a smaller batch or student.',
          }
        : { code: 'unexpected', message: `The graphics device refused a command: ${error.message}` },
    );
  });
}
