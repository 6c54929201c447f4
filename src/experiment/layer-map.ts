/**
 * Which layer of the teacher a layer of the student is matched with, and which layers are matched when: for losses that
 * compare inner states. Pure data, as everything here; students and teachers have at most `MOST_LAYERS` layers.
 */
import {
  type Composition,
  comparesLayers,
  compositionOf,
  type LossName,
  type MethodSettings,
} from './methods';

export const MOST_LAYERS = 8;

const WRITTEN = /^(?:0|[1-9]\d?)(?:-(?:0|[1-9]\d?))*$/;

/**
 * The numbers of a list as settings and links write it: `2-4` is [2, 4], the empty text the empty list.
 * @returns null where the text is none of a list
 */
export function readList(text: string): readonly number[] | null {
  if (text === '') return [];
  return WRITTEN.test(text) ? text.split('-').map(Number) : null;
}

/** The inverse of `readList`. */
export const writeList = (numbers: readonly number[]): string => numbers.join('-');

/**
 * A student layer's counterpart where the user names none: layer i of L_S is matched with layer
 * round((i + 1)·L_T/L_S) − 1 of L_T, so that the last layers meet and the others are spread evenly. Counted from 0.
 */
export const automaticLayer = (layer: number, studentLayers: number, teacherLayers: number): number =>
  Math.max(1, Math.round(((layer + 1) * teacherLayers) / studentLayers)) - 1;

/**
 * The teacher's layer that a student layer is matched with, both counted from 0; null where it is not matched.
 * @param map the setting `layerMap`: entry i is the teacher's layer for student layer i, counted from 1, and 0 for none. Where
 * it has no entry, the match is automatic; an entry beyond the teacher's last layer means that one.
 */
export function teacherLayer(
  map: string,
  layer: number,
  studentLayers: number,
  teacherLayers: number,
): number | null {
  const entry = readList(map)?.[layer];
  if (entry === undefined) return automaticLayer(layer, studentLayers, teacherLayers);
  return entry === 0 ? null : Math.min(entry, teacherLayers) - 1;
}

/** The student's layers, counted from 0, that the map matches with one of the teacher's, from the bottom up. */
export const matchedLayers = (map: string, studentLayers: number): readonly number[] =>
  Array.from({ length: studentLayers }, (_, layer) => layer).filter(
    (layer) => teacherLayer(map, layer, studentLayers, MOST_LAYERS) !== null,
  );

/**
 * The student's layers, counted from 0, that a loss compares with the teacher's: those that the map matches; hints are given to
 * the middle one of them (arXiv 1412.6550).
 */
export function comparedLayers(
  loss: LossName,
  { layerMap, studentLayers }: Pick<LayerSettings, 'layerMap' | 'studentLayers'>,
): readonly number[] {
  if (!comparesLayers(loss)) return [];
  const matched = matchedLayers(layerMap, studentLayers);
  const middle = Math.ceil(matched.length / 2) - 1;
  return loss === 'hint' ? matched.slice(Math.max(0, middle), middle + 1) : matched;
}

/** Terms of a loss on the inside of layers in one step. */
export interface LayerMatching {
  /** Student layers, counted from 0, whose inside is compared with the teacher's. */
  readonly layers: readonly number[];
  /** Whether the teacher's distributions are learned from as well. */
  readonly softLabels: boolean;
  readonly map: string;
}

/** The settings that decide it. */
export interface LayerSettings {
  readonly layerMap: string;
  readonly stepsPerLayer: number;
  readonly studentLayers: number;
  readonly steps: number;
}

/** The parts of a method that decide it. */
type LayerComposition = Pick<Composition, 'loss' | 'schedule'>;

/** True for schedules that go through the layers one after the other. */
export const isByLayer = ({ loss, schedule }: LayerComposition): boolean =>
  loss === 'internal' && (schedule === 'progressive-layers' || schedule === 'stacked-layers');

/** The last step of each layer's turn, from the bottom up; soft labels come after. */
function turns({ layerMap, stepsPerLayer, studentLayers, steps }: LayerSettings): readonly number[] {
  const matched = matchedLayers(layerMap, studentLayers);
  // The soft labels have a share like that of a layer.
  const turn = stepsPerLayer > 0 ? stepsPerLayer : steps / (matched.length + 1);
  return matched.map((_, i) => Math.min(steps, Math.round((i + 1) * turn)));
}

/** Steps that compare inner states before soft labels alone take over; 0 for methods that do not go layer by layer. */
export const layerMatchingSteps = (settings: LayerSettings & MethodSettings): number =>
  isByLayer(compositionOf(settings)) ? (turns(settings).at(-1) ?? 0) : 0;

/**
 * Terms that a step compares; null for losses that look into no layer.
 *
 * All layers and the soft labels at once; or, layer by layer from the bottom up and the soft labels alone at the end, one
 * layer at a time (progressive) or together with those below (stacked).
 * @param composition of the method
 * @param step 1-based
 */
export function layerMatchingAt(
  composition: LayerComposition,
  settings: LayerSettings,
  step: number,
): LayerMatching | null {
  if (!comparesLayers(composition.loss)) return null;
  const map = settings.layerMap;
  const matched = comparedLayers(composition.loss, settings);
  if (!isByLayer(composition)) return { layers: matched, softLabels: true, map };
  const now = turns(settings).findIndex((last) => step <= last);
  if (now < 0) return { layers: [], softLabels: true, map };
  return {
    layers: matched.slice(composition.schedule === 'stacked-layers' ? 0 : now, now + 1),
    softLabels: false,
    map,
  };
}
