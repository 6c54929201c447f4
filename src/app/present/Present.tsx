/** The page for a projector: figures, sequences, and one chart or one token fill the screen. */
import { type ReactNode, type RefObject, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { SHOWN_PARTS } from '../../experiment/presentation';
import { Figures } from '../bar/Figures';
import { MainButton, StepButton } from '../bar/MainButton';
import { PhaseWords } from '../bar/PhaseLine';
import { ChartScale } from '../charts/scale';
import { LessonPlace } from '../lessons/LessonPlace';
import { FailureAlert } from '../messages/FailureAlert';
import { MissingData } from '../messages/MissingData';
import { MissingModels } from '../messages/MissingModels';
import { Notices } from '../messages/Notices';
import { ShowEverything } from '../presentation/ShowEverything';
import { useShowsClasses } from '../store/experiment/shown-task';
import { useRun } from '../store/experiment/state';
import { progressOf, useLesson } from '../store/lesson/progress';
import { useOpenLesson } from '../store/lesson/state';
import { showLarge } from '../store/presentation/actions';
import { showPresentView, useHidden, usePresentation } from '../store/presentation/state';
import { usePlayed } from '../store/recordings/state';
import { useView } from '../store/view';
import { useT } from '../text/all-text';
import { Time } from '../time/Time';
import { lazyPart } from '../ui/lazy-part';
import { FittedStrip } from './FittedStrip';
import { LargeChart } from './LargeChart';
import { LargeToken } from './LargeToken';
import styles from './present.module.css';
import { useFullScreen } from './useFullScreen';
import { usePresenterKeys } from './usePresenterKeys';

/** Letters of the charts on the page, in pixels. */
const CHART_LETTERS = 11.5;
const MOST_COLUMNS = 44;

const PictureInspector = lazyPart(() => import('../pictures/PictureInspector'));

/** @param children dialogs and messages, which are as large as the rest */
export default function Present({ children }: { readonly children: ReactNode }) {
  const show = usePresentation((state) => state.show ?? 'acceptance');
  const selection = useView((state) => state.selection);
  const classes = useShowsClasses();
  const lengths = useRef<readonly number[]>([]);
  usePresenterKeys(useCallback(() => lengths.current, []));
  const lesson = useOpenLesson((state) => state.id !== null);
  useStationLook();
  const hidesFigures = useHidden('figures');
  // A run of one's own has the room: it is looked back at on the page.
  const recorded = useRun((state) => state.recorded);
  const asked = usePlayed((state) => state.asked !== null);
  const replays = recorded || asked;
  const stage = useRef<HTMLDivElement>(null);
  const scale = useChartScale(stage);
  return (
    <div className={styles.stage} ref={stage}>
      <PresenterBar />
      <div className={lesson ? `${styles.body} ${styles.withLesson}` : styles.body}>
        <LessonPlace />
        <main className={styles.main} id="run" tabIndex={-1}>
          <FailureAlert />
          <MissingModels />
          <MissingData />
          <Notices />
          {!hidesFigures && <Figures />}
          <FittedStrip lengths={lengths} mostColumns={MOST_COLUMNS} />
          {(selection || show !== 'strip') && (
            <div className={styles.large}>
              <ChartScale value={scale}>
                {selection && classes ? (
                  <Suspense fallback={null}>
                    <PictureInspector />
                  </Suspense>
                ) : selection ? (
                  <LargeToken selection={selection} />
                ) : (
                  show !== 'strip' && <LargeChart name={show} />
                )}
              </ChartScale>
            </div>
          )}
          {replays && <Time />}
        </main>
      </div>
      {children}
    </div>
  );
}

/** Shows large what the station of a lesson looks at. */
function useStationLook(): void {
  const look = useLesson((state) => {
    const { id, lesson } = state.shown ?? {};
    return id === undefined ? undefined : lesson?.stations[progressOf(id, state).station]?.look;
  });
  useEffect(() => {
    const part = SHOWN_PARTS.find((name) => look === name || look === `chart.${name}`);
    if (part) showLarge(part);
  }, [look]);
}

/** The letters of the view in those of a chart on the page. */
function useChartScale(stage: RefObject<HTMLElement | null>): number {
  const [scale, setScale] = useState(1);
  useEffect(() => {
    const measure = (): void => {
      if (stage.current)
        setScale(Number.parseFloat(getComputedStyle(stage.current).fontSize) / CHART_LETTERS);
    };
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, [stage]);
  return scale;
}

function PresenterBar() {
  const t = useT();
  const { possible, full, toggle } = useFullScreen();
  const show = usePresentation((state) => state.show ?? 'acceptance');
  return (
    <header className={styles.bar}>
      <h1 className="said">{t('app.name')}</h1>
      <MainButton />
      <StepButton />
      <span className={styles.phase}>
        <PhaseWords />
      </span>
      <ShowEverything />
      <select
        className="box"
        aria-label={t('present.show')}
        value={show}
        onChange={(event) => {
          const chosen = SHOWN_PARTS.find((part) => part === event.currentTarget.value);
          if (chosen) showLarge(chosen);
          // The keys of a presenter's remote are for the tokens again.
          event.currentTarget.blur();
        }}
      >
        {SHOWN_PARTS.map((part) => (
          <option key={part} value={part}>
            {t(`show.${part}`)}
          </option>
        ))}
      </select>
      {possible && (
        <button type="button" className="btn" aria-pressed={full} onClick={toggle}>
          {t('present.fullScreen')}
        </button>
      )}
      <button type="button" className="btn" onClick={() => showPresentView(false)}>
        {t('present.leave')}
      </button>
    </header>
  );
}
