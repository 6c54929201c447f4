/** Language, colour scheme and the list of shortcuts. */
import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { openDialog } from '../store/view';
import { LANGUAGES, setLanguage, useLanguage, useT } from '../text/text';
import { Icon, type IconName } from '../ui/Icon';

const ORDER: readonly MantineColorScheme[] = ['auto', 'light', 'dark'];
const ICONS: Readonly<Record<MantineColorScheme, IconName>> = { auto: 'auto', light: 'sun', dark: 'moon' };

export function Preferences() {
  const t = useT();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = ORDER[(ORDER.indexOf(colorScheme) + 1) % ORDER.length] ?? 'auto';
  return (
    <div className="preferences">
      <select
        className="language"
        aria-label={t('language.label')}
        value={language}
        onChange={(event) => {
          const chosen = LANGUAGES.find(({ id }) => id === event.currentTarget.value);
          if (chosen) void setLanguage(chosen.id);
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
        aria-label={`${t('scheme.label')}: ${t(`scheme.${colorScheme}`)}`}
        title={`${t('scheme.label')}: ${t(`scheme.${colorScheme}`)}`}
        onClick={() => setColorScheme(next)}
      >
        <Icon name={ICONS[colorScheme]} />
      </button>
      <button
        type="button"
        className="btn btn-icon wide-only"
        aria-label={t('shortcuts.open')}
        title={t('shortcuts.open')}
        onClick={() => openDialog('shortcuts')}
      >
        <Icon name="keyboard" />
      </button>
    </div>
  );
}
