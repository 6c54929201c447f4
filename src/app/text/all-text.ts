/** The text functions for parts of the page that are loaded after the first screen: all words of the page. */
import { enLater } from './en/later';
import { addEnglish, type TranslateAll, t as text, useAllT } from './text';

addEnglish(enLater);

export const t = text as TranslateAll;
export { useAllT as useT };
