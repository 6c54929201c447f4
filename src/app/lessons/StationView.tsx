/** One station of a lesson: read, look, predict, act, compare with the answer. */
import { useId } from 'react';
import { isBusy, useRun } from '../store/experiment/state';
import { act, choose, drawBefore, isRunOf, reveal, watchRecording } from '../store/lesson/actions';
import type { PartName } from '../store/lesson/format/parts';
import { isTerm } from '../store/lesson/format/read';
import type { Lesson, LessonAction, Prediction, Station } from '../store/lesson/format/schema';
import { type LessonProgress, progressOf, useLesson } from '../store/lesson/progress';
import { type CurveId, chartOf, type DrawnChart, usePredictions } from '../store/predictions/state';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import { Icon } from '../ui/Icon';
import { answerState, rightOption, withValues } from './evaluate';
import { Paragraphs } from './Paragraphs';
import styles from './panel.module.css';
import { Term } from './Term';
import { showPart, useFrame } from './useFrame';

interface StationProps {
  readonly id: string;
  readonly lesson: Lesson;
  /** From 0. */
  readonly index: number;
}

export function StationView({ id, lesson, index }: StationProps) {
  const t = useT();
  const progress = useLesson((state) => progressOf(id, state));
  const station = lesson.stations[index];
  useFrame(station?.look);
  if (!station) return null;
  const { title, text, look, terms = [], predict, draw, action, recording, discuss } = station;
  return (
    <article className={styles.station} lang={lesson.language}>
      <h3 className={styles.stationTitle} tabIndex={-1}>
        {title}
      </h3>
      <Paragraphs text={text} />
      {(look !== undefined || terms.length > 0) && (
        <p className={styles.aside}>
          {look !== undefined && <Look part={look} />}
          {terms.filter(isTerm).map((term) => (
            <Term key={term} id={term} />
          ))}
        </p>
      )}
      {predict && (
        <Predict
          predict={predict}
          chosen={progress.chosen[index]}
          onChoose={(option) => choose(id, index, option)}
        />
      )}
      {draw && action && <Draw chart={draw} action={action} />}
      {action && <Action id={id} index={index} action={action} />}
      {recording !== undefined && <Recording onWatch={() => watchRecording(id, index, recording)} />}
      <Answer station={station} lesson={lesson} index={index} id={id} progress={progress} />
      {discuss !== undefined && (
        <div className={styles.discuss}>
          <h4 className={styles.label}>{t('lessons.discuss')}</h4>
          <Paragraphs text={discuss} />
        </div>
      )}
    </article>
  );
}

function Look({ part }: { readonly part: PartName }) {
  const t = useT();
  const name = usePartName(part);
  return (
    <button type="button" className="link" onClick={() => showPart(part)}>
      {t('lessons.look', { part: name })}
    </button>
  );
}

function usePartName(part: PartName): string {
  const t = useT();
  const { fields } = useLabels();
  if (isSetting(part)) return fields[part.slice('setting.'.length) as keyof typeof fields].label;
  return t(`lessons.part.${part}`);
}

const isSetting = (part: PartName): part is Extract<PartName, `setting.${string}`> =>
  part.startsWith('setting.');

interface PredictProps {
  readonly predict: Prediction;
  readonly chosen: number | undefined;
  readonly onChoose: (option: number) => void;
}

function Predict({ predict, chosen, onChoose }: PredictProps) {
  const t = useT();
  const name = useId();
  return (
    <fieldset className={styles.predict} aria-labelledby={`${name}-question`}>
      <p className={styles.question} id={`${name}-question`}>
        <b>{t('lessons.predict')}</b> {predict.question}
      </p>
      {predict.options.map((option, index) => (
        <label key={option} className={styles.option}>
          <input type="radio" name={name} checked={chosen === index} onChange={() => onChoose(index)} />
          <span>{option}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface DrawProps {
  readonly chart: DrawnChart;
  readonly action: LessonAction;
}

function Draw({ chart, action }: DrawProps) {
  const t = useT();
  const part = `chart.${chart}` as const;
  const drawn = usePredictions(({ curves }) =>
    Object.keys(curves).some((id) => chartOf(id as CurveId) === chart),
  );
  const open = (): void => {
    if (drawBefore(action, chart)) showPart(part);
  };
  return (
    <div className={styles.action}>
      <button type="button" className="btn" onClick={open}>
        {t('lessons.draw')}
      </button>
      <span className="quiet">
        {t(drawn ? 'lessons.draw.done' : 'lessons.draw.about', { part: t(`lessons.part.${part}`) })}
      </span>
    </div>
  );
}

interface ActionProps {
  readonly id: string;
  readonly index: number;
  readonly action: LessonAction;
}

function Action({ id, index, action }: ActionProps) {
  return (
    <div className={styles.action}>
      <button type="button" className="btn btn-main" onClick={() => act(id, index, action)}>
        {(action.do === 'run' || action.do === 'compare') && <Icon name="play" />}
        {action.label}
      </button>
      {(action.do === 'run' || action.do === 'step') && <RunState id={id} index={index} />}
    </div>
  );
}

function Recording({ onWatch }: { readonly onWatch: () => void }) {
  const t = useT();
  return (
    <div className={styles.action}>
      <button type="button" className="btn btn-small" onClick={onWatch}>
        <Icon name="play" />
        {t('lessons.watch')}
      </button>
      <span className="quiet">{t('lessons.watch.about')}</span>
    </div>
  );
}

/** How far the run of this station is; empty where the run on the page is another. */
function RunState({ id, index }: { readonly id: string; readonly index: number }) {
  const t = useT();
  const step = useRun((state) => state.step);
  const total = useRun((state) => state.total);
  const phase = useRun((state) => state.phase);
  const busy = useRun(isBusy);
  useLesson((state) => state.run);
  if (!isRunOf(id, index)) return null;
  if (phase === 'finished') return <span className="quiet">{t('lessons.run.finished')}</span>;
  if (phase === 'failed') return <span className="quiet">{t('lessons.run.failed')}</span>;
  return (
    <span className="quiet num">
      {busy && step === 0 ? t('lessons.run.preparing') : t('lessons.run.step', { step, total })}
    </span>
  );
}

interface AnswerProps extends StationProps {
  readonly station: Station;
  readonly progress: LessonProgress;
}

/** The answer, once something was predicted and its numbers are there; or the reason why it waits, and a way not to. */
function Answer({ station, lesson, index, id, progress }: AnswerProps) {
  const t = useT();
  const { answer, predict } = station;
  const { stations } = lesson;
  const state = answerState(stations, index, progress);
  if (state === 'none') return null;
  const { values } = progress;
  const chosen = progress.chosen[index];
  const right = predict ? rightOption(predict, stations, index, values) : null;
  return (
    <div className={styles.answer} aria-live="polite">
      {state === 'shown' ? (
        <>
          <h4 className={styles.label}>{t('lessons.answer')}</h4>
          {predict && right !== null && <Verdict predict={predict} chosen={chosen} right={right} />}
          {answer !== undefined && <Paragraphs text={withValues(answer, stations, index, values)} />}
        </>
      ) : (
        <p className="quiet">
          {t(state === 'asks' ? 'lessons.answer.afterChoice' : 'lessons.answer.afterRun')}{' '}
          <button type="button" className="link" onClick={() => reveal(id, index)}>
            {t('lessons.answer.show')}
          </button>
        </p>
      )}
    </div>
  );
}

interface VerdictProps {
  readonly predict: Prediction;
  readonly chosen: number | undefined;
  readonly right: number;
}

function Verdict({ predict, chosen, right }: VerdictProps) {
  const t = useT();
  const option = predict.options[right] ?? '';
  if (chosen === undefined) return <p>{t('lessons.right.is', { option })}</p>;
  return (
    <p className={styles.verdict}>
      <Icon name={chosen === right ? 'check' : 'cross'} />
      <span>{chosen === right ? t('lessons.right.yes', { option }) : t('lessons.right.no', { option })}</span>
    </p>
  );
}
