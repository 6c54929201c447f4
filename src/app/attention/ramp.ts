/** From a share to a colour: one hue from the paper's lightness to the ink's, readable without seeing hues. */
import { type RefObject, useEffect, useState } from 'react';

/** The stops in styles/colours.css, evenly spaced. */
const STOPS = ['--heat-0', '--heat-1', '--heat-2', '--heat-3', '--heat-4'];

/** Red, green and blue of one stop after the other, each 0 … 255. */
export type Ramp = readonly number[];

const channelsOf = (hex: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(hex.trim().slice(at, at + 2), 16));

/** @param share 0 … 1; its square root is what is shown, because most shares are small. Outside, or NaN: the nearest end, or 0 */
export function colourOf(share: number, ramp: Ramp): readonly [number, number, number] {
  const last = ramp.length / 3 - 1;
  const at = last * Math.sqrt(Math.min(1, Math.max(0, share || 0)));
  const below = Math.min(Math.floor(at), last - 1);
  const channel = (index: number): number => {
    const from = ramp[3 * below + index] ?? 0;
    return Math.round(from + (at - below) * ((ramp[3 * below + 3 + index] ?? from) - from));
  };
  return [channel(0), channel(1), channel(2)];
}

/** The ramp of the colour scheme that an element is shown in; null before the first paint. */
export function useRamp(element: RefObject<HTMLElement | null>): Ramp | null {
  const [ramp, setRamp] = useState<Ramp | null>(null);
  useEffect(() => {
    const read = (): void => {
      if (!element.current) return;
      const style = getComputedStyle(element.current);
      setRamp(STOPS.flatMap((stop) => channelsOf(style.getPropertyValue(stop))));
    };
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ['data-scheme'] });
    return () => observer.disconnect();
  }, [element]);
  return ramp;
}
