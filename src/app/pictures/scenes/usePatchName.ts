import { useRun } from '../../store/experiment/state';
import { useClassName } from '../class-name';

const NO_NAMES: readonly string[] = [];

/** Names a class of a patch by its id: in words, or as the sign that is drawn in a map, nothing for the background. */
export function usePatchName(): {
  readonly words: (id: number) => string;
  readonly sign: (id: number) => string;
} {
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_NAMES);
  const className = useClassName();
  return {
    words: (id) => className(vocabulary[id] ?? ''),
    sign: (id) => (id === 0 ? '' : (vocabulary[id] ?? '')),
  };
}
