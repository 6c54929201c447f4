/** A cell of a table of measures: the number, and small beside it its interval. */
import type { Estimate } from '../../run/protocol';
import { useT } from '../text/all-text';

export type Format = (value: number) => string;

export interface ValueProps {
  readonly estimate: Estimate | null;
  readonly format: Format;
}

export function Value({ estimate, format }: ValueProps) {
  const t = useT();
  const known = estimate !== null && Number.isFinite(estimate.value);
  const interval = known ? estimate.interval : null;
  return (
    <td>
      {known ? format(estimate.value) : t('figure.unknown')}
      {/* Empty it keeps the numbers of a column below each other. */}
      <span className="interval">
        {interval && `${format(interval[0]).replace(/%$/, '')}–${format(interval[1])}`}
      </span>
    </td>
  );
}
