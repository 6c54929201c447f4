/** Which settings of methods and of their parts change something under an experiment's composition. */
import type { Experiment, FieldName } from './fields';
import { isByLayer } from './layer-map';
import {
  comparesLayers,
  comparesViews,
  compositionOf,
  dataStage,
  hasAddedTerms,
  hasSoftTargets,
  SAMPLERS,
  SOURCES,
} from './methods';

/** null for settings that have nothing to do with the method. */
export function methodFieldMatters(name: FieldName, experiment: Experiment): boolean | null {
  const { sampler, loss, weight, schedule, divergence } = compositionOf(experiment);
  const { source, mixed } = SAMPLERS[sampler];
  const { method, acceptance, teacherText } = experiment;
  const verified = source === 'interleaved' || weight === 'mask-rejected';
  const compares = loss === 'divergence' || loss === 'adaptive-temperature' || loss === 'internal';
  const ranked = verified && acceptance === 'top-k';
  const chosen = divergence ?? experiment.divergence;
  switch (name) {
    case 'sampler':
    case 'loss':
    case 'tokenWeight':
    case 'methodSchedule':
      return method === 'custom';
    case 'blockSize':
      return source === 'interleaved';
    case 'acceptance':
      return verified;
    case 'topK':
      return ranked;
    case 'topKFinal':
      return ranked && schedule === 'anneal-k';
    case 'acceptanceTopP':
      return verified && acceptance === 'nucleus';
    case 'studentTemperature':
    case 'studentTopP':
      return SOURCES[source].student;
    case 'teacherText':
      return source === 'teacher-text';
    case 'teacherTemperature':
    case 'teacherTopP':
      return SOURCES[source].teacher || (source === 'teacher-text' && teacherText === 'sampled');
    case 'mixture':
      return mixed && schedule !== 'adaptive-mixture';
    case 'mixtureFinal':
      return mixed && (schedule === 'anneal-mixture' || schedule === 'decay-data');
    case 'stageFraction':
      return dataStage(schedule) !== null;
    case 'exerciseShare':
      return schedule === 'exercises-last';
    case 'switchFactor':
      return source === 'adaptive-switch';
    case 'divergence':
      return compares && divergence === undefined;
    case 'jsdBeta':
      return compares && chosen === 'jsd';
    case 'skewAlpha':
      return (
        loss === 'contrastive' ||
        (compares &&
          (chosen === 'skew-forward-kl' || chosen === 'skew-reverse-kl' || chosen === 'alpha-mixture'))
      );
    case 'abAlpha':
    case 'abBeta':
      return compares && chosen === 'alpha-beta';
    case 'assistantAlpha':
      return compares && chosen === 'alpha-mixture';
    case 'targetStart':
      return compares && chosen === 'taid';
    case 'vetoStrength':
      return compares && chosen === 'veto';
    case 'lossTemperature':
      return compares || hasSoftTargets(loss) || loss === 'contrastive';
    case 'lossTemperatureFinal':
      return (
        (loss === 'divergence' || loss === 'internal' || loss === 'contrastive' || hasSoftTargets(loss)) &&
        schedule === 'anneal-temperature'
      );
    case 'softTargetWeight':
      return hasSoftTargets(loss);
    case 'auxiliaryWeight':
      return hasAddedTerms(loss);
    case 'feedbackWeight':
      return loss === 'online' || loss === 'interactive';
    case 'branches':
      return loss === 'ensemble';
    case 'teacherRate':
    case 'examShare':
      return loss === 'interactive';
    case 'correlationTop':
      return loss === 'correlation';
    case 'attentionWeight':
    case 'hiddenWeight':
      return loss === 'internal';
    case 'layerMap':
      return comparesLayers(loss);
    case 'stepsPerLayer':
      return isByLayer({ loss, schedule });
    case 'rejectedWeight':
      return weight === 'mask-rejected';
    case 'keepFraction':
      return weight === 'hard-tokens' || weight === 'informative-tokens';
    case 'earlyWeight':
      return weight === 'early-tokens';
    case 'forkEntropy':
      return loss === 'entropy-aware';
    case 'fixedAdvantage':
      return loss === 'fixed-advantage';
    case 'subclasses':
      return loss === 'subclass';
    case 'subclassSharpness':
      return loss === 'subclass' && experiment.subclasses > 1;
    case 'prototypes':
    case 'prototypeCentring':
    case 'targetTemperature':
    case 'prototypeTemperature':
    case 'teacherMomentum':
    case 'localCrops':
    case 'cropShare':
    case 'maskedPatchWeight':
    case 'koleoWeight':
      return comparesViews(loss);
    default:
      return null;
  }
}
