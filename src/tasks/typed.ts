/** Text as people type it, brought to the plain characters of the tasks. */

/** Full-width forms become plain, all dashes and minus signs `-`, all quotation marks straight, all white space one space. */
export const plainText = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212\u00ad]/gu, '-')
    .replace(/[\u2018\u2019\u201b\u02bc]/gu, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/gu, '"')
    .replace(/\s+/gu, ' ')
    .trim();

/** Without the `=` that closes every prompt, and without a question mark after it. */
export const withoutClosing = (text: string): string => text.replace(/ ?= ?\??$/u, '');
