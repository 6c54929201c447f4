/** What the worker says, in the page's language. */
import type { Message } from '../../run/protocol';
import { useExplain } from '../text/text';

export function Sentence({ message }: { readonly message: Message }) {
  return useExplain()(message);
}
