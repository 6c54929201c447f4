/**
 * A map drawn with one pixel a cell, which the browser enlarges without smoothing. Rows are the tokens that look, columns
 * those that are looked at. The arrow keys move the chosen row, as a slider's.
 */
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useRef,
  useState,
} from 'react';
import { glyph, quoted, spoken } from '../strip/tokens';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import styles from './heat-map.module.css';
import { type Group, rowsOf, weightOf } from './maps';
import { colourOf, useRamp } from './ramp';
import { stepped } from './TokenPicker';

export interface HeatMapProps {
  /** Name of the map for screen readers. */
  readonly name: string;
  readonly map: Float32Array;
  readonly groups: readonly Group[];
  readonly vocabulary: readonly string[];
  /** Position of the chosen token. */
  readonly selected: number;
  readonly onSelect: (position: number) => void;
}

/** From so many columns on, labels need two lines in a narrow place, and in any. */
const DENSE = 36;
const PACKED = 64;

function spacing(columns: number): string {
  if (columns > PACKED) return `${styles.heat} ${styles.packed}`;
  return columns > DENSE ? `${styles.heat} ${styles.dense}` : `${styles.heat}`;
}

interface Cell {
  readonly row: Group;
  readonly column: Group;
}

export function HeatMap({ name, map, groups, vocabulary, selected, onSelect }: HeatMapProps) {
  const t = useT();
  const canvas = useRef<HTMLCanvasElement>(null);
  const ramp = useRamp(canvas);
  const [pointed, setPointed] = useState<Cell | null>(null);
  const rows = rowsOf(groups);
  const at = rows.findIndex(({ start }) => start === selected);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context && ramp) context.putImageData(pictureOf(map, groups, ramp), 0, 0);
  }, [map, groups, ramp]);

  const cellAt = ({ clientX, clientY }: PointerEvent): Cell | null => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return null;
    const row = rows[Math.floor(((clientY - box.top) / box.height) * rows.length)];
    const column = groups[Math.floor(((clientX - box.left) / box.width) * groups.length)];
    return row && column && column.start <= row.start ? { row, column } : null;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Those scroll the map sideways, where it is too wide.
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') return;
    const to = stepped(event, selected, rows);
    if (to === null) return;
    event.preventDefault();
    onSelect(to);
  };
  const { id } = rows[at] ?? { id: 0 };
  return (
    <>
      <div
        className={spacing(groups.length)}
        role="slider"
        tabIndex={0}
        aria-label={name}
        aria-orientation="vertical"
        aria-valuemin={1}
        aria-valuemax={rows.length}
        aria-valuenow={at + 1}
        aria-valuetext={t('attention.tokenAt', { token: spoken(id, vocabulary, t), at: selected + 1 })}
        style={{ '--columns': groups.length, '--rows': rows.length } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        <div className={`${styles.columns} mono`} aria-hidden="true">
          <Labels groups={groups} vocabulary={vocabulary} />
        </div>
        <div className={`${styles.rows} mono`} aria-hidden="true">
          <Labels groups={rows} vocabulary={vocabulary} />
        </div>
        <div
          className={styles.cells}
          onPointerDown={(event) => {
            const cell = cellAt(event);
            if (cell) onSelect(cell.row.start);
          }}
          onPointerMove={(event) => setPointed(cellAt(event))}
          onPointerLeave={() => setPointed(null)}
        >
          <canvas ref={canvas} width={groups.length} height={rows.length} />
          {at >= 0 && <div className={styles.chosen} style={{ '--at': at } as CSSProperties} />}
        </div>
      </div>
      <p className={`${styles.pointed} quiet num`}>
        {pointed &&
          t('attention.cell', {
            from: quoted(pointed.row.id, vocabulary, t),
            to: quoted(pointed.column.id, vocabulary, t),
            share: percent(weightOf(map, pointed.row.start, pointed.column), 1),
          })}
      </p>
    </>
  );
}

function Labels({ groups, vocabulary }: Pick<HeatMapProps, 'groups' | 'vocabulary'>) {
  return groups.map(({ start, id }) => <span key={start}>{glyph(id, vocabulary)}</span>);
}

/** Cells that no token can look at, because they come later, stay clear. */
function pictureOf(map: Float32Array, groups: readonly Group[], ramp: readonly number[]): ImageData {
  const rows = rowsOf(groups);
  const picture = new ImageData(groups.length, rows.length);
  rows.forEach((row, y) => {
    groups.forEach((column, x) => {
      if (column.start > row.start) return;
      const [red, green, blue] = colourOf(weightOf(map, row.start, column), ramp);
      picture.data.set([red, green, blue, 255], 4 * (y * groups.length + x));
    });
  });
  return picture;
}
