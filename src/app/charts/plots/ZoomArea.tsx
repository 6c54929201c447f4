/** A plot that is zoomed by dragging over its steps, by keys, and back by a double click. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { useT } from '../../text/all-text';
import { Icon } from '../../ui/Icon';
import { type ChartGroup, type Steps, setZoom } from '../chart-view';
import styles from '../charts.module.css';
import { moved, moveOfKey, within } from '../zoom';
import { MARGIN, useAxisSizes } from './common';

/** Pixels that a pointer may move in a click. */
const SLACK = 8;

interface ZoomAreaProps {
  /** Name of the chart. */
  readonly name: string;
  readonly group: ChartGroup;
  readonly whole: Steps;
  readonly shown: Steps;
  readonly zoomed: boolean;
  readonly children: ReactNode;
}

/** Pixels from the left edge of the area, and its width. */
interface Drag {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/** The step at so many pixels, of which the axis takes the first `left`. */
function stepAt(pixels: number, { width }: Drag, left: number, [from, to]: Steps): number {
  const share = (pixels - left) / Math.max(1, width - left - MARGIN.right);
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}

function placeIn(event: PointerEvent<HTMLElement>): { readonly x: number; readonly width: number } {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - left, width };
}

export function ZoomArea({ name, group, whole, shown, zoomed, children }: ZoomAreaProps) {
  const t = useT();
  const { left } = useAxisSizes();
  const [drag, setDrag] = useState<Drag | null>(null);
  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0 || (event.target as Element).closest('button')) return;
    const { x, width } = placeIn(event);
    if (x >= left) setDrag({ from: x, to: x, width });
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (!drag) return;
    const { x, width } = placeIn(event);
    if (Math.abs(x - drag.from) > SLACK) event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ ...drag, to: Math.min(width - MARGIN.right, Math.max(left, x)) });
  };
  const end = (): void => {
    if (drag && Math.abs(drag.to - drag.from) > SLACK) {
      const [a, b] = [stepAt(drag.from, drag, left, shown), stepAt(drag.to, drag, left, shown)];
      setZoom(group, within(Math.min(a, b), Math.max(a, b), whole));
    }
    setDrag(null);
  };
  const press = (event: KeyboardEvent): void => {
    const key = moveOfKey(event.key);
    if (event.key === 'Escape' && drag) setDrag(null);
    else if (key && !event.ctrlKey && !event.metaKey && !event.altKey) {
      setZoom(group, moved(key, whole, zoomed ? shown : null));
    } else return;
    event.preventDefault();
  };
  const [from, to] = shown;
  return (
    // Keys zoom it, so it has to be reachable by keyboard.
    // biome-ignore-start lint/a11y/noNoninteractiveTabindex: see above
    // biome-ignore-start lint/a11y/noNoninteractiveElementInteractions: the menu of the chart has a button for each gesture
    <section
      className={styles.zoom}
      aria-label={t('zoom.area', { chart: name, from, to })}
      aria-keyshortcuts="+ - ArrowLeft ArrowRight 0"
      tabIndex={0}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => setZoom(group, null)}
      onKeyDown={press}
    >
      {children}
      {drag && Math.abs(drag.to - drag.from) > SLACK && (
        <div
          className={styles.selection}
          style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }}
        />
      )}
      <div className={styles.zoomed} role="status">
        {zoomed && (
          <button type="button" className="btn btn-small" onClick={() => setZoom(group, null)}>
            {t('zoom.shown', { from, to })}
            <span className="visually-hidden">{t('zoom.whole')}</span>
            <Icon name="cross" size={12} />
          </button>
        )}
      </div>
    </section>
    // biome-ignore-end lint/a11y/noNoninteractiveTabindex: see above
    // biome-ignore-end lint/a11y/noNoninteractiveElementInteractions: see above
  );
}
