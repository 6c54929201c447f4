/** A problem as a sentence of a language. */
import type { Problem, ProblemCode, ProblemValue } from '../../errors/problems';
import { fill } from './fill';

/** The sentences of a language, and its name for `Intl`. */
export interface ProblemCatalogue {
  readonly language: string;
  readonly sentences: Readonly<Record<ProblemCode, string>>;
}

/** Lists are joined as the language does it; a problem among the values becomes its own sentence. */
export function sentenceOf({ code, values }: Problem, catalogue: ProblemCatalogue): string {
  const { language, sentences } = catalogue;
  const worded = (value: ProblemValue): string | number => {
    if (typeof value === 'string' || typeof value === 'number') return value;
    return 'code' in value ? sentenceOf(value, catalogue) : new Intl.ListFormat(language).format(value);
  };
  return fill(
    sentences[code],
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, worded(value)])),
    language,
  );
}
