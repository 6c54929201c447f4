/** Play the student: the visitor proposes tokens, the teacher judges them, and both sides are compared at the end. */
import { useEffect } from 'react';
import { beginPlay, proposeWaiting } from '../store/play/actions';
import { closePlay, isOver, usePlay } from '../store/play/state';
import { useT } from '../text/all-text';
import { Panel } from '../ui/Panel';
import { RequestFailure } from '../ui/RequestFailure';
import { Answer } from './Answer';
import { GameResult } from './GameResult';
import { GameSetUp } from './GameSetUp';
import { LastVerdict } from './LastVerdict';
import { ProposeToken } from './ProposeToken';

export default function PlayPanel() {
  const t = useT();
  const game = usePlay((state) => state.game);
  const asked = usePlay((state) => state.asked);
  const refusal = usePlay((state) => state.refusal);
  const outdated = usePlay((state) => state.outdated);
  useEffect(() => beginPlay(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a verdict that has come lets the next token go
  useEffect(() => proposeWaiting(), [asked, game]);
  return (
    <Panel title={t('play.title')} about={t('play.about')} closeLabel={t('play.close')} onClose={closePlay}>
      <GameSetUp />
      <RequestFailure problem={refusal} />
      {game === null ? (
        <p className="quiet" role="status">
          {t(asked ? 'play.preparing' : 'play.empty')}
        </p>
      ) : (
        <>
          {outdated && <p className="request-outdated">{t('play.outdated')}</p>}
          <Answer game={game} />
          {isOver(game) ? <GameResult game={game} /> : outdated || <ProposeToken game={game} />}
          <LastVerdict game={game} />
        </>
      )}
    </Panel>
  );
}
