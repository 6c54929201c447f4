/** The link itself, where it could not be copied. */
import { fingerprintText } from '../../experiment/user-data';
import { useView } from '../store/view';
import { useT } from '../text/text';

export function ShareLink() {
  const t = useT();
  const link = useView((state) => state.shareLink);
  const { task, ownData } = useView((state) => state.shared);
  return (
    <>
      <p className="dialog-text">
        {t('share.text')}
        {task === 'own' && ` ${t('data.notInLink', { fingerprint: fingerprintText(ownData) })}`}
      </p>
      <input
        className="box mono"
        aria-label={t('share.link')}
        readOnly
        data-first
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
    </>
  );
}
