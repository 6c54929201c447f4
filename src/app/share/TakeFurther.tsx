/** The run or the settings as a PyTorch project, saved as a zip archive. */
import type { LiveChange } from '../../experiment/changes';
import type { Experiment } from '../../experiment/fields';
import { graduate, useGraduate } from '../store/graduate/state';
import { useT } from '../text/all-text';
import { useExplain } from '../text/text';

interface Props {
  readonly experiment: Experiment;
  readonly changes: readonly LiveChange[];
}

export default function TakeFurther({ experiment, changes }: Props) {
  const t = useT();
  const explain = useExplain();
  const { busy, saved, problem } = useGraduate();
  return (
    <div>
      <p className="quiet">{t('graduate.what')}</p>
      {experiment.patience > 0 && <p className="quiet">{t('graduate.patience')}</p>}
      <button type="button" className="btn" disabled={busy} onClick={() => graduate(experiment, changes)}>
        {t('graduate.save')}
      </button>
      <p role="status">
        {busy ? t('graduate.busy') : saved === null ? '' : t('graduate.saved', { name: saved })}
      </p>
      {problem && (
        <div className="note note-bad" role="alert">
          <p className="note-body">{explain(problem)}</p>
        </div>
      )}
    </div>
  );
}
