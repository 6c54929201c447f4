/** The method: all of them by who writes the text, and what the chosen one does in a sentence. */
import type { Experiment } from '../../experiment/fields';
import { METHOD_NAMES, METHODS, type MethodName, SAMPLERS, type Source } from '../../experiment/methods';
import { answersClasses, compositionFits } from '../../experiment/picture-tasks';
import { edit } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { useAllT, useLabels } from '../text/text';
import styles from './settings.module.css';

const WRITERS = ['both', 'student', 'teacher', 'data', 'you'] as const;
type Writer = (typeof WRITERS)[number];

const WRITER_OF: Readonly<Record<Source, Writer>> = {
  interleaved: 'both',
  'adaptive-switch': 'both',
  student: 'student',
  replay: 'student',
  'teacher-text': 'teacher',
  teacher: 'teacher',
  dataset: 'data',
};

const writerOf = (method: MethodName): Writer =>
  method === 'custom' ? 'you' : WRITER_OF[SAMPLERS[METHODS[method].sampler].source];

/** All methods by who writes the text. */
export const METHOD_GROUPS = WRITERS.map((writer) => ({
  writer,
  methods: METHOD_NAMES.filter((method) => writerOf(method) === writer),
}));

/** Whether a method can learn a task; one of your own can be made to. */
export const canLearn = (method: MethodName, task: Experiment['task']): boolean =>
  method === 'custom' || compositionFits(METHODS[method], task);

export function MethodChoice({ id }: { readonly id: string }) {
  // All sentences but that of the first screen's method come after the first frame.
  const t = useAllT();
  const { choices } = useLabels();
  const value = useDraftExperiment((state) => state.experiment.method);
  const task = useDraftExperiment((state) => state.experiment.task);
  const learns = (method: MethodName): boolean => canLearn(method, task);
  return (
    <>
      <select
        id={id}
        className="box"
        value={value}
        aria-describedby={`${id}-what`}
        onChange={(event) => edit('method', event.currentTarget.value)}
      >
        {METHOD_GROUPS.map(({ writer, methods: members }) => (
          <optgroup key={writer} label={t(`method.by.${writer}`)}>
            {members.map((method) => (
              <option key={method} value={method} disabled={!learns(method)}>
                {choices.method[method]}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <p id={`${id}-what`} className={`quiet ${styles.methodWhat}`}>
        {t(`method.${value}.about`)}
      </p>
      {answersClasses(task) && <p className="quiet">{t('method.classes')}</p>}
    </>
  );
}
