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
} as const;

const isNamed = (name: string): name is keyof typeof KEYS => Object.hasOwn(KEYS, name);

/** Names classes in the page's language; a name without a translation stays as it is, and so does any other text. */
export function useClassName(): (name: string) => string {
  const t = useAllT();
  return (name) => (isNamed(name) && t(KEYS[name])) || name;
}
