/**
 * `t('…')`: the page's text in the user's language. English of the first screen comes with the page. The rest of English
 * comes after the first frame, and with each part of the page that imports `all-text.ts`; other languages come whole.
 */
import { create } from 'zustand';
import type { Problem } from '../../errors/problems';
import { recall, remember } from '../browser/local-storage';
import { en, type FirstScreenKey } from './en';
import type { LaterKey } from './en/later';
import { LABELS_EN } from './en/settings';
import { fill } from './fill';
import type { Labels } from './labels';
import { type ProblemCatalogue, sentenceOf } from './sentence';
import { termsOf } from './terms';

export type { FirstScreenKey };
export type TextKey = FirstScreenKey | LaterKey;
export type Catalogue = Readonly<Record<TextKey, string>>;
export type Language = 'en' | 'ja';
type TranslateOf<Key> = (key: Key, values?: Readonly<Record<string, string | number>>) => string;
/** For the first screen: a word that comes later does not compile. */
export type Translate = TranslateOf<FirstScreenKey>;
export type TranslateAll = TranslateOf<TextKey>;

/** Each language in its own name. */
export const LANGUAGES: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'ja', name: '日本語' },
];

interface TextState {
  readonly language: Language;
  readonly t: TranslateAll;
  /** The words for the settings, which belong to the experiment. */
  readonly labels: Labels;
  readonly explain: Explain;
}

const translator =
  (language: Language, catalogue: Partial<Catalogue>, missing = ''): TranslateAll =>
  (key, values) =>
    fill(catalogue[key] ?? missing, values, language);

/** The sentence of a problem; a finished sentence stays as it is. */
export type Explain = (message: string | Problem) => string;

const explainer =
  (catalogue: ProblemCatalogue): Explain =>
  (message) =>
    typeof message === 'string' ? message : sentenceOf(message, catalogue);

const words: Partial<Record<TextKey, string>> = { ...en };
const english = { t: translator('en', words), labels: LABELS_EN };

const useText = create<TextState>(() => ({
  language: 'en',
  ...english,
  explain: (message) => (typeof message === 'string' ? message : ''),
}));

/** The text function outside React; its answer is not updated when the language changes. */
export const t: Translate = (key, values) => useText.getState().t(key, values);

/** The text function; the component re-renders when the language changes. */
export const useT = (): Translate => useText((state) => state.t);
/** For explanations that open on a press: a word that is not here yet is empty, and rendered again when it is. */
export const useAllT = (): TranslateAll => useText((state) => state.t);
/** The sentence of a problem outside React; its answer is not updated when the language changes. */
export const explain: Explain = (message) => useText.getState().explain(message);
/** The sentences of problems; the component re-renders when the language changes. */
export const useExplain = (): Explain => useText((state) => state.explain);
export const useLabels = (): Labels => useText((state) => state.labels);
export const labels = (): Labels => useText.getState().labels;
export const useLanguage = (): Language => useText((state) => state.language);

/** Takes up English words of a later part. */
export function addEnglish(later: Readonly<Record<LaterKey, string>>): void {
  Object.assign(words, later);
  english.t = translator('en', words);
  if (useText.getState().language === 'en') useText.setState({ t: english.t });
}

/** Words that cannot be loaded are replaced by a sentence that says so. */
async function loadLaterEnglish(): Promise<void> {
  try {
    addEnglish((await import('./en/later')).enLater);
  } catch {
    english.t = translator('en', words, en['problems.notLoaded']);
  }
}

/** If the sentences cannot be loaded, the part that failed cannot either: one sentence covers both. */
const explainInEnglish = (): Promise<Explain> =>
  import('./english').then(
    ({ ENGLISH }) => explainer(ENGLISH),
    () => (message) => (typeof message === 'string' ? message : t('problems.notLoaded')),
  );

async function load(language: Language): Promise<Omit<TextState, 'language'>> {
  switch (language) {
    case 'en': {
      const [explain] = await Promise.all([explainInEnglish(), loadLaterEnglish()]);
      return { ...english, explain };
    }
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

async function show(language: Language): Promise<void> {
  useText.setState({ language, ...(await load(language)) });
  document.documentElement.lang = language;
  document.title = t('app.title');
}

/** Shows the page in the language that the user has chosen, now and at later visits. */
export async function setLanguage(language: Language): Promise<void> {
  await show(language);
  remember('language', language);
}

const known = (tag: string | null): Language | undefined => LANGUAGES.find(({ id }) => id === tag)?.id;

/** The first of the browser's languages that the page has: `ja` for `ja-JP`. */
const ofBrowser = (): Language | undefined =>
  navigator.languages.map((tag) => known(tag.split('-', 1)[0] ?? '')).find((id) => id !== undefined);

/** Loads the language chosen earlier, else that of the browser, else the rest of English. Resolves when its texts are there. */
export async function restoreLanguage(): Promise<void> {
  const wanted = known(recall('language')) ?? ofBrowser();
  try {
    if (wanted && wanted !== 'en') return await show(wanted);
  } catch {
    // Without its catalogue the page stays in English.
  }
  const rest = await load('en');
  if (useText.getState().language === 'en') useText.setState(rest);
}
