/** The methods to compare, each with what it does in a sentence. */
import { COMPARISON_LIMITS } from '../../experiment/comparison';
import { METHOD_NAMES } from '../../experiment/methods';
import { editDraft } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { useLabels, useT } from '../text/text';
import { toggled } from './ChoiceValues';

export function MethodValues() {
  const t = useT();
  const { choices, methods } = useLabels();
  const values = useCompare((state) => state.draft.values);
  const { mostValues: most, fewestValues: fewest } = COMPARISON_LIMITS;
  const full = values.length >= most;
  return (
    <fieldset>
      <legend className="compare-label">
        {t('compare.what.methods')}{' '}
        <span className="quiet">{t('compare.methods.count', { count: values.length, most })}</span>
      </legend>
      <ul className="compare-methods">
        {METHOD_NAMES.map((method) => {
          const chosen = values.includes(method);
          return (
            <li key={method}>
              <label className="compare-method">
                <input
                  type="checkbox"
                  checked={chosen}
                  disabled={full && !chosen}
                  onChange={() => editDraft({ values: toggled(METHOD_NAMES, values, method) })}
                />
                <span>
                  <span className="compare-method-name">{choices.method[method]}</span>{' '}
                  <span className="quiet">{methods[method]}</span>
                </span>
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
