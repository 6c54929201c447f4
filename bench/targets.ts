/** What the project wants of itself, and whether a run of the benchmark shows it. */
import type { Contestant } from './contestants';
import type { Summary } from './report';

/** A target and what was measured. */
export interface Verdict {
  readonly text: string;
  readonly measured: number | null;
  readonly limit: number;
  readonly unit: string;
  /** null when it was not measured. */
  readonly met: boolean | null;
}

type Find = (name: string, contestant: Contestant | undefined) => Summary | undefined;

const finder =
  (summaries: readonly Summary[]): Find =>
  (name, contestant) =>
    summaries.find((each) => each.case === name && each.name === contestant?.name && each.samples > 0);

const atMost = (text: string, measured: number | null | undefined, limit: number, unit = ''): Verdict => ({
  text,
  measured: measured ?? null,
  limit,
  unit,
  met: measured === null || measured === undefined ? null : measured <= limit,
});

const atLeast = (text: string, measured: number | null | undefined, limit: number, unit = ''): Verdict => ({
  ...atMost(text, measured, limit, unit),
  met: measured === null || measured === undefined ? null : measured >= limit,
});

/** On a software adapter. */
function onAdapter(contestants: readonly Contestant[], summaries: readonly Summary[]): Verdict[] {
  const find = finder(summaries);
  const of = (engine: Contestant['engine']): Contestant | undefined =>
    contestants.find((each) => each.engine === engine);
  const ours = of('ours');
  const ratio = (name: string, title: string, engine: Contestant['engine'], limit: number): Verdict =>
    atMost(`${title}: time against ${engine}`, find(name, of(engine))?.ratios.ours, limit, '×');
  const oursS = find('train-s', ours);
  const plainS = find('train-s', of('plain-tfjs'));
  const step = find('skd-step', ours);
  const warm = summaries.filter((each) => each.engine === 'ours' && each.samples > 0);
  const most = (name: 'buffersCreated' | 'pipelinesCompiled'): number | null =>
    warm.length > 0 ? Math.max(...warm.map((each) => each[name])) : null;
  return [
    ratio('train-s', 'train step S', 'jax-js', 0.6),
    ratio('train-t', 'train step T', 'jax-js', 0.5),
    ratio('train-s', 'train step S', 'plain-tfjs', 0.3),
    ratio('train-t', 'train step T', 'plain-tfjs', 0.25),
    atMost('train step S: dispatches', oursS?.dispatches, 80),
    atMost(
      'train step S: JavaScript time against plain-tfjs',
      oursS && plainS ? oursS.scriptMs / plainS.scriptMs : null,
      1 / 8,
      '×',
    ),
    ratio('picture-s', 'train step of 64 pictures, S', 'plain-tfjs', 0.5),
    ratio('picture-t', 'train step of 64 pictures, T', 'plain-tfjs', 0.5),
    ratio('round-30', 'SKD round, acceptance near 0.3', 'plain-tfjs', 0.15),
    ratio('round-90', 'SKD round, acceptance near 0.9', 'plain-tfjs', 0.15),
    atMost('SKD round, acceptance near 0.3: dispatches', find('round-30', ours)?.dispatches, 1300),
    atMost('SKD round, acceptance near 0.9: dispatches', find('round-90', ours)?.dispatches, 1300),
    ratio('skd-step', 'whole SKD step', 'plain-tfjs', 0.18),
    atLeast('whole SKD step: share of the best matrix product rate', step?.shareOfBest, 0.5, '(at least)'),
    atMost('buffers created in a warm unit, worst case', most('buffersCreated'), 0),
    atMost('pipelines compiled in a warm unit, worst case', most('pipelinesCompiled'), 0),
  ];
}

/**
 * On a processor, in Node.
 * @param best GFLOP/s of each contestant's fastest product, by its name
 */
function onProcessor(
  contestants: readonly Contestant[],
  summaries: readonly Summary[],
  best: Readonly<Record<string, number | null>>,
): Verdict[] {
  const find = finder(summaries);
  const of = (engine: Contestant['engine'], many = false): Contestant | undefined =>
    contestants.find((each) => each.engine === engine && each.target.threads > 1 === many);
  const [one, many] = [of('ours'), of('ours', true)];
  const [commit, pytorch, jax, plain] = [of('commit'), of('pytorch'), of('jax-js'), of('plain-tfjs')];
  const ratio = (
    name: string,
    ours: Contestant | undefined,
    against: Contestant | undefined,
    limit: number,
  ): Verdict[] => {
    const summary = find(name, against);
    if (!ours || !against || !summary) return [];
    return [
      atMost(`${summary.title}: ${ours.name} against ${against.name}`, summary.ratios[ours.name], limit, '×'),
    ];
  };
  const [pictures, firstStep] = [find('picture-step', one), find('first-step', one)];
  const [bestOurs, bestCommit] = [best[one?.name ?? ''], best[commit?.name ?? '']];
  return [
    ...['first-step', 'two-hundred-step'].flatMap((name) => [
      ...ratio(name, one, commit, 0.3),
      ...ratio(name, one, pytorch, 0.5),
      ...ratio(name, many, one, 0.6),
    ]),
    ...['train-s', 'train-t'].flatMap((name) => [
      ...ratio(name, one, pytorch, 1),
      ...ratio(name, one, jax, 0.8),
    ]),
    ...['picture-s', 'picture-t', 'picture-step'].flatMap((name) => ratio(name, one, plain, 0.5)),
    ...(pictures && firstStep
      ? [
          atMost(
            'whole KD step of 64 pictures against the SKD step of the first screen',
            pictures.median / firstStep.median,
            1.5,
            '×',
          ),
        ]
      : []),
    ...ratio('teacher', many, commit, 0.5),
    ...(bestOurs && bestCommit
      ? [atLeast(`best matrix product against ${commit?.name}`, bestOurs / bestCommit, 2, '× (at least)')]
      : []),
  ];
}

export function judge(
  contestants: readonly Contestant[],
  summaries: readonly Summary[],
  best: Readonly<Record<string, number | null>>,
): Verdict[] {
  const onWebGPU = contestants.some(({ target }) => target.backend === 'webgpu');
  return onWebGPU ? onAdapter(contestants, summaries) : onProcessor(contestants, summaries, best);
}
