/** The way to the parts of the page that a link has hidden. */
import { showEverything } from '../store/presentation/actions';
import { usePresentation } from '../store/presentation/state';
import { useT } from '../text/text';

export function ShowEverything() {
  const t = useT();
  const any = usePresentation(({ hide }) => hide.length > 0);
  if (!any) return null;
  return (
    <button type="button" className="link" title={t('present.hidden')} onClick={showEverything}>
      {t('present.showEverything')}
    </button>
  );
}
