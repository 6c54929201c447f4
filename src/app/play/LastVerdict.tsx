/** What the teacher said of the last token, and what it had expected there. */
import { Distribution } from '../inspector/Distribution';
import { viewToken } from '../inspector/ranking';
import type { Game } from '../store/play/state';
import { quoted } from '../strip/tokens';
import { useT } from '../text/all-text';
import { DrawLine } from '../trace/DrawLine';
import styles from './play.module.css';

export function LastVerdict({ game }: { readonly game: Game }) {
  const t = useT();
  const { vocabulary, rule } = game.own;
  const verdict = game.moves.at(-1)?.verdict;
  const [token] = verdict?.row.tokens ?? [];
  const view = verdict && viewToken(verdict.row, 0, rule);
  const isReplaced = token?.source === 'replaced';
  return (
    <>
      <p className={styles.said} aria-live="polite">
        {token &&
          t(isReplaced ? 'play.said.replaced' : 'play.said.accepted', {
            proposed: quoted(token.proposed, vocabulary, t),
            token: quoted(token.id, vocabulary, t),
            rank: token.rank,
            k: rule.topK,
          })}
      </p>
      {token && view && (
        <div className={styles.expected}>
          <div>
            <p className="choice-label">{t('play.expected')}</p>
            <Distribution model="teacher" view={view} rule={rule} vocabulary={vocabulary} />
          </div>
          {isReplaced && (
            <DrawLine
              model="teacher"
              draws={verdict.teacherDraws}
              index={0}
              token={token.id}
              vocabulary={vocabulary}
            />
          )}
        </div>
      )}
    </>
  );
}
