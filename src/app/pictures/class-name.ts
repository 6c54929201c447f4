import { useAllT } from '../text/text';

/** Keys of the names of classes, by the name in the data. Digits are their own names. */
const KEYS = {
  'T-shirt': 'class.tShirt',
  trousers: 'class.trousers',
  pullover: 'class.pullover',
  dress: 'class.dress',
  coat: 'class.coat',
  sandal: 'class.sandal',
  shirt: 'class.shirt',
  sneaker: 'class.sneaker',
  bag: 'class.bag',
  'ankle boot': 'class.ankleBoot',
  even: 'class.even',
  odd: 'class.odd',
  negative: 'class.negative',
  positive: 'class.positive',
  '.': 'class.background',
} as const;

const isNamed = (name: string): name is keyof typeof KEYS => Object.hasOwn(KEYS, name);

/** The answer to a scene, in as many lines as it has rows of patches; any other text as it is. */
const inRows = (text: string): string =>
  /^[.\d]{49}$/.test(text) ? text.replace(/.{7}(?=.)/g, '$&\n') : text;

/**
 * Names classes in the page's language; a name without a translation stays as it is, and so does any other text. The answer to a
 * scene has a line a row.
 */
export function useClassName(): (name: string) => string {
  const t = useAllT();
  return (name) => (isNamed(name) && t(KEYS[name])) || inRows(name);
}
