/** Gauges of the newest sequences, and what they warn of. They follow the run. */
import { useMemo } from 'react';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { percent, short } from '../text/format';
import { FORK_ENTROPY, gaugesOf, TOP } from './gauges';
import styles from './measures.module.css';

export function LiveGauges() {
  const t = useT();
  const strip = useRun((state) => state.strip);
  const gauges = useMemo(() => strip && gaugesOf(strip.rows), [strip]);
  if (!strip || !gauges) return <p className="quiet">{t('gauges.none')}</p>;
  const { topOverlap, forkEntropy, forks, repetition, cutOff, written, isConstant } = gauges;
  const share = (value: number | null): string => (value === null ? '–' : percent(value));
  return (
    <section className={styles.part} aria-labelledby="gauges-title">
      <h3 className={styles.gaugesTitle} id="gauges-title">
        {t('gauges.title')} <span className="quiet num">{t('strip.step', { step: strip.step })}</span>
      </h3>
      <dl className={styles.gauges}>
        <dt>{t('gauges.top', { count: TOP })}</dt>
        <dd className="num">{share(topOverlap)}</dd>
        <dd>{t('gauges.topWhy')}</dd>
        <dt>{t('gauges.forks')}</dt>
        <dd className="num">{share(forkEntropy)}</dd>
        <dd>{t('gauges.forksWhy', { forks, entropy: FORK_ENTROPY })}</dd>
        <dt>{t('gauges.repetition')}</dt>
        <dd className="num">{repetition === null ? '–' : short(repetition)}</dd>
        <dd>{t('gauges.repetitionWhy')}</dd>
      </dl>
      {isConstant && <p className="note">{t('gauges.constant')}</p>}
      {cutOff > written / 2 && <p className="note">{t('gauges.cutOff', { cut: cutOff, of: written })}</p>}
    </section>
  );
}
