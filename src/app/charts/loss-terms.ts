/** The parts of a loss as lines: which panel each belongs to, and which stroke it has. */
import { LAYER_TERMS, type LayerTerm, layerTermOf } from '../../experiment/methods';
import type { Bucket } from '../history/buckets';
import type { LaterKey } from '../text/en/later';
import type { TranslateAll } from '../text/text';

export type LossTermSeries = Readonly<Record<string, readonly Bucket[]>>;

export interface LossTermLine {
  /** As reports call it. */
  readonly name: string;
  /** With its layer, where it belongs to one. */
  readonly label: string;
  /** Index among the lines of one kind, for the colour; null for a line beside those of layers. */
  readonly stroke: number | null;
  readonly buckets: readonly Bucket[];
}

export interface LossTermPanel {
  readonly kind: LayerTerm | 'terms' | 'gauges';
  readonly lines: readonly LossTermLine[];
}

/** In the order of the table's columns. `meanTokenWeight` and `validation` are reported with the terms but are none. */
const TERMS = [
  'cross-entropy',
  'peer-cross-entropy',
  'ensemble-cross-entropy',
  'divergence',
  'pearson',
  'spearman',
  'features',
  'drift',
  'distances',
  'angles',
  'exam-before',
  'exam-after',
  'adversarial',
  'discriminator-accuracy',
  'input-gradients',
  'boundary',
  'prototypes',
  'masked-patches',
  'koleo',
  'probe',
] as const;

/** Numbers that tell of a collapse. They stand apart: none is lowered. */
const GAUGES = ['prototype-entropy', 'prototype-divergence', 'state-spread'] as const;

const LABELS = {
  attention: 'lossTerms.attentionLayer',
  hidden: 'lossTerms.hiddenLayer',
} as const satisfies Readonly<Record<LayerTerm, LaterKey>>;

/** A panel for each kind of part that there is. A layer has the same stroke in all of them. */
export function panelsOf(lossTerms: LossTermSeries, t: TranslateAll): readonly LossTermPanel[] {
  const ofLayers = (kind: LayerTerm): LossTermPanel => ({
    kind,
    lines: Object.entries(lossTerms)
      .flatMap(([name, buckets]) => {
        const found = layerTermOf(name);
        return found?.part === kind ? [{ name, buckets, layer: found.layer }] : [];
      })
      .sort((a, b) => a.layer - b.layer)
      .map(({ layer, ...rest }) => ({ ...rest, label: t(LABELS[kind], { layer }), stroke: layer - 1 })),
  });
  const layered = LAYER_TERMS.map(ofLayers).filter(({ lines }) => lines.length > 0);
  const linesOf = (
    names: readonly ((typeof TERMS)[number] | (typeof GAUGES)[number])[],
    firstStroke: number,
  ): readonly LossTermLine[] =>
    names
      .flatMap((name) => {
        const buckets = lossTerms[name];
        return buckets ? [{ name, label: t(`lossTerms.name.${name}`), buckets }] : [];
      })
      .map((line, i) => ({ ...line, stroke: layered.length > 0 ? null : firstStroke + i }));
  const terms = linesOf(TERMS, 0);
  const gauges = linesOf(GAUGES, terms.length);
  return [
    ...layered,
    ...(terms.length > 0 ? [{ kind: 'terms', lines: terms } as const] : []),
    ...(gauges.length > 0 ? [{ kind: 'gauges', lines: gauges } as const] : []),
  ];
}

/** The layers that parts of a report belong to, in runs: `1–3, 5`; empty where they belong to none. */
export function layersIn(names: readonly string[]): string {
  const layers = [...new Set(names.flatMap((name) => layerTermOf(name)?.layer ?? []))].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const layer of layers) {
    const last = runs.at(-1);
    if (last && last[1] === layer - 1) last[1] = layer;
    else runs.push([layer, layer]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}
