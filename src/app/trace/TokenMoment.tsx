/** One token: both models' likeliest tokens, the draws, the verdict in words, the loss, and a table of it all. */

import type { StripToken, TraceResult } from '../../run/protocol';
import { Distribution } from '../inspector/Distribution';
import { viewToken } from '../inspector/ranking';
import { useTrace } from '../store/trace/state';
import { quoted } from '../strip/tokens';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import { type TranslateAll, useLabels } from '../text/text';
import { DrawLine } from './DrawLine';
import { LossAreas, lossName, lossValue } from './LossAreas';
import { type Stage, stageAt, stagesOf } from './moments';
import { drawAt } from './numbers';
import { TokenTable } from './TokenTable';
import { tokenAt } from './TraceSequence';
import styles from './trace.module.css';

export interface TokenMomentProps {
  readonly result: TraceResult;
  /** Nothing is read out while the moments follow each other by themselves. */
  readonly isPlaying: boolean;
}

/** The token as far as it is known: a replacement that has not been drawn is none yet. */
const knownAt = (token: StripToken, stage: Stage): StripToken =>
  stage === 'verdict' && token.source === 'replaced' ? { ...token, id: -1 } : tokenAt(token, stage);

export function TokenMoment({ result, isPlaying }: TokenMomentProps) {
  const t = useT();
  const labels = useLabels();
  const cursor = useTrace((state) => state.cursor);
  const { row, rule, vocabulary, loss, studentDraws, teacherDraws } = result;
  const token = row.tokens[cursor.token];
  const stage = stageAt(row.tokens, cursor);
  const view = viewToken(row, cursor.token, rule);
  if (!token || !view || !stage) return null;
  const has = (wanted: Stage): boolean => {
    const stages = stagesOf(token);
    return stages.includes(wanted) && stages.indexOf(wanted) <= stages.indexOf(stage);
  };
  const shown = { view: { ...view, token: knownAt(token, stage) }, rule, vocabulary };
  const judged = token.source === 'accepted' || token.source === 'replaced';
  const hidesTeacher = judged && !has('verdict');
  const drawsItself = token.source !== 'teacher' && token.source !== 'data';
  return (
    <>
      <p className={styles.said} aria-live={isPlaying ? 'off' : 'polite'}>
        {stageInWords(t, result, cursor.token, stage, lossName(t, labels, loss))}
      </p>
      <div className={styles.models}>
        <div className={styles.model}>
          <Distribution model="student" {...shown} />
          {studentDraws && drawsItself && (
            <DrawLine
              model="student"
              draws={studentDraws}
              index={cursor.token}
              token={judged ? token.proposed : token.id}
              vocabulary={vocabulary}
            />
          )}
        </div>
        <div className={hidesTeacher ? `${styles.model} ${styles.hidden}` : styles.model}>
          <Distribution model="teacher" {...shown} />
          {teacherDraws && (has('replacement') || has('own')) ? (
            <DrawLine
              model="teacher"
              draws={teacherDraws}
              index={cursor.token}
              token={token.id}
              vocabulary={vocabulary}
            />
          ) : (
            judged && <p className={`quiet ${styles.noDraw}`}>{t('trace.draw.hidden')}</p>
          )}
        </div>
      </div>
      <div className={has('loss') ? '' : styles.hidden}>
        <LossAreas loss={loss} index={cursor.token} vocabulary={vocabulary} />
      </div>
      <TokenTable result={result} index={cursor.token} />
    </>
  );
}

/** What happens at a stage, as a sentence. */
function stageInWords(
  t: TranslateAll,
  { row, rule, vocabulary, studentDraws, teacherDraws, loss }: TraceResult,
  index: number,
  stage: Stage,
  lossInWords: string,
): string {
  const token = row.tokens[index];
  if (!token) return '';
  const name = (id: number): string => quoted(id, vocabulary, t);
  const drawn = (draws: typeof studentDraws, id: number) => {
    const found = draws && drawAt(draws, index);
    const segment = found?.segments.find((one) => one.id === id);
    return {
      number: (found?.uniform ?? 0).toFixed(3),
      token: name(id),
      share: percent(segment ? segment.to - segment.from : 0, 1),
    };
  };
  switch (stage) {
    case 'proposal':
      return t('trace.said.proposal', drawn(studentDraws, token.proposed >= 0 ? token.proposed : token.id));
    case 'verdict':
      return t(`trace.said.${token.source === 'accepted' ? 'accepted' : 'rejected'}.${rule.acceptance}`, {
        ...{ proposed: name(token.proposed), rank: token.rank, k: rule.topK, p: rule.acceptanceTopP },
      });
    case 'replacement':
    case 'own':
      return t(`trace.said.${stage}`, drawn(teacherDraws, token.id));
    case 'text':
      return t('trace.said.text', { token: name(token.id) });
    case 'loss':
      return t('trace.said.loss', { loss: lossInWords, value: lossValue(t, loss, index) });
    default:
      return stage satisfies never;
  }
}
