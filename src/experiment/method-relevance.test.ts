import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES } from './fields';
import { methodFieldMatters } from './method-relevance';
import { METHOD_NAMES } from './methods';

const shown = (changes: Partial<Experiment>): string[] =>
  FIELD_NAMES.filter((name) => methodFieldMatters(name, { ...DEFAULT_EXPERIMENT, ...changes }) === true);

const STUDENT = ['studentTemperature', 'studentTopP'];
const TEACHER = ['teacherTemperature', 'teacherTopP'];
const LOSS = ['divergence', 'lossTemperature'];
const SOFT = ['lossTemperature', 'softTargetWeight', 'auxiliaryWeight'];
const VIEWS = [
  'prototypes',
  'prototypeCentring',
  'targetTemperature',
  'prototypeTemperature',
  'teacherMomentum',
  'localCrops',
  'cropShare',
  'maskedPatchWeight',
  'koleoWeight',
];
const INNER = ['attentionWeight', 'hiddenWeight', 'layerMap'];

describe('which settings a method shows', () => {
  it.each([
    [{ method: 'skd' }, ['topK', 'acceptance', 'blockSize', ...STUDENT, ...TEACHER, ...LOSS]],
    [
      { method: 'skd', acceptance: 'nucleus' },
      ['acceptance', 'acceptanceTopP', 'blockSize', ...STUDENT, ...TEACHER, ...LOSS],
    ],
    [{ method: 'sft' }, []],
    [{ method: 'supervised-kd' }, LOSS],
    [{ method: 'supervised-kd', divergence: 'jsd' }, [...LOSS, 'jsdBeta']],
    [{ method: 'supervised-kd', divergence: 'skew-reverse-kl' }, [...LOSS, 'skewAlpha']],
    [{ method: 'hinton-kd', divergence: 'jsd' }, ['lossTemperature', 'softTargetWeight']],
    [{ method: 'seqkd' }, ['teacherText']],
    [{ method: 'seqkd', teacherText: 'sampled' }, [...TEACHER, 'teacherText']],
    [{ method: 'phi' }, ['teacherText', 'stageFraction', 'exerciseShare']],
    [{ method: 'on-policy-kd' }, [...STUDENT, ...LOSS]],
    [{ method: 'gkd' }, [...STUDENT, 'mixture', ...LOSS]],
    [{ method: 'imitkd' }, [...STUDENT, 'mixture', 'mixtureFinal', ...LOSS]],
    [{ method: 'two-stage' }, [...STUDENT, 'stageFraction', ...LOSS]],
    [{ method: 'distillm' }, [...STUDENT, 'skewAlpha', 'lossTemperature']],
    [{ method: 'adaswitch' }, [...STUDENT, ...TEACHER, 'switchFactor', ...LOSS]],
    [{ method: 'selectkd' }, ['topK', 'acceptance', ...LOSS, 'rejectedWeight']],
    [{ method: 'adakd' }, [...LOSS, 'keepFraction']],
    [{ method: 'cmkd' }, ['auxiliaryWeight', 'correlationTop']],
    [{ method: 'ckd' }, ['auxiliaryWeight']],
    [{ method: 'rdd' }, ['stageFraction', ...LOSS]],
    [{ method: 'internal-kd' }, [...INNER, ...LOSS]],
    [{ method: 'internal-pid' }, [...INNER, 'stepsPerLayer', ...LOSS]],
    [{ method: 'internal-sid', divergence: 'jsd' }, [...INNER, 'stepsPerLayer', ...LOSS, 'jsdBeta']],
    [{ method: 'fitnet' }, [...SOFT, 'layerMap']],
    [{ method: 'attention-transfer' }, [...SOFT, 'layerMap']],
    [{ method: 'fsp' }, [...SOFT, 'layerMap']],
    [{ method: 'similarity-preserving' }, SOFT],
    [{ method: 'rkd' }, SOFT],
    [{ method: 'kdiga' }, SOFT],
    [{ method: 'bss' }, SOFT],
    [{ method: 'taid' }, ['targetStart', 'lossTemperature']],
    [{ method: 'todi' }, ['lossTemperature']],
    [{ method: 'abkd' }, ['abAlpha', 'abBeta', 'lossTemperature']],
    [{ method: 'amid' }, ['assistantAlpha', 'skewAlpha', 'lossTemperature']],
    [{ method: 'veto' }, [...STUDENT, 'vetoStrength', 'lossTemperature']],
    [{ method: 'opd-gradient' }, STUDENT],
    [{ method: 'iw-opd' }, [...STUDENT, 'earlyWeight']],
    [{ method: 'eopd' }, [...STUDENT, 'forkEntropy']],
    [{ method: 'tip' }, [...STUDENT, 'lossTemperature', 'keepFraction']],
    [{ method: 'distillm-2' }, [...STUDENT, 'mixture', 'skewAlpha', 'lossTemperature']],
    [{ method: 'fixed-advantage' }, [...STUDENT, 'fixedAdvantage']],
    [{ method: 'ssd' }, STUDENT],
    [{ method: 'dml' }, ['lossTemperature', 'softTargetWeight']],
    [{ method: 'one' }, ['lossTemperature', 'softTargetWeight', 'branches']],
    [{ method: 'okd' }, ['lossTemperature', 'softTargetWeight', 'feedbackWeight']],
    [
      { method: 'ikd' },
      ['lossTemperature', 'softTargetWeight', 'feedbackWeight', 'teacherRate', 'examShare'],
    ],
    [{ method: 'lw-kd' }, SOFT],
    [{ method: 'dino' }, VIEWS],
    [{ method: 'dino-distil' }, VIEWS],
    [{ method: 'lelp' }, ['subclasses', 'subclassSharpness']],
    [{ method: 'lelp', subclasses: 1 }, ['subclasses']],
    [
      { method: 'custom', sampler: 'interleaved', methodSchedule: 'anneal-k' },
      [
        'sampler',
        'loss',
        'tokenWeight',
        'methodSchedule',
        'topK',
        'topKFinal',
        'acceptance',
        'blockSize',
        ...STUDENT,
        ...TEACHER,
        ...LOSS,
      ],
    ],
    [
      { method: 'custom', methodSchedule: 'anneal-temperature' },
      ['sampler', 'loss', 'tokenWeight', 'methodSchedule', ...LOSS, 'lossTemperatureFinal'],
    ],
  ] as const)('%j', (changes, names) => {
    expect(shown(changes).sort()).toEqual([...names].sort());
  });

  it('no setting of methods is left that no method shows', () => {
    const hidden = FIELD_NAMES.filter((name) => methodFieldMatters(name, DEFAULT_EXPERIMENT) !== null).filter(
      (name) =>
        !METHOD_NAMES.some((method) =>
          (['constant', 'anneal-k', 'anneal-temperature'] as const).some((methodSchedule) =>
            (['jsd', 'skew-forward-kl'] as const).some((divergence) =>
              (['top-k', 'nucleus'] as const).some((acceptance) =>
                shown({ method, methodSchedule, divergence, acceptance, sampler: 'interleaved' }).includes(
                  name,
                ),
              ),
            ),
          ),
        ),
    );
    expect(hidden).toEqual([]);
  });
});
