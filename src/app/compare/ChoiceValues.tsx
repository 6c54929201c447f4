/** Values that are chosen from a list. */
import { COMPARISON_LIMITS } from '../../experiment/comparison';
import type { ChoiceField, FieldName } from '../../experiment/fields';
import { editDraft } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import { valueName } from '../text/values';
import styles from './compare.module.css';

/** With a value more or less, in the order of the list. */
export const toggled = <T extends string>(
  list: readonly T[],
  values: readonly (string | number)[],
  value: T,
): T[] => list.filter((one) => (one === value) !== values.includes(one));

export function ChoiceValues({ name, field }: { readonly name: FieldName; readonly field: ChoiceField }) {
  const t = useT();
  const labels = useLabels();
  const values = useCompare((state) => state.draft.values);
  const { fewestValues: fewest, mostValues } = COMPARISON_LIMITS;
  return (
    <fieldset>
      <legend className={styles.label}>{t('compare.values')}</legend>
      <ul className={styles.choices}>
        {field.choices.map((choice) => {
          const chosen = values.includes(choice);
          return (
            <li key={choice}>
              <label className={styles.method}>
                <input
                  type="checkbox"
                  checked={chosen}
                  disabled={!chosen && values.length >= mostValues}
                  onChange={() => editDraft({ values: toggled(field.choices, values, choice) })}
                />
                {valueName(labels, name, choice)}
              </label>
            </li>
          );
        })}
      </ul>
      <p className="problem" role="alert">
        {values.length < fewest && t('compare.values.few', { fewest })}
      </p>
    </fieldset>
  );
}
