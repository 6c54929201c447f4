/** A scene with what is said of its patches drawn over it. */
import { pictureUrl } from '../bmp';
import styles from './scenes.module.css';

/** Pixels along a side of a scene: the unit of the drawing. */
const SIDE = 28;

export interface SceneMapProps {
  readonly pixels: string;
  /** Classes of the patches by name; absent for the picture alone. */
  readonly names?: readonly string[];
  /** Which patches are wrong. */
  readonly wrong?: readonly boolean[];
  /** How much each patch counts, from 0 to 1. */
  readonly weights?: readonly number[];
  readonly tone?: 'teacher' | 'student' | 'plain';
}

export function SceneMap({ pixels, names, wrong, weights, tone = 'plain' }: SceneMapProps) {
  const patches = names ?? weights ?? [];
  const across = Math.sqrt(patches.length);
  const size = SIDE / Math.max(1, across);
  return (
    <svg className={styles.map} viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
      <image
        href={pictureUrl(pixels)}
        width={SIDE}
        height={SIDE}
        className={patches.length > 0 ? styles.faint : styles.sharp}
      />
      {patches.map((patch, place) => {
        const [x, y] = [(place % across) * size, Math.floor(place / across) * size];
        const key = `${x} ${y}`;
        if (typeof patch === 'number') {
          return (
            <rect
              key={key}
              {...{ x, y }}
              width={size}
              height={size}
              className={styles.weight}
              opacity={patch}
            />
          );
        }
        const isWrong = wrong?.[place] ?? false;
        if (patch === '' && !isWrong) return null;
        return (
          <g key={key} className={isWrong ? styles.wrong : styles[tone]}>
            <rect x={x + 0.15} y={y + 0.15} width={size - 0.3} height={size - 0.3} />
            <text x={x + size / 2} y={y + size / 2}>
              {patch}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
