/** A model that knows the tiny pictures. */
import { dataBatch } from '../distill/batches';
import { crossEntropy, maskedMean } from '../distill/loss/token-losses';
import { Trainer } from '../distill/trainer';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import type { ModelShape } from '../model/shape';
import * as tf from '../ops/tf';
import { TINY_PICTURES } from './tiny';

/** @param steps of supervised fine-tuning on all training pictures, from fresh weights */
export function trainedOnPictures(shape: ModelShape, steps = 60): Model {
  const trainer = new Trainer(new Model(shape, initialParameters(shape, 1)));
  const batch = dataBatch(TINY_PICTURES, TINY_PICTURES.split().train);
  for (let step = 0; step < steps; step++) {
    const result = trainer.update(
      batch,
      TINY_PICTURES.promptLength,
      (logits) => maskedMean(crossEntropy(batch.responses, logits), batch.mask),
      { learningRate: 0.02, weightDecay: 0, clipNorm: 1 },
    );
    tf.dispose([result.loss, result.gradientNorm, result.studentLogits]);
  }
  tf.dispose([batch.sequences, batch.responses, batch.mask]);
  const model = trainer.model.snapshot();
  trainer.dispose();
  return model;
}
