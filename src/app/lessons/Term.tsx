/** A word of the glossary, one click away from its explanation. */
import type { ReactNode } from 'react';
import { type TextKey, useAllT } from '../text/text';
import { Hint } from '../ui/Hint';

export type TermId = {
  [K in TextKey]: K extends `term.${infer Id}` ? Id : never;
}[TextKey];

/** `<Term id="chrf" />` shows the term's own name; children show another wording. */
export function Term({ id, children }: { readonly id: TermId; readonly children?: ReactNode }) {
  const t = useAllT();
  return (
    <Hint title={t(`term.${id}`)} target={children ?? t(`term.${id}`)}>
      {t(`about.${id}`)}
    </Hint>
  );
}
