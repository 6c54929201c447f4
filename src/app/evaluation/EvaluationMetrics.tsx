/** The numbers of an evaluation, teacher beside student, and what they say about collapse. */
import { Fragment, type ReactNode } from 'react';
import type { Estimate, EvaluationResult } from '../../run/protocol';
import { METRIC_TERMS, metricName, scoreText } from '../charts/scores';
import { Term } from '../lessons/Term';
import { percent, short } from '../text/format';
import { useT } from '../text/text';
import { type Format, Value } from './Value';

interface Row {
  readonly id: string;
  readonly name: ReactNode;
  readonly format: Format;
  readonly teacher: Estimate | null;
  readonly student: Estimate | null;
}

const share: Format = (value) => percent(value, 1);
const plain = (value: number): Estimate => ({ value, interval: null });

export function Measures({ result }: { readonly result: EvaluationResult }) {
  const t = useT();
  const { teacher, student, agreement, variety } = result;
  const both = (
    id: string,
    name: ReactNode,
    format: Format,
    of: (side: typeof teacher) => Estimate,
  ): Row => ({
    id,
    name,
    format,
    teacher: of(teacher),
    student: of(student),
  });
  const beside = (id: keyof typeof agreement, name: ReactNode, format: Format): Row => ({
    id,
    name,
    format,
    teacher: null,
    student: agreement[id],
  });
  const groups: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
    {
      title: t('evaluation.group.answers'),
      rows: [
        ...result.metrics.map((metric) =>
          both(
            metric.id,
            <Term id={METRIC_TERMS[metric.id]}>{metricName(t, metric)}</Term>,
            (value) => scoreText(metric.id, value, 1),
            (side) => side.scores[metric.id] ?? plain(Number.NaN),
          ),
        ),
        both('length', t('evaluation.length'), short, (side) => side.length),
        both('cutOff', <Term id="cutOff" />, share, (side) => side.cutOff),
      ],
    },
    {
      title: t('evaluation.group.variety'),
      rows: [
        ...teacher.distinct.map((_, i) =>
          both(
            `distinct-${i + 1}`,
            <Term id="distinctN">{t('evaluation.distinct', { n: i + 1 })}</Term>,
            short,
            (side) => plain(side.distinct[i] ?? Number.NaN),
          ),
        ),
        both('entropy', <Term id="entropy" />, short, (side) => side.entropy),
      ],
    },
    {
      title: t('evaluation.group.agreement'),
      rows: [
        beside('identical', <Term id="identical" />, share),
        beside('topOne', <Term id="topOne" />, share),
        beside('forwardKl', <Term id="klToTeacher" />, short),
        beside('jsd', <Term id="jsdToTeacher" />, short),
      ],
    },
  ];
  return (
    <>
      {variety !== 'like-the-teacher' && (
        <p className={`note evaluation-note ${variety === 'collapsed' ? 'note-bad' : ''}`}>
          {t(`evaluation.variety.${variety}`)}
        </p>
      )}
      <table className="measures num">
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
              <tr className="measures-group">
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
    </>
  );
}
