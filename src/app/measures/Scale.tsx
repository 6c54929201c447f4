/** A score between its floor and its ceiling, with its interval. */
import type { Estimate } from '../../run/protocol';

export interface ScaleProps {
  readonly label: string;
  readonly score: Estimate;
}

const at = (value: number): string => `${100 * Math.min(1, Math.max(0, value))}%`;

export function Scale({ label, score: { value, interval } }: ScaleProps) {
  return (
    <span className="scale" role="img" aria-label={label}>
      {interval && (
        <span
          className="scale-interval"
          style={{ left: at(interval[0]), right: `calc(100% - ${at(interval[1])})` }}
        />
      )}
      <span className="scale-value" style={{ left: at(value) }} />
    </span>
  );
}
