/** Placeholders in the page's texts: `{name}`, and `{name|row|rows}` for a number with the form that its language wants. */

const pluralRules = new Map<string, Intl.PluralRules>();

function formOf(language: string, value: number, forms: readonly string[]): string {
  let rules = pluralRules.get(language);
  if (!rules) {
    rules = new Intl.PluralRules(language);
    pluralRules.set(language, rules);
  }
  // Forms are written in the order zero, one, two, few, many, other, as far as the language has them.
  const order = ['zero', 'one', 'two', 'few', 'many', 'other'].filter((category) =>
    rules.resolvedOptions().pluralCategories.some((has) => has === category),
  );
  return forms[order.indexOf(rules.select(value))] ?? forms.at(-1) ?? '';
}

/**
 * Fills the placeholders of a text; one without a value stays as it is.
 *
 * @example fill('{n|row|rows} read', { n: 1 }, 'en') // "1 row read"
 */
export function fill(
  text: string,
  values: Readonly<Record<string, string | number>> = {},
  language = 'en',
): string {
  return text.replace(/\{(\w+)((?:\|[^{}|]*)*)\}/g, (whole, name: string, forms: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (forms === '') return String(value);
    return `${value} ${formOf(language, Number(value), forms.slice(1).split('|'))}`;
  });
}
