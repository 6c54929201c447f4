/** Action under way, outcome of the last one, and the button that undoes a deletion. */
import { undeleteModel } from '../store/models/actions';
import { useModels } from '../store/models/state';
import { useT } from '../text/all-text';
import { useExplain } from '../text/text';

export function Outcome() {
  const t = useT();
  const explain = useExplain();
  const { busy, done, notes, refusals, deleted } = useModels();
  return (
    <>
      <div role="status">
        {busy && busy !== 'list' && <p className="quiet">{t(`models.busy.${busy}`)}</p>}
        {!busy && done && <p>{done}</p>}
        {notes.map(explain).map((note) => (
          <p key={note} className="quiet">
            {note}
          </p>
        ))}
      </div>
      <div role="alert">
        {refusals.map(explain).map((refusal) => (
          <div key={refusal} className="note note-bad">
            <p className="note-body">{refusal}</p>
          </div>
        ))}
      </div>
      {deleted && (
        <div className="note" role="status">
          <p className="note-body">{t('models.deleted', { name: deleted.name })}</p>
          <button type="button" className="btn btn-small" onClick={undeleteModel} disabled={busy !== null}>
            {t('models.undo')}
          </button>
        </div>
      )}
    </>
  );
}
