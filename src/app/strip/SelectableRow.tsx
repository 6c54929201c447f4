/** One sequence of a batch whose tokens can be selected, with a single stop of the Tab key in the batch. */
import { type StripSnapshot, useRun } from '../store/experiment/state';
import { pin, useView } from '../store/view';
import { StripRowView } from './StripRow';

const NO_VOCABULARY: readonly string[] = [];
/** Positions of the first task, until a task is loaded. */
const POSITIONS = 41;

/** Longest response of the run's task, in tokens. */
export const usePositions = (): number => useRun((state) => state.loaded?.responseLength ?? POSITIONS);

export interface SelectableRowProps {
  readonly strip: StripSnapshot;
  readonly index: number;
  readonly direction: 'ltr' | 'rtl';
}

export function SelectableRow({ strip, index, direction }: SelectableRowProps) {
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_VOCABULARY);
  const positions = usePositions();
  const selection = useView((state) => state.selection);
  const selected = selection?.row === index ? selection.column : null;
  const row = strip.rows[index];
  return (
    row && (
      <StripRowView
        {...{ index, row, vocabulary, positions, direction, selected }}
        tabStop={selection ? selected : index === 0 ? 0 : null}
        onSelect={(column) => pin(strip, { row: index, column })}
      />
    )
  );
}
