/** The moment that is looked at: a line at its step, and a veil over what came later. */
import { ReferenceArea, ReferenceLine } from 'recharts';
import { useRun } from '../../store/experiment/state';
import { useView } from '../../store/view';

/** Over curves and their dots, below the axes' numbers and what the visitor expected. */
const VEIL = 610;
export const ABOVE_VEIL = 620;

/** @param to last step that the plot shows */
export function ShownMoment({ to }: { readonly to: number }) {
  const step = useView((state) => state.moment?.step);
  const recorded = useRun((state) => state.recorded);
  if (step === undefined) return null;
  return (
    <>
      {step < to && (
        <ReferenceArea
          x1={step}
          x2={to}
          stroke="none"
          fill="var(--panel)"
          // A recording that is played shows its curves as they came; of one's own run the rest is known.
          fillOpacity={recorded ? 1 : 0.72}
          zIndex={VEIL}
        />
      )}
      <ReferenceLine x={step} stroke="var(--ink)" strokeWidth={1.5} zIndex={ABOVE_VEIL} />
    </>
  );
}
