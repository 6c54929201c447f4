/** A few choices side by side: radio buttons in the shape of one control. */

export interface SegmentsProps {
  readonly id: string;
  readonly labelledBy: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

export function Segments({ id, labelledBy, value, options, onChange }: SegmentsProps) {
  return (
    <fieldset className="segments" aria-labelledby={labelledBy}>
      {options.map((option) => (
        <label key={option.value} className="segment">
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
