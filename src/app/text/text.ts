/**
 * `t('…')`: the page's text in the user's language. English comes with the page, others when asked for; the sentences of
 * problems come after the first frame.
 */
import { create } from 'zustand';
import type { Problem } from '../../errors/problems';
import { recall, remember } from '../browser/local-storage';
import { en, type TextKey } from './en';
import { LABELS_EN } from './en/settings';
import { fill } from './fill';
import type { Labels } from './labels';
import { type ProblemCatalogue, sentenceOf } from './sentence';
import { termsOf } from './terms';

export type { TextKey };
export type Catalogue = Readonly<Record<TextKey, string>>;
export type Language = 'en' | 'ja';
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** Each language in its own name. */
export const LANGUAGES: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'ja', name: '日本語' },
];

interface TextState {
  readonly language: Language;
  readonly t: Translate;
  /** The words for the settings, which belong to the experiment. */
  readonly labels: Labels;
  readonly explain: Explain;
}

const translator =
  (language: Language, catalogue: Catalogue): Translate =>
  (key, values) =>
    fill(catalogue[key], values, language);

/** The sentence of a problem; a finished sentence stays as it is. */
export type Explain = (message: string | Problem) => string;

const explainer =
  (catalogue: ProblemCatalogue): Explain =>
  (message) =>
    typeof message === 'string' ? message : sentenceOf(message, catalogue);

const english = { t: translator('en', en), labels: LABELS_EN };

const useText = create<TextState>(() => ({
  language: 'en',
  ...english,
  explain: (message) => (typeof message === 'string' ? message : ''),
}));

/** The text function outside React; its answer is not updated when the language changes. */
export const t: Translate = (key, values) => useText.getState().t(key, values);

/** The text function; the component re-renders when the language changes. */
export const useT = (): Translate => useText((state) => state.t);
/** The sentence of a problem outside React; its answer is not updated when the language changes. */
export const explain: Explain = (message) => useText.getState().explain(message);
/** The sentences of problems; the component re-renders when the language changes. */
export const useExplain = (): Explain => useText((state) => state.explain);
export const useLabels = (): Labels => useText((state) => state.labels);
export const labels = (): Labels => useText.getState().labels;
export const useLanguage = (): Language => useText((state) => state.language);

/** If the sentences cannot be loaded, the part that failed cannot either: one sentence covers both. */
const explainInEnglish = (): Promise<Explain> =>
  import('./english').then(
    ({ ENGLISH }) => explainer(ENGLISH),
    () => (message) => (typeof message === 'string' ? message : t('problems.notLoaded')),
  );

async function load(language: Language): Promise<Omit<TextState, 'language'>> {
  switch (language) {
    case 'en':
      return { ...english, explain: await explainInEnglish() };
    case 'ja': {
      const [{ ja }, { LABELS_JA }, { PROBLEMS_JA, TERMS_JA }] = await Promise.all([
        import('./ja'),
        import('./ja/settings'),
        import('./ja/problems'),
      ]);
      return {
        t: translator('ja', ja),
        labels: LABELS_JA,
        explain: explainer({
          language: 'ja',
          sentences: PROBLEMS_JA,
          terms: { ...termsOf(LABELS_JA, ja), ...TERMS_JA },
          quotes: ['「', '」'],
          more: '{names}、ほか {rest} 件',
          space: '',
        }),
      };
    }
    default:
      return language satisfies never;
  }
}

export async function setLanguage(language: Language): Promise<void> {
  useText.setState({ language, ...(await load(language)) });
  document.documentElement.lang = language;
  document.title = t('app.title');
  remember('language', language);
}

/** Loads the remembered language, else the rest of English. Resolves when its texts are there. */
export async function restoreLanguage(): Promise<void> {
  const wanted = LANGUAGES.find(({ id }) => id === recall('language'))?.id;
  try {
    if (wanted && wanted !== 'en') return await setLanguage(wanted);
  } catch {
    // Without its catalogue the page stays in English.
  }
  useText.setState({ explain: await explainInEnglish() });
}
