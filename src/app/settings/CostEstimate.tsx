/** Estimated cost of the experiment, before it runs. */
import { estimateCost, type TaskShape } from '../../experiment/cost';
import type { TaskFacts } from '../../run/protocol';
import { taskKey, useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { modelOf, useModels } from '../store/models/state';
import { bytes, count } from '../text/format';
import { useT } from '../text/text';
import { userModelOf } from './UserModelChoice';

/** Shape of the present data; a link may name user data that is absent. A prompt begins with BOS, a response ends with EOS. */
const shapeOf = ({ vocabulary, prompt, response }: TaskFacts): TaskShape => ({
  vocabulary,
  promptLength: prompt + 1,
  responseLength: response + 1,
});

export function Estimate() {
  const t = useT();
  const experiment = useDraftExperiment((state) => state.experiment);
  const models = useModels((state) => state.models);
  const ownTeacher = modelOf(models, userModelOf(experiment, 'teacher'));
  const facts = useData((state) => state.tasks[taskKey(experiment)]?.facts);
  const cost = estimateCost(experiment, facts ? shapeOf(facts) : undefined, ownTeacher?.shape);
  const rows = [
    ['settings.parameters', count(cost.parameters)],
    ['settings.memory', bytes(cost.bytes)],
    ['settings.stepWork', `${(cost.flopsPerStep.total / 1e9).toPrecision(2)} GFLOP`],
    ['settings.totalWork', `${(cost.totalFlops / 1e12).toPrecision(2)} TFLOP`],
  ] as const;
  return (
    <section className="section" aria-labelledby="estimate-title">
      <h2 className="section-title" id="estimate-title">
        {t('settings.estimate')}
      </h2>
      <dl className="estimate">
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{t('settings.estimateWhat')}</p>
    </section>
  );
}
