/** The four charts, and a fifth where a loss has parts. Each reads only its own series, and draws nothing while it is out of sight. */
import { Suspense } from 'react';
import { useShowsClasses } from '../store/experiment/shown-task';
import { useRun } from '../store/experiment/state';
import { lazyPart } from '../ui/lazy-part';
import { AcceptanceChart } from './AcceptanceChart';
import styles from './charts.module.css';
import { LossChart } from './LossChart';
import { PositionChart } from './PositionChart';
import { ScoreChart } from './ScoreChart';

const LossTermsChart = lazyPart(() => import('./LossTermsChart'));
const SaveCurves = lazyPart(() => import('./SaveCurves'));

export function Charts() {
  const any = useRun((state) => state.history.loss.length + state.history.warmUp.length > 0);
  // Most losses have no parts.
  const parts = useRun(({ history }) => Object.keys(history.lossTerms).length > 1);
  // Nothing is proposed, and an answer has one position.
  const classes = useShowsClasses();
  return (
    <>
      <div className={styles.charts}>
        <LossChart />
        {!classes && <AcceptanceChart />}
        <ScoreChart />
        {!classes && <PositionChart />}
        {parts && (
          <Suspense fallback={null}>
            <LossTermsChart />
          </Suspense>
        )}
      </div>
      {any && (
        <Suspense fallback={null}>
          <SaveCurves />
        </Suspense>
      )}
    </>
  );
}
