/** Start, Pause or Resume, whichever fits, and Step. */
import { step, toggleRun } from '../store/experiment/actions';
import { isBusy, isPreparing, useRun } from '../store/experiment/state';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';

export interface MainButtonProps {
  /** Id of what else is to be known before a start. */
  readonly describedBy?: string;
}

export function MainButton({ describedBy }: MainButtonProps) {
  const t = useT();
  const active = useRun((state) => state.active);
  const busy = useRun(isBusy);
  const preparing = useRun(isPreparing);
  const main = !active ? 'start' : busy ? 'pause' : 'resume';
  return (
    <button
      type="button"
      className="btn btn-main"
      onClick={toggleRun}
      disabled={preparing}
      {...(active || describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
    >
      <Icon name={busy ? 'pause' : 'play'} />
      {t(`action.${main}`)}
    </button>
  );
}

export function StepButton() {
  const t = useT();
  const busy = useRun(isBusy);
  const finished = useRun((state) => state.phase === 'finished' && !state.recorded);
  return (
    <button type="button" className="btn" onClick={step} disabled={busy || finished}>
      <Icon name="step" />
      {t('action.step')}
    </button>
  );
}
