/** Buttons and speeds of the playback, and the moment that is shown. */
import type { TraceResult } from '../../run/protocol';
import { useTrace } from '../store/trace/state';
import { useT } from '../text/all-text';
import { Icon } from '../ui/Icon';
import { Segments } from '../ui/Segments';
import { type Move, momentOf } from './moments';
import styles from './trace.module.css';
import { type Playback, SPEEDS, type Speed } from './usePlayback';

export interface PlaybackControlsProps {
  readonly result: TraceResult;
  readonly playback: Playback;
}

const BEFORE = [
  ['first', '⇤'],
  ['back', '←'],
] as const;
const AFTER = [
  ['next', '→'],
  ['last', '⇥'],
] as const;

export function PlaybackControls({ result, playback }: PlaybackControlsProps) {
  const t = useT();
  const cursor = useTrace((state) => state.cursor);
  const { tokens } = result.row;
  const { at, of } = momentOf(tokens, cursor);
  const { isPlaying, speed, setSpeed, move } = playback;
  const button = ([to, sign]: readonly [Extract<Move, 'first' | 'back' | 'next' | 'last'>, string]) => (
    <button
      key={to}
      type="button"
      className={`btn btn-small ${styles.move}`}
      aria-label={t(`trace.${to}`)}
      title={t(`trace.${to}`)}
      onClick={() => move(to)}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  return (
    <div className={styles.controls}>
      <fieldset className={styles.moves} aria-label={t('trace.steps')}>
        {BEFORE.map(button)}
        <button
          type="button"
          className={`btn btn-small btn-main ${styles.move}`}
          aria-label={t(isPlaying ? 'trace.pause' : 'trace.play')}
          title={t(isPlaying ? 'trace.pause' : 'trace.play')}
          onClick={() => move('play')}
        >
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
        {AFTER.map(button)}
      </fieldset>
      <span id="trace-speed-label" className="said">
        {t('trace.speed')}
      </span>
      <Segments
        id="trace-speed"
        labelledBy="trace-speed-label"
        value={speed}
        options={(Object.keys(SPEEDS) as Speed[]).map((value) => ({
          value,
          label: t(`trace.speed.${value}`),
        }))}
        onChange={(value) => setSpeed(value as Speed)}
      />
      <span className={`quiet num ${styles.position}`}>
        {t('trace.position', {
          ...{ token: cursor.token + 1, tokens: tokens.length, moment: at + 1, moments: of },
        })}
      </span>
      <p className={`quiet ${styles.keys}`}>{t('trace.keys')}</p>
    </div>
  );
}
