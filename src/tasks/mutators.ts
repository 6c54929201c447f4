/** Rules that say the same thing in another form: small slips, other openings, another order. */

const withoutMark = (text: string): string => text.replace(/\?+$/u, '');
const words = (text: string): string[] => withoutMark(text).split(' ');

/** Changes the longest word, the first of several. */
function inLongest(text: string, change: (word: string) => string): string {
  const longest = words(text).reduce((most, word) => (word.length > most.length ? word : most), '');
  return text.replace(longest, change(longest));
}

export const MUTATORS = {
  none: (text) => text,
  'no-mark': withoutMark,
  please: (text) => `please ${text}`,
  opening: (text) => `oh ${text}`,
  'swapped-letters': (text) =>
    inLongest(text, (word) => `${word.charAt(1)}${word.charAt(0)}${word.slice(2)}`),
  'two-marks': (text) => `${text}?`,
  urgency: (text) => `${withoutMark(text)} now?`,
  'missing-letter': (text) => inLongest(text, (word) => word.slice(0, -1)),
  'doubled-letter': (text) => inLongest(text, (word) => word + word.slice(-1)),
  'no-spaces': (text) => text.replaceAll(' ', ''),
  'words-reversed': (text) => `${words(text).reverse().join(' ')}?`,
  'said-twice': (text) => `${withoutMark(text)} ${text}`,
} as const satisfies Readonly<Record<string, (text: string) => string>>;

export type MutatorName = keyof typeof MUTATORS;

/** Forms that occur in the training data; the others are unseen. */
export const FAMILIAR: readonly MutatorName[] = ['none', 'no-mark', 'please', 'opening', 'swapped-letters'];
