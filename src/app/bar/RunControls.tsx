/** Start / Pause / Resume, Step, Reset, Share. */
import { useId } from 'react';
import { askReset, share } from '../store/experiment/actions';
import { useRun } from '../store/experiment/state';
import { showRuns } from '../store/runs/list';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import styles from './bar.module.css';
import { MainButton, StepButton } from './MainButton';
import { StartTime } from './StartTime';

export function RunControls() {
  const t = useT();
  const time = useId();
  const resettable = useRun((state) => state.running !== null);
  return (
    <fieldset className={styles.controls} data-part="controls" aria-label={t('action.controls')}>
      <StartTime id={time} />
      <MainButton describedBy={time} />
      <StepButton />
      <button type="button" className="btn" onClick={askReset} disabled={!resettable}>
        <Icon name="reset" />
        {t('action.reset')}
      </button>
      <button type="button" className="btn" onClick={() => share()}>
        <Icon name="share" />
        {t('action.share')}
      </button>
      <button type="button" className="btn" onClick={showRuns}>
        <Icon name="table" />
        {t('action.runs')}
      </button>
    </fieldset>
  );
}
