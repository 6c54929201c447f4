/** The live figures. They change ten times a second, so they do not announce themselves to screen readers. */
import type { ReactNode } from 'react';
import { headlineName, METRIC_TERMS, scoreText } from '../charts/scores';
import { useMetrics } from '../charts/useMetrics';
import { Term, type TermId } from '../lessons/Term';
import { useShown } from '../store/experiment/shown';
import { useShowsClasses } from '../store/experiment/shown-task';
import { useRun } from '../store/experiment/state';
import { percent, short } from '../text/format';
import { type FirstScreenKey, useT } from '../text/text';
import styles from './figures.module.css';

export function Figures() {
  const t = useT();
  const step = useShown('step');
  const total = useRun((state) => state.total);
  const report = useShown('report');
  const scores = useShown('evaluation')?.scores;
  const known = useRun((state) => state.running !== null);
  const [headline, second] = useMetrics();
  const score = scores?.[headline.id];
  const other = second && scores?.[second.id];
  const acceptance = report?.acceptance ?? null;
  const classes = useShowsClasses();
  return (
    <section className={styles.figures} data-part="figures" aria-label={t('figure.live')}>
      <Figure
        name="figure.step"
        digits={String(total).length}
        note={known && total > 0 ? t('figure.of', { total }) : ''}
      >
        {known ? step : null}
      </Figure>
      <Figure name="figure.loss" term="loss" note={report?.phase === 'sft' ? 'SFT' : ''}>
        {report ? short(report.loss) : null}
      </Figure>
      {!classes && (
        <Figure name="figure.acceptance" term="acceptance" tone="student">
          {acceptance === null ? null : percent(acceptance)}
        </Figure>
      )}
      <Figure
        name="figure.accuracy"
        label={headlineName(t, headline)}
        term={METRIC_TERMS[headline.id]}
        note={
          second === undefined || other === undefined
            ? ''
            : t('figure.score', { metric: t(`metric.${second.id}`), value: scoreText(second.id, other, 0) })
        }
      >
        {score === undefined ? null : scoreText(headline.id, score, 0)}
      </Figure>
      <Figure name={classes ? 'figure.pictureSpeed' : 'figure.speed'} term="speed">
        {report ? Math.round(report.tokensPerSecond).toLocaleString('en') : null}
      </Figure>
    </section>
  );
}

interface FigureProps {
  readonly name: Extract<FirstScreenKey, `figure.${string}`>;
  /** Shown instead of the name's text. */
  readonly label?: string;
  readonly term?: TermId;
  readonly tone?: string;
  readonly note?: string;
  /** Digits of the largest value, so that neighbours do not shift. */
  readonly digits?: number;
  /** null while unknown. */
  readonly children: ReactNode;
}

function Figure({ name, label, term, tone = '', note = '', digits, children }: FigureProps) {
  const t = useT();
  const text = label ?? t(name);
  return (
    <div>
      <div className={styles.figureName}>{term ? <Term id={term}>{text}</Term> : text}</div>
      <div className={styles.figureRow}>
        <output
          aria-label={text}
          aria-live="off"
          className={`${styles.figureValue} ${tone}`}
          style={digits ? { minWidth: `max(2.6ch, ${digits}ch)` } : undefined}
        >
          {children ?? t('figure.unknown')}
        </output>
        {note && <span className={styles.figureNote}>{note}</span>}
      </div>
    </div>
  );
}
