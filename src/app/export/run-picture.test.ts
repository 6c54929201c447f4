import { expect, test, vi } from 'vitest';
import type { StepReport } from '../../run/protocol';
import { FIRST_SMOOTHING } from '../charts/smoothing';
import { RunHistory } from '../history/history';
import { fill } from '../text/fill';
import { ja } from '../text/ja';
import type { TranslateAll } from '../text/text';
import { drawPicture } from './picture';
import { runPicture } from './run-picture';

const t: TranslateAll = (key, values) => fill(ja[key], values, 'ja');

vi.stubGlobal('document', { documentElement: {} });
vi.stubGlobal('getComputedStyle', () => ({ getPropertyValue: (name: string) => ` #${name.length}00 ` }));

function pictureOf(lossTerms: Readonly<Record<string, number>>) {
  const history = new RunHistory(2);
  const report: Omit<StepReport, 'step' | 'phase' | 'loss'> = {
    lossTerms,
    acceptance: 0.5,
    acceptedAt: [],
    replacedAt: [],
    overlap: 0.4,
    entropy: 1,
    gradientNorm: 1,
    learningRate: 1,
    tokens: 1,
    milliseconds: 1,
    tokensPerSecond: 1,
  };
  for (let step = 1; step <= 2; step++) history.pushReport({ ...report, step, phase: 'sft', loss: 3 });
  for (let step = 1; step <= 9; step++)
    history.pushReport({ ...report, step, phase: 'running', loss: 3 / step });
  return runPicture(
    t,
    {
      history: history.snapshot(),
      total: 9,
      metrics: [{ id: 'exact-match', better: 'higher' }],
      teacher: { 'exact-match': 0.9 },
      smoothing: FIRST_SMOOTHING,
      changedAt: [4],
    },
    'SKD',
    [['リンク', 'https://example.org/#v=1']],
  );
}

test('a run is drawn with its warm start, its changes and the account of its origin', () => {
  const picture = pictureOf({ divergence: 1 });
  expect(picture.panels.map(({ title }) => title)).toEqual([
    `${ja['chart.loss']} (${ja['chart.loss.unit']})`,
    ja['chart.acceptance'],
    ja['held.title'],
  ]);
  expect(picture.panels[0]).toMatchObject({ x: { from: -1, to: 9 }, marks: [4] });
  expect(picture.panels[0]?.names).toEqual(['移動平均（9 ステップ）', ja['chart.warmUp']]);
  expect(picture.panels[2]?.names).toEqual([ja['chart.teacherLine']]);
  const svg = drawPicture(picture);
  expect(svg).toContain('リンク: https://example.org/#v=1');
  expect(svg).not.toMatch(/NaN|undefined|var\(/);
  expect(svg.match(/stroke-dasharray="1 3"/g)).toHaveLength(3);
});

test('terms of a loss are a panel of their own, with a name for each', () => {
  const { panels } = pictureOf({ 'cross-entropy': 2, divergence: 1 });
  expect(panels.at(-1)).toMatchObject({
    title: ja['lossTerms.title'],
    names: [ja['lossTerms.name.cross-entropy'], ja['lossTerms.name.divergence']],
  });
});
