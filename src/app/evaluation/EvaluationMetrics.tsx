/** The numbers of an evaluation, teacher beside student, and what they say about collapse. */
import { Fragment, type ReactNode } from 'react';
import type { Experiment } from '../../experiment/fields';
import { isSentenceTask } from '../../experiment/picture-tasks';
import type { Estimate, EvaluationResult } from '../../run/protocol';
import { METRIC_TERMS, metricName, scoreText } from '../charts/scores';
import { Term } from '../lessons/Term';
import { useT } from '../text/all-text';
import { percent, short } from '../text/format';
import type { TranslateAll } from '../text/text';
import { type Format, Value } from './Value';

interface Row {
  readonly id: string;
  readonly name: ReactNode;
  readonly format: Format;
  readonly teacher: Estimate | null;
  readonly student: Estimate | null;
}

/** Classes are no text: they have no length, no end and no n-grams. */
export const isOfClasses = ({ metrics }: Pick<EvaluationResult, 'metrics'>): boolean =>
  metrics.some(({ id }) => id === 'accuracy' || id === 'mean-iou');

const share: Format = (value) => percent(value, 1);
const plain = (value: number): Estimate => ({ value, interval: null });

interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

function answerRows(t: TranslateAll, result: EvaluationResult, ofSites: boolean): Row[] {
  const { metrics, teacher, student } = result;
  const scores = metrics.map((metric): Row => {
    const scoreOf = ({ scores }: typeof teacher): Estimate => scores[metric.id] ?? plain(Number.NaN);
    return {
      id: metric.id,
      name: <Term id={METRIC_TERMS[metric.id]}>{metricName(t, metric)}</Term>,
      format: (value) => scoreText(metric.id, value, 1),
      teacher: scoreOf(teacher),
      student: scoreOf(student),
    };
  });
  if (isOfClasses(result)) {
    const name = t(ofSites ? 'evaluation.probeSite' : 'evaluation.probe');
    const probe: Row = {
      ...{ id: 'probe', name, format: share },
      ...{ teacher: teacher.probe, student: student.probe },
    };
    return student.probe ? [...scores, probe] : scores;
  }
  return [
    ...scores,
    {
      id: 'length',
      name: t('evaluation.length'),
      format: short,
      teacher: teacher.length,
      student: student.length,
    },
    {
      id: 'cutOff',
      name: <Term id="cutOff" />,
      format: share,
      teacher: teacher.cutOff,
      student: student.cutOff,
    },
  ];
}

function varietyRows(t: TranslateAll, { teacher, student }: EvaluationResult): Row[] {
  const distinct = teacher.distinct.map(
    (value, i): Row => ({
      id: `distinct-${i + 1}`,
      name: <Term id="distinctN">{t('evaluation.distinct', { n: i + 1 })}</Term>,
      format: short,
      teacher: plain(value),
      student: plain(student.distinct[i] ?? Number.NaN),
    }),
  );
  const name = <Term id="entropy" />;
  return [
    ...distinct,
    { id: 'entropy', name, format: short, teacher: teacher.entropy, student: student.entropy },
  ];
}

/** What only the student has: it is about both models. */
function agreementRows({ agreement }: EvaluationResult): Row[] {
  const row = (id: keyof typeof agreement, name: ReactNode, format: Format): Row => ({
    id,
    name,
    format,
    teacher: null,
    student: agreement[id],
  });
  return [
    row('identical', <Term id="identical" />, share),
    row('topOne', <Term id="topOne" />, share),
    row('forwardKl', <Term id="klToTeacher" />, short),
    row('jsd', <Term id="jsdToTeacher" />, short),
  ];
}

interface MeasuresProps {
  readonly result: EvaluationResult;
  readonly task: Experiment['task'];
}

export function Measures({ result, task }: MeasuresProps) {
  const t = useT();
  const { variety } = result;
  const ofClasses = isOfClasses(result);
  const ofSites = isSentenceTask(task);
  const groups: readonly Group[] = [
    { title: t('evaluation.group.answers'), rows: answerRows(t, result, ofSites) },
    ...(ofClasses ? [] : [{ title: t('evaluation.group.variety'), rows: varietyRows(t, result) }]),
    { title: t('evaluation.group.agreement'), rows: agreementRows(result) },
  ];
  return (
    <>
      {variety !== 'like-the-teacher' && !ofClasses && (
        <p className={`note request-note ${variety === 'collapsed' ? 'note-bad' : ''}`}>
          {t(`evaluation.variety.${variety}`)}
        </p>
      )}
      <table className="values-table num">
        <caption className="quiet">
          <Term id="interval">{t('evaluation.intervals')}</Term>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('evaluation.measure')}</th>
            <th scope="col" className="teacher">
              {t('inspector.teacher')}
            </th>
            <th scope="col" className="student">
              {t('inspector.student')}
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ title, rows }) => (
            <Fragment key={title}>
              <tr className="values-group">
                <th scope="colgroup" colSpan={3}>
                  {title}
                </th>
              </tr>
              {rows.map(({ id, name, format, teacher: left, student: right }) => (
                <tr key={id} data-measure={id}>
                  <th scope="row">{name}</th>
                  <Value estimate={left} format={format} />
                  <Value estimate={right} format={format} />
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
      {result.student.probe && (
        <p className="quiet">{t(ofSites ? 'evaluation.probeSiteAbout' : 'evaluation.probeAbout')}</p>
      )}
    </>
  );
}
