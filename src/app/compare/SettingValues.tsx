/** One setting to sweep, and its values. */
import { useId, useState } from 'react';
import { FIELDS, type Field, type FieldName } from '../../experiment/fields';
import { editDraft } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import { ChoiceValues } from './ChoiceValues';
import styles from './compare.module.css';
import { checkValues, firstValues, sweepable } from './values';

export function SettingValues({ name }: { readonly name: FieldName }) {
  const t = useT();
  const id = useId();
  const { fields } = useLabels();
  const base = useDraftExperiment((state) => state.experiment);
  const field: Field = FIELDS[name];
  const names = sweepable(base);
  // A link may sweep a setting that makes no difference to its base.
  const offered = names.includes(name) ? names : [name, ...names];
  const choose = (chosen: string): void => {
    const next = offered.find((one) => one === chosen);
    if (next) editDraft({ vary: next, values: firstValues(next, base) });
  };
  return (
    <div className={styles.row}>
      <div className={styles.choice}>
        <label className={styles.label} htmlFor={`${id}-setting`}>
          {t('compare.setting')}
        </label>
        <select
          id={`${id}-setting`}
          className="box"
          value={name}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {offered.map((one) => (
            <option key={one} value={one}>
              {fields[one].label}
            </option>
          ))}
        </select>
        <p className="quiet">{t(`setting.${name}.about`)}</p>
      </div>
      {field.kind === 'choice' ? (
        <ChoiceValues name={name} field={field} />
      ) : (
        <NumberValues name={name} id={`${id}-values`} />
      )}
    </div>
  );
}

/** Keeps what is being typed to itself until it is a list of values. */
function NumberValues({ name, id }: { readonly name: FieldName; readonly id: string }) {
  const t = useT();
  const base = useDraftExperiment((state) => state.experiment);
  const values = useCompare((state) => state.draft.values);
  const written = values.join(', ');
  const [draft, setDraft] = useState(written);
  const [known, setKnown] = useState(written);
  const checked = checkValues(name, draft, t);
  if (known !== written) {
    setKnown(written);
    const typed = 'values' in checked ? checked.values.join(', ') : '';
    // Another comparison was put on the controls: its values replace what was typed.
    if (written !== '' && written !== typed) setDraft(written);
  }
  const problem = 'problem' in checked ? checked.problem : '';
  const type = (text: string): void => {
    setDraft(text);
    const result = checkValues(name, text, t);
    // Values that cannot be read must not start as other values.
    editDraft({ values: 'values' in result ? result.values : [] });
  };
  return (
    <div className={styles.choice}>
      <label className={styles.label} htmlFor={id}>
        {t('compare.values')}
      </label>
      <input
        id={id}
        className="box num"
        autoComplete="off"
        value={draft}
        aria-invalid={problem !== ''}
        aria-describedby={`${id}-how ${id}-problem`}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={() => problem === '' && setDraft(written)}
      />
      <p id={`${id}-how`} className="quiet">
        {t('compare.values.how', { example: firstValues(name, base).join(', ') })}
      </p>
      <p id={`${id}-problem`} className="problem" role="alert">
        {problem}
      </p>
    </div>
  );
}
