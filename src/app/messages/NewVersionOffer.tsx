/** The offer itself, and why the new version cannot come yet. */
import { useState } from 'react';
import { changeToNewVersion } from '../browser/service-worker';
import { useNewVersion } from '../store/new-version';
import { useT } from '../text/all-text';

interface OfferProps {
  readonly registration: ServiceWorkerRegistration;
}

export default function NewVersionOffer({ registration }: OfferProps) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  /** Other tabs that show the page; null where the new version has not answered, undefined before it was asked. */
  const [others, setOthers] = useState<number | null>();
  const reload = async (): Promise<void> => {
    setAsking(true);
    const counted = await changeToNewVersion(registration);
    // The page is being loaded anew.
    if (counted === 0) return;
    setOthers(counted);
    setAsking(false);
  };
  return (
    <div className="note" role="status">
      <div className="note-body">
        <p className="note-title">{t('version.title')}</p>
        <p>{t('version.text')}</p>
        {others === null && <p>{t('version.silent')}</p>}
        {typeof others === 'number' && <p>{t('version.others', { others })}</p>}
        <div className="note-actions">
          <button type="button" className="btn btn-small" disabled={asking} onClick={reload}>
            {t('version.reload')}
          </button>
          <button
            type="button"
            className="btn btn-small"
            onClick={() => useNewVersion.setState({ offered: null })}
          >
            {t('action.dismiss')}
          </button>
        </div>
      </div>
    </div>
  );
}
