/** The top of the page: who we are, the buttons that run things, and the figures that move. */
import { useCompare } from '../store/compare/state';
import { useT } from '../text/text';
import { BackendBadge } from './BackendBadge';
import { Figures } from './Figures';
import { PhaseLine } from './PhaseLine';
import { Preferences } from './Preferences';
import { RunControls } from './RunControls';
import { Views } from './Views';
import './bar.css';

export function TopBar() {
  const t = useT();
  const comparing = useCompare((state) => state.open);
  return (
    <header className="bar">
      <div className="bar-top">
        <div className="brand">
          <Mark />
          <div>
            <h1 className="brand-name">{t('app.name')}</h1>
            <p className="brand-line">{t('app.tagline')}</p>
          </div>
        </div>
        <Views />
        {!comparing && <RunControls />}
        <div className="bar-end">
          <BackendBadge />
          <Preferences />
        </div>
      </div>
      {!comparing && (
        <div className="bar-figures">
          <Figures />
          <PhaseLine />
        </div>
      )}
    </header>
  );
}

/** Two tokens, the teacher's square and the student's pill, and the place where they overlap. */
function Mark() {
  return (
    <svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true" className="brand-mark">
      <rect x="3" y="3" width="18" height="18" rx="3" fill="var(--teacher-bar)" />
      <rect x="13" y="13" width="18" height="18" rx="9" fill="var(--student-bar)" />
      <path d="M13 21v0a8 8 0 0 1 8-8v5a3 3 0 0 1-3 3z" fill="var(--replaced-line)" />
    </svg>
  );
}
