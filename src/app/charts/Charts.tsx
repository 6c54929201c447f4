/** The four charts, and a fifth where a loss has parts. Each reads only its own series, and draws nothing while it is out of sight. */
import { AcceptanceChart } from './AcceptanceChart';
import { AccuracyChart } from './AccuracyChart';
import { LossChart } from './LossChart';
import { LossTermsChart } from './LossTermsChart';
import { PositionChart } from './PositionChart';
import { SaveCurves } from './SaveCurves';
import './charts.css';

export function Charts() {
  return (
    <>
      <div className="charts">
        <LossChart />
        <AcceptanceChart />
        <AccuracyChart />
        <PositionChart />
        <LossTermsChart />
      </div>
      <SaveCurves />
    </>
  );
}
