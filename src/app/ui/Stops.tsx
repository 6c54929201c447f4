/** A slider over a few named stops. */

export interface StopsProps {
  readonly label: string;
  /** Index of the chosen stop. */
  readonly value: number;
  readonly count: number;
  /** Said instead of the index. */
  readonly valueText: string;
  readonly marks: readonly { readonly at: number; readonly text: string | number }[];
  readonly onChange: (stop: number) => void;
}

export function Stops({ label, value, count, valueText, marks, onChange }: StopsProps) {
  const last = Math.max(1, count - 1);
  return (
    <div className="stops">
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={value}
        aria-label={label}
        aria-valuetext={valueText}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
      <div className="stops-marks num" aria-hidden="true">
        {marks.map(({ at, text }) => (
          <span key={at} style={{ left: `${(at / last) * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}
