/** One setting: its label, an explanation one press away, the control, and whether it waits for a restart. */
import { memo, Suspense, useId, useState } from 'react';
import { CONTROLS, type Control } from '../../experiment/controls';
import {
  type ChoiceField,
  FIELDS,
  type Field,
  type FieldName,
  type NumberField,
} from '../../experiment/fields';
import { taskKey, useData } from '../store/data/state';
import { edit } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import type { ModelRole } from '../store/models/state';
import type { Labels } from '../text/labels';
import { useAllT, useLabels, useT } from '../text/text';
import { Hint } from '../ui/Hint';
import { Icon } from '../ui/Icon';
import { lazyPart } from '../ui/lazy-part';
import { Stops } from '../ui/Stops';
import { checkNumber } from './check';
import { Lockable } from './Lockable';
import { MethodChoice } from './MethodChoice';
import styles from './settings.module.css';
import { TaskChoice } from './TaskChoice';
import { UserModelChoice } from './UserModelChoice';

const LayerMapChoice = lazyPart(() => import('./LayerMapChoice'));
const AlphaBetaPad = lazyPart(() => import('./AlphaBetaPad'));

export interface FieldControlProps {
  readonly name: FieldName;
  /** The running run has another value. */
  readonly waits: boolean;
}

/** Settings that choose among the user's models too. */
const PARTS: Readonly<Partial<Record<FieldName, ModelRole>>> = { teacher: 'teacher', ownStudent: 'student' };

export const FieldControl = memo(function FieldControl({ name, waits }: FieldControlProps) {
  const field: Field = FIELDS[name];
  const value = useDraftExperiment((state) => state.experiment[name]);
  const id = useId();
  const part = PARTS[name];
  return (
    <div
      data-part={`setting.${name}`}
      className={`${styles.field} ${part || field.kind === 'choice' ? styles.choice : field.kind === 'list' ? styles.list : ''}`}
    >
      <FieldLabel name={name} id={id} waits={waits} />
      <Lockable name={name}>
        {part ? (
          <UserModelChoice id={id} part={part} />
        ) : field.kind === 'choice' ? (
          <Choice name={name} field={field} value={String(value)} id={id} />
        ) : field.kind === 'list' ? (
          <Suspense fallback={null}>
            <LayerMapChoice id={id} />
          </Suspense>
        ) : (
          <NumberBox key={value} name={name} field={field} value={Number(value)} id={id} />
        )}
        {name === 'topK' && <KSlider value={Number(value)} />}
        {name === 'abBeta' && (
          <Suspense fallback={null}>
            <AlphaBetaPad />
          </Suspense>
        )}
        {(name === 'trainSize' || name === 'labels') && <WholeData size={Number(value)} />}
      </Lockable>
    </div>
  );
});

/** More training prompts than the data has are as many as it has. */
function WholeData({ size }: { readonly size: number }) {
  const t = useT();
  const known = useDraftExperiment(({ experiment }) => taskKey(experiment));
  const train = useData((state) => state.tasks[known]?.facts?.train);
  if (train === undefined || size <= train) return null;
  return <p className="quiet">{t('settings.clamped', { count: train.toLocaleString('en') })}</p>;
}

function FieldLabel({ name, id, waits }: FieldControlProps & { readonly id: string }) {
  // The sentences come after the first frame.
  const t = useAllT();
  const { fields } = useLabels();
  const { label } = fields[name];
  return (
    <div className={styles.label}>
      <span className={styles.name}>
        {FIELDS[name].kind === 'list' ? (
          // It names a group of controls, which have labels of their own.
          <span id={`${id}-label`}>{label}</span>
        ) : (
          <label htmlFor={id} id={`${id}-label`}>
            {label}
          </label>
        )}
        <Hint
          className="info"
          label={t('settings.about', { field: label })}
          title={label}
          target={<Icon name="info" size={14} />}
        >
          {t(`setting.${name}.about`)}
        </Hint>
      </span>
      {waits && (
        <span className={styles.waits} title={t('settings.restartWhy')}>
          {t('settings.restart')}
        </span>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly name: FieldName;
  readonly field: ChoiceField;
  readonly value: string;
  readonly id: string;
}

function Choice({ name, field, value, id }: ChoiceProps) {
  const labels = useLabels();
  if (name === 'method') return <MethodChoice id={id} />;
  if (name === 'task') return <TaskChoice id={id} />;
  return (
    <select id={id} className="box" value={value} onChange={(event) => edit(name, event.currentTarget.value)}>
      {field.choices.map((choice) => (
        <option key={choice} value={choice}>
          {choiceLabel(labels, name, choice)}
        </option>
      ))}
    </select>
  );
}

/** The label of a choice; names and choices come from the same table, which the types cannot follow. */
const choiceLabel = ({ choices }: Labels, name: FieldName, choice: string): string =>
  (choices as Readonly<Partial<Record<FieldName, Readonly<Record<string, string>>>>>)[name]?.[choice] ??
  choice;

interface NumberBoxProps {
  readonly name: FieldName;
  readonly field: NumberField;
  readonly value: number;
  readonly id: string;
}

/** Keeps what is being typed to itself until it is a valid number; what is left invalid gives way to the value in force. */
function NumberBox({ name, field, value, id }: NumberBoxProps) {
  const t = useT();
  const [draft, setDraft] = useState(String(value));
  /** Why what was typed last has given way. */
  const [refused, setRefused] = useState<string | null>(null);
  const checked = checkNumber(field, draft, t);
  const problem = 'problem' in checked ? checked.problem : refused;
  const commit = (): void => {
    if ('value' in checked && checked.value !== value) edit(name, checked.value);
  };
  const leave = (): void => {
    commit();
    if (!('problem' in checked)) return;
    setDraft(String(value));
    setRefused(t('settings.stays', { problem: checked.problem, typed: draft, value }));
  };
  const nudge = (direction: number): void => {
    const control: Control = CONTROLS[name];
    const next = Number((value + direction * (control.step ?? 1)).toPrecision(12));
    edit(name, Math.min(field.max, Math.max(field.min, next)));
  };
  return (
    <div className={styles.number}>
      <input
        id={id}
        className="box num"
        inputMode={field.kind === 'integer' ? 'numeric' : 'decimal'}
        autoComplete="off"
        value={draft}
        aria-invalid={'problem' in checked}
        aria-describedby={`${id}-problem`}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          setRefused(null);
        }}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setDraft(String(value));
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          nudge(event.key === 'ArrowUp' ? 1 : -1);
        }}
      />
      <p id={`${id}-problem`} className="problem" role="alert">
        {problem}
      </p>
    </div>
  );
}

/** Stops that matter on a vocabulary of some thirty characters. */
const K_STOPS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30];

function KSlider({ value }: { readonly value: number }) {
  const t = useT();
  const nearest = K_STOPS.reduce(
    (best, k, i) => (Math.abs(k - value) < Math.abs((K_STOPS[best] ?? 0) - value) ? i : best),
    0,
  );
  return (
    <Stops
      label={t('settings.kSlider')}
      value={nearest}
      count={K_STOPS.length}
      valueText={`K = ${value}`}
      marks={[0, 1, 3, 8, 11].map((at) => ({ at, text: K_STOPS[at] ?? '' }))}
      onChange={(stop) => edit('topK', K_STOPS[stop] ?? value)}
    />
  );
}
