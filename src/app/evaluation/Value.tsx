/** A cell of a table of measures: the number, and small beside it its interval. */
import type { Measure } from '../../run/protocol';
import { useT } from '../text/text';

export type Format = (value: number) => string;

export interface ValueProps {
  readonly measure: Measure | null;
  readonly format: Format;
}

export function Value({ measure, format }: ValueProps) {
  const t = useT();
  const known = measure !== null && Number.isFinite(measure.value);
  const interval = known ? measure.interval : null;
  return (
    <td>
      {known ? format(measure.value) : t('figure.unknown')}
      {/* Empty it keeps the numbers of a column below each other. */}
      <span className="measures-interval">
        {interval && `${format(interval[0]).replace(/%$/, '')}–${format(interval[1])}`}
      </span>
    </td>
  );
}
