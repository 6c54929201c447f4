/** The phase of the run in words, with a progress bar and an estimate of the time left. */
import type { Phase, Progress } from '../../run/protocol';
import { useShown } from '../store/experiment/shown';
import { isBusy, useRun } from '../store/experiment/state';
import { openModels } from '../store/models/actions';
import { usePlayed } from '../store/recordings/state';
import { bytes, duration } from '../text/format';
import { type Translate, useT } from '../text/text';
import styles from './figures.module.css';

export function PhaseLine() {
  const t = useT();
  const phase = useRun((state) => state.phase);
  const progress = useRun((state) => state.progress);
  const newest = useRun((state) => state.step);
  const recorded = useRun((state) => state.recorded);
  // A run that is looked back at has come as far as it has; a recording is as far as it has been played.
  const shown = useShown('step');
  const step = recorded ? shown : newest;
  const total = useRun((state) => state.total);
  const pace = useRun((state) => state.pace);
  const inSft = useRun((state) => state.inSft);
  const counted = (phase === 'running' || phase === 'paused' || phase === 'finished') && !inSft;
  const own = counted || phase === 'failed' ? null : progress;
  const fraction = own ? own.done / own.total : total > 0 ? step / total : 0;
  const waiting = (phase === 'probing' || phase === 'compiling') && !own;
  const known = Number.isFinite(fraction) && !waiting;
  return (
    <div className={styles.phase}>
      <div className={styles.words}>
        <PhaseWords />
        <span className="quiet num">{own ? inWords(t, own) : ''}</span>
        <span className="quiet num push">
          {phase === 'running' && pace !== null && step < total
            ? t('phase.eta', { time: duration(pace * (total - step)) })
            : ''}
        </span>
        <KeepLink />
      </div>
      <div
        className={`track ${waiting ? 'track-waiting' : ''}`}
        role="progressbar"
        aria-label={t('phase.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(known ? { 'aria-valuenow': Math.round(Math.min(1, fraction) * 100) } : {})}
      >
        <div
          className={`track-fill track-${toneOf(phase)}`}
          style={{ scale: `${known ? Math.min(1, fraction) : 0} 1` }}
        />
      </div>
    </div>
  );
}

/** The phase in words; they are announced, unlike the numbers. */
export function PhaseWords() {
  const t = useT();
  const phase = useRun((state) => state.phase);
  const pausing = useRun((state) => state.pausing && isBusy(state));
  const played = usePlayed((state) => state.shown !== null);
  return (
    <>
      <span className={`${styles.dot} ${styles[phase] ?? ''}`} aria-hidden="true" />
      <span role="status" data-phase={phase}>
        {t(`phase.${pausing ? 'pausing' : played ? 'recorded' : phase}`)}
      </span>
    </>
  );
}

/** Keeping the student is offered as long as there is one. */
function KeepLink() {
  const t = useT();
  const keepable = useRun((state) => state.running !== null && state.loaded !== null && !state.recorded);
  if (!keepable) return null;
  return (
    <button type="button" className="link" onClick={() => openModels('keep')}>
      {t('models.keepOpen')}
    </button>
  );
}

const toneOf = (phase: Phase): string =>
  phase === 'failed'
    ? 'bad'
    : phase === 'downloading' || phase === 'compiling' || phase === 'preparing'
      ? 'teacher'
      : 'student';

function inWords(t: Translate, { done, total, unit }: Progress): string {
  switch (unit) {
    case 'bytes':
      return total > 0
        ? t('phase.bytes', { done: bytes(done), total: bytes(total) })
        : t('phase.bytesSoFar', { done: bytes(done) });
    case 'steps':
      return t('phase.steps', { done, total });
    case 'prompts':
      return t('phase.prompts', { done, total });
    default:
      return unit satisfies never;
  }
}
