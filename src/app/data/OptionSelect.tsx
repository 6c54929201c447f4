/** One labelled choice of how a file is read; marked while the user has to make it. */
import { useId } from 'react';
import styles from './data.module.css';

export interface OptionSelectProps<T extends string> {
  readonly label: string;
  /** The chosen value; one that is not among the options shows `asked`. */
  readonly value: T | '';
  readonly options: readonly (readonly [value: T, label: string])[];
  /** The words in place of a choice while there is none. */
  readonly asked?: string | undefined;
  readonly onChoose: (value: T) => void;
}

export function OptionSelect<T extends string>({
  label,
  value,
  options,
  asked,
  onChoose,
}: OptionSelectProps<T>) {
  const id = useId();
  const choose = (chosen: string): void => {
    const option = options.find(([known]) => known === chosen);
    if (option) onChoose(option[0]);
  };
  return (
    <div className={styles.option}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className={`box ${asked === undefined ? '' : styles.boxAsked}`}
        value={asked === undefined ? value : ''}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {asked !== undefined && <option value="">{asked}</option>}
        {options.map(([known, name]) => (
          <option key={known} value={known}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
