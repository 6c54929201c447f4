/** Which model teaches, or what the student begins as: the usual ones, and the user's own for this task. */
import type { Experiment } from '../../experiment/fields';
import { hasRobustTeacher } from '../../experiment/picture-tasks';
import { fingerprintText, isOwnTask } from '../../experiment/user-data';
import type { ModelCard } from '../../run/protocol';
import { useDraftExperiment } from '../store/experiment/draft';
import {
  beginAs,
  beginAsTeacher,
  beginAtRandom,
  chooseTeacher,
  openModels,
  teachWith,
} from '../store/models/actions';
import { type ModelRole, modelOf, useModels, userModelOf } from '../store/models/state';
import type { Labels } from '../text/labels';
import { type Translate, useLabels, useT } from '../text/text';
import styles from './settings.module.css';
import { TeacherCard } from './TeacherCard';

const NONE: readonly ModelCard[] = [];
const STARTS = ['random', 'teacher'] as const satisfies readonly Experiment['start'][];

export function UserModelChoice({ id, part }: { readonly id: string; readonly part: ModelRole }) {
  const t = useT();
  const names = useLabels().choices;
  const { task, teacher, start } = useDraftExperiment((state) => state.experiment);
  const chosen = useDraftExperiment((state) => userModelOf(state.experiment, part));
  const models = useModels((state) => state.models);
  const fitting = (models ?? NONE).filter((model) => model.task === task);
  const current = modelOf(models, chosen);
  const usual =
    part === 'teacher'
      ? shippedTeachers(task, names.teacher, t)
      : STARTS.map((name) => ({ value: name as string, label: names.start[name] }));
  const named = chosen !== 0 || (part === 'teacher' && teacher === 'own');
  return (
    <>
      <select
        id={id}
        className="box"
        value={named ? String(chosen) : part === 'student' ? start : isOwnTask(task) ? 'shipped' : teacher}
        onChange={(event) => choose(part, event.currentTarget.value, fitting)}
        aria-describedby={`${id}-problem`}
      >
        {usual.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        {named && !fitting.some(({ fingerprint }) => fingerprint === chosen) && (
          <option value={chosen}>
            {current?.name ?? t('models.absent', { number: fingerprintText(chosen) })}
          </option>
        )}
        {fitting.length > 0 && (
          <optgroup label={t('models.yours')}>
            {fitting.map(({ fingerprint, name }) => (
              <option key={fingerprint} value={fingerprint}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      <p id={`${id}-problem`} className="problem" role="alert">
        {named ? problem(t, current, task) : ''}
      </p>
      {part === 'teacher' && teacher !== 'own' && !isOwnTask(task) && (
        <TeacherCard task={task} teacher={teacher} />
      )}
      <button type="button" className={`link ${styles.link}`} onClick={() => openModels()}>
        {t('models.open')}
      </button>
    </>
  );
}

/** Own data has no teacher that came with the page. */
function shippedTeachers(
  task: Experiment['task'],
  names: Labels['choices']['teacher'],
  t: Translate,
): readonly { readonly value: string; readonly label: string }[] {
  if (isOwnTask(task)) return [{ value: 'shipped', label: t('models.noTeacher') }];
  const kinds = SHIPPED_TEACHERS.filter((kind) => kind !== 'robust' || hasRobustTeacher(task));
  return kinds.map((value) => ({ value, label: names[value] }));
}

const SHIPPED_TEACHERS = ['shipped', 'weak', 'robust'] as const satisfies readonly Experiment['teacher'][];

function choose(part: ModelRole, value: string, models: readonly ModelCard[]): void {
  const model = models.find(({ fingerprint }) => String(fingerprint) === value);
  const shipped = SHIPPED_TEACHERS.find((kind) => kind === value);
  if (model && part === 'teacher') teachWith(model);
  else if (model) beginAs(model);
  else if (shipped) chooseTeacher(shipped);
  else if (value === 'teacher') beginAsTeacher();
  else if (value === 'random') beginAtRandom();
}

function problem(t: Translate, model: ModelCard | null | undefined, task: string): string {
  if (model === undefined) return t('models.absentHere');
  return model && model.task !== task ? t('models.otherTask', { task: model.taskTitle }) : '';
}
