/** The end of a game: acceptance rate and cross-entropy of the visitors and of the student. */
import { useEffect, useRef } from 'react';
import { progressInWords } from '../evaluation/words';
import { forgetTallies, playAgain, takeBack } from '../store/play/actions';
import { type Game, plus, tallyOf, usePlay } from '../store/play/state';
import { glyph } from '../strip/tokens';
import { useT } from '../text/all-text';
import { percent, short } from '../text/format';
import styles from './play.module.css';
import { acceptanceRate, type Score, studentScore, visitorScore, winnerOf } from './scores';

export function GameResult({ game }: { readonly game: Game }) {
  const t = useT();
  const heading = useRef<HTMLHeadingElement>(null);
  // The field that the last token was typed into has gone.
  useEffect(() => heading.current?.focus(), []);
  const { own, visitors } = game;
  const textOf = (ids: readonly number[]): string => ids.map((id) => glyph(id, own.vocabulary)).join('');
  const scores: (readonly [string, Score])[] = [
    ...(visitors === 1
      ? [[t('play.you'), visitorScore(game, 0)] as const]
      : ([0, 1] as const).map(
          (visitor) => [t('play.visitor', { visitor: visitor + 1 }), visitorScore(game, visitor)] as const,
        )),
    [t('play.student', { progress: progressInWords(t, own.trainingProgress) }), studentScore(game)],
  ];
  return (
    <section className={styles.result} aria-labelledby="play-result">
      <h3 className="section-title" id="play-result" ref={heading} tabIndex={-1}>
        {t('play.result')}
      </h3>
      <ScoreTable scores={scores} />
      <p className="quiet">{t('play.crossEntropy.about')}</p>
      <p className="mono" dir="auto">
        {t('play.answers', {
          yours: textOf(game.moves.flatMap(({ verdict }) => verdict.row.tokens.map(({ id }) => id))),
          own: textOf(own.row.tokens.map(({ id }) => id)),
        })}
      </p>
      {visitors === 2 && <Standing game={game} />}
      <div className={styles.settings}>
        <button type="button" className="btn btn-main" onClick={() => playAgain()}>
          {t('play.again')}
        </button>
        <button type="button" className="btn" onClick={takeBack}>
          {t('play.takeBack')}
        </button>
      </div>
    </section>
  );
}

function ScoreTable({ scores }: { readonly scores: readonly (readonly [string, Score])[] }) {
  const t = useT();
  return (
    <table className="values-table">
      <caption className="quiet">{t('play.result.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('play.who')}</th>
          <th scope="col">{t('play.accepted')}</th>
          <th scope="col">{t('play.acceptance')}</th>
          <th scope="col">{t('play.crossEntropy')}</th>
        </tr>
      </thead>
      <tbody className="num">
        {scores.map(([name, score]) => {
          const rate = acceptanceRate(score);
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{`${score.accepted} / ${score.proposed}`}</td>
              <td>{rate === null ? '—' : percent(rate)}</td>
              <td>
                {score.crossEntropy === null ? '—' : t('trace.nats', { value: short(score.crossEntropy) })}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Who of two visitors was accepted more often: in this game, and in all that were finished. */
function Standing({ game }: { readonly game: Game }) {
  const t = useT();
  const earlier = usePlay((state) => state.earlier);
  const winner = winnerOf(tallyOf(game.moves, 0), tallyOf(game.moves, 1));
  const all = ([0, 1] as const).map((visitor) => plus(earlier[visitor], tallyOf(game.moves, visitor)));
  const inWords = (index: number): string => {
    const { accepted = 0, proposed = 0 } = all[index] ?? {};
    return `${accepted} / ${proposed}`;
  };
  return (
    <div className={styles.standing}>
      <p>
        <b>{winner === null ? t('play.even') : t('play.more', { visitor: winner + 1 })}</b>
      </p>
      <p className="num">
        {t('play.games', { one: inWords(0), two: inWords(1) })}{' '}
        <button type="button" className="link" onClick={forgetTallies}>
          {t('play.forget')}
        </button>
      </p>
    </div>
  );
}
