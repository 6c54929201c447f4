/** The QR code of a link, dark on light in every colour scheme: cameras want it so. */
import { useMemo } from 'react';
import { save } from '../browser/download';
import { useT } from '../text/all-text';
import { QUIET_ZONE, qrPath, qrSvg } from './qr';
import styles from './share.module.css';

export function QrCode({ text }: { readonly text: string }) {
  const t = useT();
  const code = useMemo(() => qrPath(text), [text]);
  if (!code) return <p className={`quiet ${styles.qr}`}>{t('share.qrTooLong')}</p>;
  const side = code.size + 2 * QUIET_ZONE;
  return (
    <div className={styles.qr}>
      <svg
        viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`}
        shapeRendering="crispEdges"
        role="img"
        aria-label={t('share.qr')}
      >
        <rect x={-QUIET_ZONE} y={-QUIET_ZONE} width={side} height={side} fill="#fff" />
        <path d={code.path} fill="#000" />
      </svg>
      <button
        type="button"
        className="link"
        onClick={() => save('distillery-link.svg', new Blob([qrSvg(code)], { type: 'image/svg+xml' }))}
      >
        {t('share.qrSave')}
      </button>
    </div>
  );
}
