/** Plain text; a blank line begins a paragraph. */
export function Paragraphs({ text }: { readonly text: string }) {
  return text.split(/\n\s*\n/).map((paragraph, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a paragraph is its place in a text that does not change
    <p key={index}>{paragraph}</p>
  ));
}
