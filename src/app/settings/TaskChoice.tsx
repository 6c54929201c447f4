/** The task: which one, and what it is: a sentence, a few of its examples, how it is scored, how large it is. */
import { useEffect } from 'react';
import { FIELDS } from '../../experiment/fields';
import { answersClasses, isPicturePrompt } from '../../experiment/picture-tasks';
import { isOwnTask, type OwnTask } from '../../experiment/user-data';
import type { TaskFacts } from '../../run/protocol';
import { METRIC_TERMS } from '../charts/scores';
import { Term } from '../lessons/Term';
import { useClassName } from '../pictures/class-name';
import { Prompt } from '../pictures/Prompt';
import { chooseTask, describeTask } from '../store/data/actions';
import { datasetOf, taskKey, useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { openDialog } from '../store/view';
import { onOneLine } from '../strip/characters';
import { useAllT, useExplain, useLabels, useT } from '../text/text';
import styles from './settings.module.css';

export function TaskChoice({ id }: { readonly id: string }) {
  // All sentences but that of the first screen's task come after the first frame.
  const t = useAllT();
  const names = useLabels().choices.task;
  const task = useDraftExperiment((state) => state.experiment.task);
  const ownData = useDraftExperiment((state) => state.experiment.ownData);
  const choose = (value: string): void => {
    const chosen = FIELDS.task.choices.find((name) => name === value);
    if (chosen) chooseTask(chosen);
  };
  return (
    <>
      <select
        id={id}
        className="box"
        value={task}
        aria-describedby={`${id}-what`}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {FIELDS.task.choices.map((name) => (
          <option key={name} value={name}>
            {names[name]}
          </option>
        ))}
      </select>
      <div className={styles.card}>
        <p id={`${id}-what`}>{isOwnTask(task) ? <UserDataSummary task={task} /> : t(`task.${task}.about`)}</p>
        <Description key={taskKey({ task, ownData })} />
      </div>
      <button type="button" className={`link ${styles.link}`} onClick={() => openDialog('data')}>
        {t(isOwnTask(task) && ownData !== 0 ? 'data.change' : 'data.useOwn')}
      </button>
    </>
  );
}

/** Which user data it is. That it is missing is said in the middle of the page. */
function UserDataSummary({ task }: { readonly task: OwnTask }) {
  const t = useAllT();
  const experiment = useDraftExperiment((state) => state.experiment);
  const dataset = useData((state) => datasetOf(state.datasets, experiment));
  if (!dataset) return t(experiment.ownData === 0 ? 'data.none' : `task.${task}.about`);
  const { name, kind, examples } = dataset;
  return t('data.chosen', { name, kind: t(`data.kind.${kind}`), examples: examples.toLocaleString('en') });
}

/** Asks the worker as soon as there is one with a device, and shows its answer. */
function Description() {
  const t = useT();
  const explain = useExplain();
  const task = useDraftExperiment((state) => state.experiment.task);
  const ownData = useDraftExperiment((state) => state.experiment.ownData);
  const ready = useRun((state) => state.backend !== null);
  const known = useData((state) => state.tasks[taskKey({ task, ownData })]);
  // Data that is not there has nothing to be described.
  const there = useData((state) => !isOwnTask(task) || datasetOf(state.datasets, { task, ownData }));
  useEffect(() => {
    if (ready && there && !known) describeTask({ task, ownData });
  }, [ready, there, known, task, ownData]);
  if (!there) return null;
  if (!known) return <p className={`quiet ${styles.taskLoading}`}>{t('task.loading')}</p>;
  if (!known.facts) return known.problem && <p className="problem">{explain(known.problem)}</p>;
  return <Facts facts={known.facts} />;
}

function Facts({ facts }: { readonly facts: TaskFacts }) {
  const t = useT();
  const { samples, metrics, train, vocabulary, prompt, response } = facts;
  const className = useClassName();
  const ofClasses = answersClasses(useDraftExperiment((state) => state.experiment.task));
  return (
    <>
      <ul className={`${styles.samples} mono`} aria-label={t('task.samples')}>
        {samples.map((sample) => (
          <li key={sample.prompt}>
            {isPicturePrompt(sample.prompt) ? (
              <Prompt text={sample.prompt} />
            ) : (
              <bdi>{onOneLine(sample.prompt)}</bdi>
            )}{' '}
            <span aria-hidden="true">→</span>{' '}
            <bdi className={styles.response}>{className(onOneLine(sample.response))}</bdi>
          </li>
        ))}
      </ul>
      <dl className={styles.estimate}>
        <div>
          <dt>{t('task.metric')}</dt>
          <dd>
            {metrics.map(({ id }, at) => (
              <span key={id}>
                {at > 0 && ', '}
                <Term id={METRIC_TERMS[id]}>{t(`metric.${id}`)}</Term>
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>{t('task.train')}</dt>
          <dd className="num">{train.toLocaleString('en')}</dd>
        </div>
        {ofClasses ? (
          <div>
            <dt>{t('task.classes')}</dt>
            <dd className="num">{vocabulary}</dd>
          </div>
        ) : (
          <>
            <div>
              <dt>{t('task.vocabulary')}</dt>
              <dd className="num">{t('task.vocabularyCount', { count: vocabulary - 3 })}</dd>
            </div>
            <div>
              <dt>{t('task.lengths')}</dt>
              <dd className="num">{t('task.lengthsOf', { prompt, response })}</dd>
            </div>
          </>
        )}
      </dl>
    </>
  );
}
