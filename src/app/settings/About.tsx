/** Version, promise and licences: the small print at the end of the settings. */
import { version } from '../../../package.json';
import { useT } from '../text/text';
import styles from './settings.module.css';

export function About() {
  const t = useT();
  return (
    <p className={`${styles.about} quiet`}>
      {t('about.version', { version })} · {t('about.licence')} ·{' '}
      {/* Written by the build (tools/third-party.ts). */}
      <a href="./THIRD-PARTY.txt" target="_blank" rel="noreferrer">
        {t('about.notices')}
      </a>
      <br />
      {t('about.private')}
    </p>
  );
}
