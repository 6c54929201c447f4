/** The methods to compare, each with what it does in a sentence. */
import { COMPARISON_LIMITS } from '../../experiment/comparison';
import { METHOD_NAMES } from '../../experiment/methods';
import { canLearn, METHOD_GROUPS } from '../settings/MethodChoice';
import { editDraft } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import { Hint } from '../ui/Hint';
import { Icon } from '../ui/Icon';
import { toggled } from './ChoiceValues';
import styles from './compare.module.css';

export function MethodValues() {
  const t = useT();
  const { choices } = useLabels();
  const values = useCompare((state) => state.draft.values);
  const task = useDraftExperiment((state) => state.experiment.task);
  const { mostValues: most, fewestValues: fewest } = COMPARISON_LIMITS;
  const full = values.length >= most;
  return (
    <fieldset>
      <legend className={styles.label}>
        {t('compare.what.methods')}{' '}
        <span className="quiet">{t('compare.methods.count', { count: values.length, most })}</span>
      </legend>
      <div className={styles.methods}>
        {METHOD_GROUPS.map(({ writer, methods: members }) => (
          <div key={writer}>
            <h3 className={`${styles.kind} quiet`}>{t(`method.by.${writer}`)}</h3>
            <ul>
              {members.map((method) => (
                <li key={method} className={styles.methodRow}>
                  <label className={styles.method}>
                    <input
                      type="checkbox"
                      checked={values.includes(method)}
                      disabled={!values.includes(method) && (full || !canLearn(method, task))}
                      onChange={() => editDraft({ values: toggled(METHOD_NAMES, values, method) })}
                    />
                    <span className={styles.methodName}>{choices.method[method]}</span>
                  </label>
                  <Hint
                    className="info"
                    label={t('settings.about', { field: choices.method[method] })}
                    title={choices.method[method]}
                    target={<Icon name="info" size={14} />}
                  >
                    {t(`method.${method}.about`)}
                  </Hint>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <p className="problem" role="alert">
        {values.length < fewest && t('compare.values.few', { fewest })}
      </p>
    </fieldset>
  );
}
