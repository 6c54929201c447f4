/** The top of the page: who we are, the buttons that run things, and the figures that move. */
import { Part } from '../presentation/Part';
import { ShowEverything } from '../presentation/ShowEverything';
import { useCompare } from '../store/compare/state';
import { useHidden } from '../store/presentation/state';
import { useT } from '../text/text';
import { BackendBadge } from './BackendBadge';
import styles from './bar.module.css';
import { Figures } from './Figures';
import { PhaseLine } from './PhaseLine';
import { Preferences } from './Preferences';
import { RunControls } from './RunControls';
import { Views } from './Views';

export function TopBar() {
  const t = useT();
  const comparing = useCompare((state) => state.open);
  const hidesCompare = useHidden('compare');
  return (
    <header className={styles.bar}>
      <div className={styles.top}>
        <div className={styles.brand}>
          <Mark />
          <div>
            <h1 className={styles.brandName}>{t('app.name')}</h1>
            <p className={styles.brandLine}>{t('app.tagline')}</p>
          </div>
        </div>
        {hidesCompare && !comparing ? null : <Views />}
        {!comparing && <RunControls />}
        <div className={styles.end}>
          <ShowEverything />
          <BackendBadge />
          <Preferences />
        </div>
      </div>
      {!comparing && (
        <div className={styles.figures}>
          <Part name="figures">
            <Figures />
          </Part>
          <PhaseLine />
        </div>
      )}
    </header>
  );
}

/** Two tokens, the teacher's square and the student's pill, and the place where they overlap. */
function Mark() {
  return (
    <svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true" className={styles.brandMark}>
      <rect x="3" y="3" width="18" height="18" rx="3" fill="var(--teacher-bar)" />
      <rect x="13" y="13" width="18" height="18" rx="9" fill="var(--student-bar)" />
      <path d="M13 21v0a8 8 0 0 1 8-8v5a3 3 0 0 1-3 3z" fill="var(--replaced-line)" />
    </svg>
  );
}
