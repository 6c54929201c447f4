/** The self-test “teacher = student”: a button that sets it up, and what to expect of it. */
import { useDraftExperiment } from '../store/experiment/draft';
import { testIdentity } from '../store/models/actions';
import { useT } from '../text/text';
import styles from './settings.module.css';

export function IdentityTest() {
  const t = useT();
  const { start, sftSteps, studentTemperature } = useDraftExperiment((state) => state.experiment);
  const identical = start === 'teacher' && sftSteps === 0;
  const complete = identical && studentTemperature === 0;
  return (
    <div className={`${styles.field} ${styles.identity}`}>
      <button
        type="button"
        className="btn btn-small"
        aria-pressed={complete}
        aria-describedby="identity-about"
        onClick={testIdentity}
      >
        {t('settings.identity')}
      </button>
      <p id="identity-about" className="quiet" role="status">
        {start === 'teacher' && !identical
          ? t('settings.identity.warm')
          : t(complete ? 'settings.identity.expect' : 'settings.identity.about')}
      </p>
    </div>
  );
}
