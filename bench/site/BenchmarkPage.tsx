/** The page: what it does, a button, and the results as they come. */
import { useEffect, useState } from 'react';
import { ReportText } from './ReportText';
import { Results } from './Results';
import {
  chooseLanguage,
  chosenLanguage,
  LANGUAGES,
  type Language,
  type TextKey,
  type Translate,
  translate,
} from './text';
import { type Measurement, useMeasurement } from './useMeasurement';

export function BenchmarkPage() {
  const [language, setLanguage] = useState<Language>(chosenLanguage);
  const t: Translate = (key, values) => translate(language, key, values);
  const { measurement, start, stop } = useMeasurement(language);
  const { phase, report, absent } = measurement;
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${translate(language, 'title')} · Distillery`;
  }, [language]);
  return (
    <main className="page">
      <header className="head">
        <a href="./">← {t('back')}</a>
        <label>
          {t('language')}{' '}
          <select
            value={language}
            onChange={({ target }) => {
              const chosen = LANGUAGES.find(({ id }) => id === target.value)?.id ?? 'en';
              chooseLanguage(chosen);
              setLanguage(chosen);
            }}
          >
            {LANGUAGES.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </header>
      <h1>{t('title')}</h1>
      <p>{t('what')}</p>
      <p className="quiet">{t('still')}</p>
      {!crossOriginIsolated && <p className="quiet">{t('isolated')}</p>}
      <div className="controls">
        {phase === 'running' ? (
          <button type="button" onClick={stop}>
            {t('stop')}
          </button>
        ) : (
          <button type="button" onClick={start}>
            {t(phase === 'idle' ? 'start' : 'again')}
          </button>
        )}
        <Progress measurement={measurement} t={t} />
      </div>
      {report && <Results report={report} absent={absent} language={language} t={t} />}
      {report && phase !== 'running' && <ReportText report={report} t={t} />}
    </main>
  );
}

function Progress({ measurement, t }: { readonly measurement: Measurement; readonly t: Translate }) {
  const { phase, now, message, report } = measurement;
  const words = (): string => {
    switch (phase) {
      case 'idle':
        return '';
      case 'running':
        return now
          ? t('now', { case: t(`case.${now.case.name}` as TextKey), backend: now.contestant.name })
          : t('opening');
      case 'failed':
        return t(report ? 'lost' : 'failed', { message });
      default:
        return t(report ? phase : 'nothing');
    }
  };
  return (
    <>
      {phase === 'running' && (
        <progress aria-label={t('progress')} max={now?.total ?? 1} value={now ? now.done : 0} />
      )}
      <p role="status">{words()}</p>
    </>
  );
}
