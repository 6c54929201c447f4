/** The prompt, and the answer so far: what stood, and what the teacher put in place. */
import { type Game, isOver, turnOf } from '../store/play/state';
import { glyph, isCode, spoken } from '../strip/tokens';
import { useT } from '../text/all-text';
import styles from './play.module.css';

export function Answer({ game }: { readonly game: Game }) {
  const t = useT();
  const { visitors } = game;
  const turn = turnOf(game);
  const { row, vocabulary, limit } = game.own;
  return (
    <div>
      <ol className={styles.answer} aria-label={t('play.text')}>
        <li className="row-prompt">
          <bdi>{row.prompt.replace(/=$/, '')}</bdi> <span aria-hidden="true">→</span>
        </li>
        {game.moves.map(({ verdict, visitor }, index) => {
          const [token] = verdict.row.tokens;
          if (!token) return null;
          const sign = glyph(token.id, vocabulary);
          const isReplaced = token.source === 'replaced';
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its position
            <li key={index} className={`tok tok-${token.source} ${styles.token}`}>
              <span className="said">
                {visitors === 2 && `${t('play.visitor', { visitor: visitor + 1 })}: `}
                {t(`strip.token.${token.source}`, {
                  token: spoken(token.id, vocabulary, t),
                  proposed: isReplaced ? spoken(token.proposed, vocabulary, t) : '',
                })}
              </span>
              <span className="tok-was" aria-hidden="true">
                {isReplaced ? glyph(token.proposed, vocabulary) : ''}
              </span>
              <span className={isCode(sign) ? 'tok-is tok-code' : 'tok-is'} aria-hidden="true">
                {sign}
              </span>
              {visitors === 2 && (
                <span className={styles.by} aria-hidden="true">
                  {visitor + 1}
                </span>
              )}
            </li>
          );
        })}
      </ol>
      <p className="quiet num">
        {t('play.room', { at: Math.min(game.moves.length + 1, limit), limit })}
        {visitors === 2 && !isOver(game) && ` · ${t('play.turn', { visitor: turn + 1 })}`}
      </p>
    </div>
  );
}
