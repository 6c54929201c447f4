/** Segments under their name. */
import { type ReactNode, useId } from 'react';
import { Segments } from './Segments';

export interface ChoiceProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

export function Choice({ name, label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="choice">
      <div className="choice-label" id={`${id}-label`}>
        {label}
      </div>
      <Segments
        id={`${id}-${name}`}
        labelledBy={`${id}-label`}
        value={value}
        options={options}
        onChange={onChange}
      />
    </div>
  );
}
