/** Vertical lines where live settings changed, the newest with their words. */
import { useContext } from 'react';
import { ReferenceLine } from 'recharts';
import styles from '../charts.module.css';
import type { Mark } from '../marks';
import { ChartScale } from '../scale';

/** Words of more marks would cover each other. */
const WITH_WORDS = 3;
const LINE_HEIGHT = 13;

export interface MarksProps {
  readonly marks: readonly Mark[];
  readonly domain: readonly [number, number];
}

export function Marks({ marks, domain: [from, to] }: MarksProps) {
  const scale = useContext(ChartScale);
  const silent = Math.max(0, marks.length - WITH_WORDS);
  return marks.map(({ step, short }, at) => (
    <ReferenceLine
      key={step}
      x={step}
      stroke="var(--ink-3)"
      strokeDasharray="1 3"
      strokeWidth={1.5}
      {...(at < silent
        ? {}
        : {
            label: {
              value: short,
              // On the side with more room.
              position: step - from < (to - from) / 2 ? 'insideTopLeft' : 'insideTopRight',
              offset: 4,
              dy: (at - silent) * LINE_HEIGHT * scale,
              fill: 'var(--ink-2)',
              fontSize: 11.5 * scale,
              className: styles.markLabel ?? '',
            },
          })}
    />
  ));
}
