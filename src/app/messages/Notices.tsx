/** Things worth knowing that stop nothing, gathered in one box. */
import { useView } from '../store/view';
import { useExplain, useT } from '../text/text';
import { Icon } from '../ui/Icon';

export function Notices() {
  const t = useT();
  const explain = useExplain();
  const notices = useView((state) => state.notices);
  if (notices.length === 0) return null;
  return (
    <div className="note" role="status">
      <div className="note-body">
        <p className="note-title">{t('notice.title')}</p>
        {notices.map((notice) => (
          <p key={explain(notice)}>{explain(notice)}</p>
        ))}
      </div>
      <button
        type="button"
        className="info lesson-close"
        aria-label={t('action.dismiss')}
        onClick={() => useView.setState({ notices: [] })}
      >
        <Icon name="cross" />
      </button>
    </div>
  );
}
