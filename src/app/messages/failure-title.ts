/** The title above the sentence of a failure. */
import { topicOf } from '../../errors/problem-table';
import type { ProblemCode, ProblemTopic } from '../../errors/problems';
import type { FirstScreenKey } from '../text/text';

const OF_CODE: Readonly<Partial<Record<ProblemCode, FirstScreenKey>>> = {
  'no-device': 'failure.no-device',
  'device-lost': 'failure.device-lost',
  'device-buffer-limit': 'failure.out-of-memory',
  'device-dispatch-limit': 'failure.out-of-memory',
  'graphics-memory-full': 'failure.out-of-memory',
  'memory-full': 'failure.out-of-memory',
  'out-of-memory': 'failure.out-of-memory',
  diverged: 'failure.diverged',
  'no-checkpoint': 'failure.no-checkpoint',
  'run-open-elsewhere': 'failure.no-checkpoint',
  'run-saved-over': 'failure.no-checkpoint',
  'worker-crashed': 'failure.worker-crashed',
  'command-malformed': 'failure.bad-message',
};

const OF_TOPIC: Readonly<Partial<Record<ProblemTopic, FirstScreenKey>>> = {
  download: 'failure.teacher-download',
  'model-file': 'failure.teacher-invalid',
  'user-model': 'failure.user-model',
  storage: 'failure.user-model',
  'task-data': 'failure.task-invalid',
  'user-data': 'failure.data-missing',
};

export const failureTitle = (code: ProblemCode): FirstScreenKey =>
  OF_CODE[code] ?? OF_TOPIC[topicOf(code)] ?? 'failure.unexpected';
