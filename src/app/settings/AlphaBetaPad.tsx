/** The α-β divergence as a place in a square, α to the right and β upwards, with the known divergences at its corners. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { defaultsOf } from '../../experiment/method-defaults';
import { edit } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { useLocked } from '../store/presentation/state';
import { short } from '../text/format';
import { useLabels, useT } from '../text/text';
import styles from './alpha-beta-pad.module.css';

/** α and β. */
type Place = readonly [number, number];

const STEP = 0.05;
const MOVES: Readonly<Record<string, Place>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

/** On the grid of the steps, inside of the square. */
const onGrid = (value: number): number => Math.min(1, Math.max(0, Math.round(value / STEP) / (1 / STEP)));
const percent = (value: number): string => `${100 * Math.min(1, value)}%`;

export default function AlphaBetaPad() {
  const t = useT();
  const { choices } = useLabels();
  const alpha = useDraftExperiment((state) => state.experiment.abAlpha);
  const beta = useDraftExperiment((state) => state.experiment.abBeta);
  const lockedAlpha = useLocked('abAlpha');
  const lockedBeta = useLocked('abBeta');
  const locked = lockedAlpha || lockedBeta;
  const put = ([a, b]: Place): void => {
    if (locked) return;
    edit('abAlpha', onGrid(a));
    edit('abBeta', onGrid(b));
  };
  const follow = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): void => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    put([(clientX - left) / width, 1 - (clientY - top) / height]);
  };
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const by = MOVES[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    put([alpha + by[0], beta + by[1]]);
  };
  const { abAlpha, abBeta } = defaultsOf('abkd');
  const places: readonly { readonly name: string; readonly place: Place }[] = [
    { name: choices.divergence['reverse-kl'], place: [0, 1] },
    { name: choices.divergence['forward-kl'], place: [1, 0] },
    { name: choices.method.abkd, place: [abAlpha, abBeta] },
  ];
  return (
    <div className={styles.pad}>
      <div
        className={styles.square}
        role="slider"
        tabIndex={locked ? -1 : 0}
        aria-label={t('alphaBeta.label')}
        aria-disabled={locked}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={Math.min(1, alpha)}
        aria-valuetext={`α ${short(alpha)}, β ${short(beta)}`}
        onKeyDown={move}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
        }}
      >
        {places.map(({ name, place: [a, b] }) => (
          <span key={name} className={styles.known} style={{ left: percent(a), bottom: percent(b) }} />
        ))}
        <span className={styles.place} style={{ left: percent(alpha), bottom: percent(beta) }} />
      </div>
      <div className={styles.names}>
        {places.map(({ name, place }) => (
          <button
            key={name}
            type="button"
            className="link"
            aria-pressed={place[0] === alpha && place[1] === beta}
            onClick={() => put(place)}
          >
            {name} <span className="num">({place.join(', ')})</span>
          </button>
        ))}
        <p className="quiet">{t('alphaBeta.keys')}</p>
      </div>
    </div>
  );
}
