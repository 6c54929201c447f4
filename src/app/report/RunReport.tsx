/** A run as a report: where it comes from, its figures, curves and held-out answers, and every setting. */
import { FIELD_NAMES } from '../../experiment/fields';
import { defaultsOf } from '../../experiment/method-defaults';
import { metricName, scoreText } from '../charts/scores';
import { Measures } from '../evaluation/EvaluationMetrics';
import { resultInWords } from '../evaluation/words';
import { drawPicture } from '../export/picture';
import { inWords, ofSubject } from '../export/provenance';
import { drawnRun, runPicture } from '../export/run-picture';
import { Prompt } from '../pictures/Prompt';
import { useEvaluation } from '../store/evaluation/state';
import { useRun } from '../store/experiment/state';
import { presentSubject } from '../store/experiment/subject';
import { short } from '../text/format';
import { valueName } from '../text/values';
import { Origin, Picture, type Words } from './parts';

export function RunReport(words: Words) {
  const { t, labels } = words;
  const subject = presentSubject();
  const { experiment } = subject;
  const method = valueName(labels, 'method', experiment.method);
  const task = valueName(labels, 'task', experiment.task);
  const { step, total } = useRun.getState();
  const title = `${method}: ${task}`;
  return (
    <main>
      <h1>{title}</h1>
      <Origin words={words} origin={inWords(ofSubject(subject), t, labels)} />
      <h2>{t('report.figures')}</h2>
      <table>
        <tbody>
          {figuresOf(words).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{t('report.curves')}</h2>
      <Picture
        svg={drawPicture(runPicture(t, drawnRun(), method, []))}
        name={t('report.curvesOf', { title, step, total })}
      />
      <Answers {...words} />
      <Evaluated {...words} />
      <Settings {...words} />
    </main>
  );
}

function figuresOf({ t }: Words): readonly (readonly [string, string])[] {
  const { step, total, report, evaluation, loaded } = useRun.getState();
  const metrics = loaded?.metrics ?? [];
  const scores = metrics.flatMap((metric): (readonly [string, string])[] => {
    const score = evaluation?.scores[metric.id];
    if (!evaluation || score === undefined) return [];
    const name = t('report.score', { metric: metricName(t, metric), step: evaluation.step });
    return [[name, scoreText(metric.id, score, 1)]];
  });
  const acceptance = report?.acceptance ?? null;
  return [
    [t('figure.step'), t('report.stepOf', { step, total })],
    ...(report ? [[t('figure.loss'), short(report.loss)] as const] : []),
    ...(acceptance === null ? [] : [[t('figure.acceptance'), `${(100 * acceptance).toFixed(1)}%`] as const]),
    ...scores,
  ];
}

function Answers({ t }: Words) {
  const { evaluation } = useRun.getState();
  const examples = evaluation?.examples ?? [];
  if (!evaluation || examples.length === 0) return null;
  return (
    <>
      <h2>
        {t('held.title')}, {t('held.at', { step: evaluation.step })}
      </h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('report.prompt')}</th>
            <th scope="col">{t('report.answer')}</th>
            <th scope="col">{t('report.expected')}</th>
            <th scope="col">{t('report.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {examples.map(({ prompt, answer, reference }) => (
            <tr key={prompt}>
              <td dir="auto">
                <Prompt text={prompt} />
              </td>
              <td dir="auto">{answer || t('try.empty')}</td>
              <td dir="auto">{reference}</td>
              <td>{t(answer === reference ? 'held.right' : 'held.wrong')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The evaluation that is open beside the run. */
function Evaluated({ t }: Words) {
  const { open, result, subject, outdated } = useEvaluation.getState();
  if (!open || !result || !subject || outdated) return null;
  return (
    <>
      <h2>{t('evaluation.title')}</h2>
      <p>{resultInWords(t, result)}</p>
      <Measures result={result} task={subject.experiment.task} />
    </>
  );
}

function Settings({ t, labels }: Words) {
  const { experiment } = presentSubject();
  const defaults = defaultsOf(experiment.method);
  return (
    <>
      <h2>{t('report.settings')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('report.setting')}</th>
            <th scope="col">{t('report.value')}</th>
            <th scope="col">{t('report.default')}</th>
          </tr>
        </thead>
        <tbody>
          {FIELD_NAMES.map((name) => {
            const differs = experiment[name] !== defaults[name];
            return (
              <tr key={name} className={differs ? 'differs' : ''}>
                <th scope="row">{labels.fields[name].label}</th>
                <td>{valueName(labels, name, experiment[name])}</td>
                <td>{differs ? valueName(labels, name, defaults[name]) : ''}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
