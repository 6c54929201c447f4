/** Start / Pause / Resume, Step, Reset, Share. */
import { askReset, share, step, toggleRun } from '../store/experiment/actions';
import { isBusy, isPreparing, useRun } from '../store/experiment/state';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';

export function RunControls() {
  const t = useT();
  const active = useRun((state) => state.active);
  const phase = useRun((state) => state.phase);
  const resettable = useRun((state) => state.running !== null);
  const busy = isBusy({ active, phase });
  const preparing = isPreparing({ active, phase });
  const main = !active ? 'start' : busy ? 'pause' : 'resume';
  return (
    <fieldset className="controls" aria-label={t('action.controls')}>
      <button type="button" className="btn btn-main" onClick={toggleRun} disabled={preparing}>
        <Icon name={busy ? 'pause' : 'play'} />
        {t(`action.${main}`)}
      </button>
      <button type="button" className="btn" onClick={step} disabled={busy || phase === 'finished'}>
        <Icon name="step" />
        {t('action.step')}
      </button>
      <button type="button" className="btn" onClick={askReset} disabled={!resettable}>
        <Icon name="reset" />
        {t('action.reset')}
      </button>
      <button type="button" className="btn" onClick={share}>
        <Icon name="share" />
        {t('action.share')}
      </button>
    </fieldset>
  );
}
