/** Learned maps W from the student's width to the teacher's, for losses that compare hidden states. */
import type { Experiment } from '../experiment/fields';
import { comparedLayers } from '../experiment/layer-map';
import { compositionOf } from '../experiment/methods';
import { STREAM } from '../experiment/random';
import { FlatParameters } from '../model/flat';
import { drawParameters } from '../model/parameters';
import type { ModelShape, ParameterSpec } from '../model/shape';
import type * as tf from '../ops/tf';

type Width = Pick<ModelShape, 'width'>;

/** One matrix [studentWidth, teacherWidth] for each matched layer. They are trained beside the student and are no part of it. */
export class Projections extends FlatParameters {
  readonly #layers: readonly number[];

  /** @param layers of the student, counted from 0 */
  constructor(layers: readonly number[], student: Width, teacher: Width, seed: number) {
    const size = student.width * teacher.width;
    const specs = layers.map(
      (layer, i): ParameterSpec => ({
        name: `projection.${layer}`,
        shape: [student.width, teacher.width],
        offset: i * size,
        size,
        deviation: student.width ** -0.5,
      }),
    );
    super(specs, drawParameters(specs, seed, STREAM.learnedMap));
    this.#layers = layers;
  }

  /** By student layer. */
  get maps(): ReadonlyMap<number, tf.Tensor2D> {
    return new Map(this.#layers.map((layer, i) => [layer, this.parts[i] as tf.Tensor2D]));
  }
}

/** The maps that an experiment trains; null where it compares no hidden states, or none of different width. */
export function projectionsFor(
  experiment: Experiment,
  student: ModelShape,
  teacher: ModelShape | null,
): Projections | null {
  if (!teacher || teacher.width === student.width) return null;
  const layers = comparedLayers(compositionOf(experiment).loss, {
    layerMap: experiment.layerMap,
    studentLayers: student.layers,
  });
  return layers.length > 0 ? new Projections(layers, student, teacher, experiment.seed) : null;
}
