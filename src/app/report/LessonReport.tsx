/** A lesson as a report: its stations with what was predicted, set, measured and answered. */
import type { LiveChange } from '../../experiment/changes';
import type { Comparison } from '../../experiment/comparison';
import type { Experiment } from '../../experiment/fields';
import { drawPicture } from '../export/picture';
import { visitInWords } from '../export/provenance';
import { drawnRun, runPicture } from '../export/run-picture';
import { answerState, measuredIn, rightOption, withValues } from '../lessons/evaluate';
import { Paragraphs } from '../lessons/Paragraphs';
import { linkTo, linkToComparison } from '../store/experiment/link';
import { useRun } from '../store/experiment/state';
import { isRunOf } from '../store/lesson/actions';
import { presetNamed, settingsOfAction } from '../store/lesson/format/read';
import type { Lesson, Station } from '../store/lesson/format/schema';
import { linkToLesson } from '../store/lesson/load';
import { type LessonProgress, progressOf, useLesson } from '../store/lesson/progress';
import { settingsText, valueName } from '../text/values';
import { Facts, Origin, Picture, type Words } from './parts';

interface LessonReportProps {
  readonly words: Words;
  readonly id: string;
  readonly lesson: Lesson;
}

export function LessonReport({ words, id, lesson }: LessonReportProps) {
  const { t } = words;
  const { title, summary, stations, language } = lesson;
  const progress = progressOf(id, useLesson.getState());
  const link = linkToLesson(id);
  return (
    <main>
      <h1 lang={language}>{title}</h1>
      <p lang={language}>{summary}</p>
      <Origin
        words={words}
        origin={[...visitInWords(t), ...(link ? [[t('share.link'), link] as const] : [])]}
      />
      {stations.map((station, index) => (
        <section key={station.title} lang={language}>
          <h2>
            {index + 1}. {station.title}
          </h2>
          <Paragraphs text={station.text} />
          <Predicted {...{ words, lesson, index, progress }} />
          <Settings words={words} station={station} />
          <Measured {...{ words, id, index, progress }} title={station.title} />
          <Answer {...{ words, lesson, index, progress }} />
        </section>
      ))}
    </main>
  );
}

interface PlaceProps {
  readonly words: Words;
  readonly lesson: Lesson;
  /** From 0. */
  readonly index: number;
  readonly progress: LessonProgress;
}

/** The question with its options: the chosen one, and, once the answer is there, the right one. */
function Predicted({ words: { t }, lesson: { stations }, index, progress }: PlaceProps) {
  const predict = stations[index]?.predict;
  if (!predict) return null;
  const right =
    answerState(stations, index, progress) === 'shown'
      ? rightOption(predict, stations, index, progress.values)
      : null;
  return (
    <>
      <p>
        <b>{predict.question}</b>
      </p>
      <ul>
        {predict.options.map((option, at) => (
          <li key={option}>
            {option}
            {at === progress.chosen[index] && <b> ({t('lessons.report.predicted')})</b>}
            {at === right && <b> ({t('lessons.report.right')})</b>}
          </li>
        ))}
      </ul>
    </>
  );
}

interface Set {
  readonly experiment: Experiment;
  readonly changes: readonly LiveChange[];
  readonly comparison: Comparison | null;
}

/** What the button of a station, or its recording, puts on the controls. */
function settingsOf({ action, recording }: Station): Set | null {
  if (action) return settingsOfAction(action);
  const preset = recording === undefined ? undefined : presetNamed(recording);
  return preset ? { experiment: preset.experiment, changes: [], comparison: null } : null;
}

function Settings({ words: { t, labels }, station }: { readonly words: Words; readonly station: Station }) {
  const { action } = station;
  const found = settingsOf(station);
  const prompt: Fact[] = action?.prompt === undefined ? [] : [[t('report.prompt'), action.prompt]];
  if (!found) return <Facts facts={prompt} />;
  const { experiment, changes, comparison } = found;
  const mark = (step: number, change: string): string => t('chart.mark', { step, change });
  const compared: Fact[] = comparison
    ? [
        [
          labels.fields[comparison.vary].label,
          comparison.values.map((value) => valueName(labels, comparison.vary, value)).join(', '),
        ],
        [t('compare.seeds'), String(comparison.seeds)],
      ]
    : [];
  const { task, method } = experiment;
  return (
    <Facts
      facts={[
        ...prompt,
        [labels.fields.task.label, valueName(labels, 'task', task)],
        [labels.fields.method.label, valueName(labels, 'method', method)],
        ...compared,
        [t('handIn.settings'), settingsText(labels, experiment, changes, mark)],
        [t('share.link'), comparison ? linkToComparison(comparison) : linkTo(experiment, changes)],
      ]}
    />
  );
}

type Fact = readonly [label: string, text: string];

interface MeasuredProps extends Omit<PlaceProps, 'lesson'> {
  readonly id: string;
  readonly title: string;
}

/** The numbers of the station's run, and its curves while that run is the one on the page. */
function Measured({ words: { t }, id, index, progress, title }: MeasuredProps) {
  const facts = measuredIn(t, progress.values[index]);
  const { step, total, report } = useRun.getState();
  return (
    <>
      <Facts facts={facts} />
      {report && isRunOf(id, index) && (
        <Picture
          svg={drawPicture(runPicture(t, drawnRun(), title, []))}
          name={t('report.curvesOf', { title, step, total })}
        />
      )}
    </>
  );
}

function Answer({ words: { t }, lesson: { stations }, index, progress }: PlaceProps) {
  const { answer, discuss } = stations[index] ?? {};
  return (
    <>
      {answer !== undefined && answerState(stations, index, progress) === 'shown' && (
        <>
          <h3>{t('lessons.answer')}</h3>
          <Paragraphs text={withValues(answer, stations, index, progress.values)} />
        </>
      )}
      {discuss !== undefined && (
        <>
          <h3>{t('lessons.discuss')}</h3>
          <Paragraphs text={discuss} />
        </>
      )}
    </>
  );
}
