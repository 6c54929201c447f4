/** Says that the run on the page goes on in another tab, and takes it over. */
import { takeOver } from '../store/experiment/actions';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/text';

export function Elsewhere() {
  const t = useT();
  const watching = useRun((state) => state.watching);
  if (!watching) return null;
  return (
    <div className="note" role="status">
      <p className="note-body">{t('elsewhere.text')}</p>
      <button type="button" className="btn btn-small" onClick={takeOver}>
        {t('elsewhere.takeOver')}
      </button>
    </div>
  );
}
