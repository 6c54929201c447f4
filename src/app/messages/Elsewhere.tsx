/** Says that what is on the page goes on in another tab, and takes it over. */
import { takeOver } from '../store/experiment/actions';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/text';

export function Elsewhere() {
  const t = useT();
  const watching = useRun((state) => state.watching);
  if (!watching) return null;
  return (
    <ElsewhereNote
      text={t(watching === 'live' ? 'elsewhere.text' : 'elsewhere.closed')}
      onTakeOver={takeOver}
    />
  );
}

interface ElsewhereNoteProps {
  readonly text: string;
  readonly onTakeOver: () => void;
}

export function ElsewhereNote({ text, onTakeOver }: ElsewhereNoteProps) {
  const t = useT();
  return (
    <div className="note" role="status">
      <p className="note-body">{text}</p>
      <button type="button" className="btn btn-small" onClick={onTakeOver}>
        {t('elsewhere.takeOver')}
      </button>
    </div>
  );
}
