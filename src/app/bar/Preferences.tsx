/** Language, colour scheme, the view for a projector and the list of shortcuts. */
import { problem } from '../../errors/problems';
import { useCompare } from '../store/compare/state';
import { SCHEMES, type Scheme, setScheme, useScheme } from '../store/scheme';
import { openDialog, toast } from '../store/view';
import { explain, LANGUAGES, setLanguage, useLanguage, useT } from '../text/text';
import { Icon, type IconName } from '../ui/Icon';
import styles from './bar.module.css';
import { PresentButton } from './PresentButton';

const ICONS: Readonly<Record<Scheme, IconName>> = { auto: 'auto', light: 'sun', dark: 'moon' };

export function Preferences() {
  const t = useT();
  const language = useLanguage();
  const scheme = useScheme((state) => state.scheme);
  const comparing = useCompare((state) => state.open);
  const next = SCHEMES[(SCHEMES.indexOf(scheme) + 1) % SCHEMES.length] ?? 'auto';
  return (
    <div className={styles.preferences}>
      <select
        className={styles.language}
        aria-label={t('language.label')}
        value={language}
        onChange={(event) => {
          const chosen = LANGUAGES.find(({ id }) => id === event.currentTarget.value);
          if (chosen) setLanguage(chosen.id).catch(() => toast(explain(problem('part-not-loaded'))));
        }}
      >
        {LANGUAGES.map(({ id, name }) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="btn btn-icon"
        aria-label={`${t('scheme.label')}: ${t(`scheme.${scheme}`)}`}
        title={`${t('scheme.label')}: ${t(`scheme.${scheme}`)}`}
        onClick={() => setScheme(next)}
      >
        <Icon name={ICONS[scheme]} />
      </button>
      {!comparing && <PresentButton />}
      <button
        type="button"
        className={`btn btn-icon ${styles.wideOnly}`}
        aria-label={t('shortcuts.open')}
        title={t('shortcuts.open')}
        onClick={() => openDialog('shortcuts')}
      >
        <Icon name="keyboard" />
      </button>
    </div>
  );
}
