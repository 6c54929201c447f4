/** How many held-out prompts, which, and how they are answered. */
import { type FormEvent, useId, useState } from 'react';
import { FIELDS, type NumberField } from '../../experiment/fields';
import type { EvaluationRequest } from '../../run/protocol';
import { Term } from '../lessons/Term';
import { checkNumber } from '../settings/check';
import { evaluate } from '../store/evaluation/actions';
import { isPreparing, useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import { Choice } from '../ui/Choice';
import styles from './evaluation.module.css';

const PROMPTS = ['64', '256', '1000'];

interface Draft {
  readonly prompts: string;
  readonly split: string;
  readonly decoding: string;
  readonly temperature: string;
  readonly topP: string;
  readonly seed: string;
}

const FIRST_DRAFT: Draft = {
  prompts: '64',
  split: 'validation',
  decoding: 'greedy',
  temperature: '1',
  topP: '1',
  seed: '1',
};

const NUMBERS = {
  temperature: FIELDS.studentTemperature,
  topP: FIELDS.studentTopP,
  seed: FIELDS.seed,
} as const;

export function EvaluateForm({ busy }: { readonly busy: boolean }) {
  const t = useT();
  const preparing = useRun(isPreparing);
  const [draft, setDraft] = useState(FIRST_DRAFT);
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const checks = {
    temperature: checkNumber(NUMBERS.temperature, draft.temperature, t),
    topP: checkNumber(NUMBERS.topP, draft.topP, t),
    seed: checkNumber(NUMBERS.seed, draft.seed, t),
  };
  const request = requestOf(draft, checks);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (request && !busy && !preparing) evaluate(request);
  };
  return (
    <form className="request-form" onSubmit={submit}>
      <Choice
        name="prompts"
        label={t('evaluation.prompts')}
        value={draft.prompts}
        options={PROMPTS.map((value) => ({ value, label: value }))}
        onChange={(prompts) => change({ prompts })}
      />
      <Choice
        name="split"
        label={<Term id="split">{t('evaluation.split')}</Term>}
        value={draft.split}
        options={[
          { value: 'validation', label: t('evaluation.validation') },
          { value: 'test', label: t('evaluation.test') },
        ]}
        onChange={(split) => change({ split })}
      />
      <Choice
        name="decoding"
        label={<Term id="greedy">{t('evaluation.decoding')}</Term>}
        value={draft.decoding}
        options={[
          { value: 'greedy', label: t('evaluation.greedy') },
          { value: 'sampled', label: t('evaluation.sampled') },
        ]}
        onChange={(decoding) => change({ decoding })}
      />
      {draft.decoding === 'sampled' && <SamplingNumbers draft={draft} onChange={change} />}
      <button
        type="submit"
        className="btn btn-main request-start"
        disabled={busy || preparing || request === null}
      >
        {t('evaluation.start')}
      </button>
    </form>
  );
}

type Checks = Readonly<Record<keyof typeof NUMBERS, ReturnType<typeof checkNumber>>>;

/** Null while a number is not one. */
function requestOf(draft: Draft, { temperature, topP, seed }: Checks): EvaluationRequest | null {
  const split = draft.split === 'test' ? 'test' : 'validation';
  const prompts = Number(draft.prompts);
  if (draft.decoding === 'greedy') return { split, prompts, decoding: { kind: 'greedy' } };
  if (!('value' in temperature && 'value' in topP && 'value' in seed)) return null;
  return {
    split,
    prompts,
    decoding: { kind: 'sampled', temperature: temperature.value, topP: topP.value, seed: seed.value },
  };
}

interface SamplingNumbersProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

function SamplingNumbers({ draft, onChange }: SamplingNumbersProps) {
  const t = useT();
  const { fields } = useLabels();
  return (
    <div className={styles.numbers}>
      <NumberBox
        field={NUMBERS.temperature}
        label={<Term id="temperature" />}
        name={t('term.temperature')}
        value={draft.temperature}
        onChange={(temperature) => onChange({ temperature })}
      />
      <NumberBox
        field={NUMBERS.topP}
        label={<Term id="topP" />}
        name={t('term.topP')}
        value={draft.topP}
        onChange={(topP) => onChange({ topP })}
      />
      <NumberBox
        field={NUMBERS.seed}
        label={fields.seed.label}
        name={fields.seed.label}
        value={draft.seed}
        onChange={(seed) => onChange({ seed })}
      />
    </div>
  );
}

interface NumberBoxProps {
  readonly field: NumberField;
  readonly label: React.ReactNode;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function NumberBox({ field, label, name, value, onChange }: NumberBoxProps) {
  const t = useT();
  const id = useId();
  const checked = checkNumber(field, value, t);
  const problem = 'problem' in checked ? checked.problem : null;
  return (
    <div className={styles.number}>
      <div className={styles.label}>{label}</div>
      <input
        className="box num"
        aria-label={name}
        inputMode={field.kind === 'integer' ? 'numeric' : 'decimal'}
        autoComplete="off"
        value={value}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-problem`} className="problem" role="alert">
        {problem}
      </p>
    </div>
  );
}
