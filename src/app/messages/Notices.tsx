/** Things worth knowing that stop nothing, gathered in one box. */
import { type PageNotice, useView } from '../store/view';
import { noticeText } from '../text/labels';
import { useExplain, useLabels, useT } from '../text/text';
import { Icon } from '../ui/Icon';

export function Notices() {
  const t = useT();
  const explain = useExplain();
  const labels = useLabels();
  const notices = useView((state) => state.notices);
  const inWords = (notice: PageNotice): string => {
    if ('ofLink' in notice) return noticeText(notice.ofLink, labels);
    return 'key' in notice ? t(notice.key, notice.values) : explain(notice);
  };
  if (notices.length === 0) return null;
  return (
    <div className="note" role="status">
      <div className="note-body">
        <p className="note-title">{t('notice.title')}</p>
        {notices.map((notice) => (
          <p key={inWords(notice)}>{inWords(notice)}</p>
        ))}
      </div>
      <button
        type="button"
        className="info corner"
        aria-label={t('action.dismiss')}
        onClick={() => useView.setState({ notices: [] })}
      >
        <Icon name="cross" />
      </button>
    </div>
  );
}
