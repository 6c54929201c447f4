/** The page in a small frame of somebody else's page or slide: one chart or the sequences, live. */
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { MainButton } from '../bar/MainButton';
import { PhaseWords } from '../bar/PhaseLine';
import { headlineName, scoreText } from '../charts/scores';
import { FailureAlert } from '../messages/FailureAlert';
import { MissingData } from '../messages/MissingData';
import { MissingModels } from '../messages/MissingModels';
import { Notices } from '../messages/Notices';
import { FittedStrip } from '../present/FittedStrip';
import { LargeChart } from '../present/LargeChart';
import { linkToSettings } from '../store/experiment/link';
import { useShown } from '../store/experiment/shown';
import { useRun } from '../store/experiment/state';
import { usePresentation } from '../store/presentation/state';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import { Time } from '../time/Time';
import styles from './embed.module.css';
import { tellParent, tellResults } from './parent';

/** No frame is wide enough for a column a position. */
const MOST_COLUMNS = 16;

/** @param children dialogs and messages */
export default function Embed({ children }: { readonly children: ReactNode }) {
  const t = useT();
  const show = usePresentation((state) => state.show ?? 'strip');
  const root = useRef<HTMLDivElement>(null);
  useEffect(tellResults, []);
  useHeight(root);
  return (
    <div className={styles.embed} ref={root}>
      <header className={styles.bar}>
        <h1 className="said">{t('app.name')}</h1>
        <MainButton />
        <span className={styles.phase}>
          <PhaseWords />
        </span>
        <a
          className="link push"
          href={linkToSettings()}
          target="_blank"
          rel="noopener"
          // The settings are those of this moment.
          onPointerDown={(event) => event.currentTarget.setAttribute('href', linkToSettings())}
        >
          {t('embed.whole')}
        </a>
      </header>
      <main className={styles.main} id="run" tabIndex={-1}>
        <FailureAlert />
        <MissingModels />
        <MissingData />
        <Notices />
        <Line />
        {show === 'strip' ? (
          <FittedStrip mostColumns={MOST_COLUMNS} />
        ) : (
          <div className={styles.chart}>
            <LargeChart name={show} />
          </div>
        )}
        <Time />
      </main>
      {children}
    </div>
  );
}

/** The figures that matter, in one line. */
function Line() {
  const t = useT();
  const known = useRun((state) => state.running !== null);
  const step = useShown('step');
  const total = useRun((state) => state.total);
  const acceptance = useShown('report')?.acceptance ?? null;
  const headline = useRun((state) => state.loaded?.metrics[0]);
  const scores = useShown('evaluation')?.scores;
  const score = headline && scores?.[headline.id];
  if (!known) return <p className="quiet">{t('embed.ready')}</p>;
  return (
    <p className="quiet num">
      {t('embed.step', { step, total })}
      {acceptance !== null && ` · ${t('figure.acceptance')} ${percent(acceptance)}`}
      {headline &&
        score !== undefined &&
        ` · ${headlineName(t, headline)} ${scoreText(headline.id, score, 0)}`}
    </p>
  );
}

/** Tells the page around this one how much height it takes to show everything. */
function useHeight(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let told = 0;
    const tell = (): void => {
      const height = Math.ceil(element.scrollHeight);
      if (height === told) return;
      told = height;
      tellParent({ type: 'height', height });
    };
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    tell();
    return () => observer.disconnect();
  }, [root]);
}
