/** A labelled small box for a whole number from 0 on: what is typed above the largest becomes the largest. */
export interface WholeNumberProps {
  readonly label: string;
  readonly value: number;
  /** The largest number. */
  readonly most: number;
  readonly className?: string | undefined;
  readonly onChange: (value: number) => void;
}

export function WholeNumber({ label, value, most, className = '', onChange }: WholeNumberProps) {
  return (
    <label>
      {label}{' '}
      <input
        className={`box num ${className}`}
        type="number"
        min={0}
        max={most}
        value={value}
        onChange={({ currentTarget: { valueAsNumber } }) => {
          if (Number.isInteger(valueAsNumber)) onChange(Math.min(Math.max(0, valueAsNumber), most));
        }}
      />
    </label>
  );
}
