import type { Model } from '../model/model';
import { scoreResponses } from '../model/score';
import { tidy } from '../ops/scope';
import type * as tf from '../ops/tf';
import type { Example, Task } from '../tasks/task';
import { dataBatch } from './batches';
import { crossEntropy, maskedMean } from './loss/token-losses';

/** Held-out examples in one forward pass: enough for a steady figure. */
const MOST = 64;

/** Mean cross-entropy of a model on held-out responses (nats per token), on the device. */
export function validationLoss(task: Task, model: Model, heldOut: readonly Example[]): tf.Scalar {
  return tidy(() => {
    const { sequences, responses, mask } = dataBatch(task, heldOut.slice(0, MOST));
    const logits = scoreResponses(model, sequences, task.promptLength);
    return maskedMean(crossEntropy(responses, logits), mask);
  });
}
