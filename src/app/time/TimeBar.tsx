/** A slider over the steps of the run on the page. A run that does not go on, and a recording, can be played. */
import { useEffect, useRef } from 'react';
import { lookBack } from '../store/experiment/moments';
import { isBusy, useRun } from '../store/experiment/state';
import { usePresentation } from '../store/presentation/state';
import { chooseSpeed, pausePlaying, play, presentSpeed, SPEEDS, usePlayer } from '../store/recordings/player';
import { usePlayed } from '../store/recordings/state';
import { follow, useView } from '../store/view';
import { useT } from '../text/all-text';
import { Icon } from '../ui/Icon';
import { RecordedNote } from './RecordedNote';
import styles from './time.module.css';

export default function TimeBar() {
  const t = useT();
  const newest = useRun((state) => state.step);
  const total = useRun((state) => state.total);
  const busy = useRun(isBusy);
  const recorded = useRun((state) => state.recorded);
  const past = useView((state) => state.moment?.step ?? null);
  const played = usePlayed((state) => state.shown);
  const view = usePresentation((state) => state.view);
  const root = useRef<HTMLElement>(null);
  // On a phone the button that plays a recording is far above.
  useEffect(() => {
    if (played && view === 'page') root.current?.scrollIntoView({ block: 'nearest' });
  }, [played, view]);
  const step = past ?? newest;
  const text = t('time.step', { step, total });
  return (
    <section className={styles.time} ref={root} data-part="time" aria-label={t('time.title')}>
      <div className={styles.row}>
        {!busy && <PlayButton />}
        <input
          type="range"
          className={styles.slider}
          min={0}
          max={newest}
          value={step}
          aria-label={t('time.title')}
          aria-valuetext={text}
          onChange={(event) => lookBack(Number(event.currentTarget.value))}
          onKeyDown={(event) => {
            if (event.key === 'Escape') follow();
          }}
        />
        <span className={`num ${styles.step}`}>{text}</span>
        {!busy && <Speed />}
        <button type="button" className="btn btn-small" onClick={follow} disabled={past === null}>
          {t('time.newest')}
        </button>
      </div>
      {recorded ? <RecordedNote /> : <PastNote />}
    </section>
  );
}

/** Says that what is shown is not the newest. */
function PastNote() {
  const t = useT();
  const newest = useRun((state) => state.step);
  const busy = useRun(isBusy);
  const past = useView((state) => state.moment?.step ?? null);
  if (past === null) return null;
  return <p className="quiet num">{t(busy ? 'time.past.goesOn' : 'time.past', { step: past, newest })}</p>;
}

function PlayButton() {
  const t = useT();
  const playing = usePlayer((state) => state.playing);
  return (
    <button
      type="button"
      className={`btn btn-icon ${styles.play}`}
      aria-label={t(playing ? 'time.pause' : 'time.play')}
      title={t(playing ? 'time.pause' : 'time.play')}
      onClick={playing ? pausePlaying : play}
    >
      <Icon name={playing ? 'pause' : 'play'} />
    </button>
  );
}

function Speed() {
  const t = useT();
  const chosen = usePlayer((state) => state.chosen);
  // Another recording takes another time.
  useRun((state) => state.facts);
  return (
    <select
      className={`box ${styles.speed}`}
      aria-label={t('time.speed')}
      title={t('time.speedAbout')}
      value={presentSpeed(chosen)}
      onChange={(event) => {
        const speed = SPEEDS.find((one) => one === Number(event.currentTarget.value));
        if (speed) chooseSpeed(speed);
      }}
    >
      {SPEEDS.map((speed) => (
        <option key={speed} value={speed}>
          {t('time.speedOf', { speed })}
        </option>
      ))}
    </select>
  );
}
