/** A recording on its way, or why it did not come. */
import { useEffect } from 'react';
import { fetchAndPlay } from '../store/recordings/actions';
import { NOTHING_PLAYED, usePlayed } from '../store/recordings/state';
import { useT } from '../text/all-text';
import { bytes } from '../text/format';
import { ProblemNote } from '../ui/ProblemNote';

export default function Fetching() {
  const t = useT();
  const { asked, arrived, problem } = usePlayed();
  useEffect(() => {
    if (asked) void fetchAndPlay(asked);
  }, [asked]);
  if (!asked) return null;
  const giveUp = (
    <button type="button" className="btn btn-small" onClick={() => usePlayed.setState(NOTHING_PLAYED)}>
      {t('time.giveUp')}
    </button>
  );
  if (problem) {
    return (
      <ProblemNote problem={problem} onRetry={() => void fetchAndPlay(asked)}>
        {giveUp}
      </ProblemNote>
    );
  }
  const { done, total } = arrived;
  return (
    <div className="note" role="status">
      <p className="note-body">
        {total > 0 ? t('time.loadingBytes', { done: bytes(done), total: bytes(total) }) : t('time.loading')}
      </p>
      {giveUp}
    </div>
  );
}
