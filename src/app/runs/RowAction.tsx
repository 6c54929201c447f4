/** One button of a kept run or comparison; screen readers hear the name of what it acts on, too. */
import { useT } from '../text/all-text';

export interface RowActionProps {
  readonly action: string;
  /** Name of the run or comparison. */
  readonly of: string;
  readonly onPress: () => void;
  readonly disabled?: boolean;
  /** It opens a form, which is open or not. */
  readonly expanded?: boolean;
  /** It is a switch, which is on or not. */
  readonly pressed?: boolean;
}

export function RowAction({ action, of, onPress, disabled, expanded, pressed }: RowActionProps) {
  const t = useT();
  return (
    <button
      type="button"
      className="btn btn-small"
      aria-label={t('runs.of', { action, name: of })}
      aria-expanded={expanded}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onPress}
    >
      {action}
    </button>
  );
}
