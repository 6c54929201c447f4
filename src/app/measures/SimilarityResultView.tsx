/** RSE-auto part by part: floor, student and ceiling, and where between them the student is. */
import type { Estimate, PartName, Side } from '../../run/protocol';
import { type Format, Value } from '../evaluation/Value';
import { stepsInWords } from '../evaluation/words';
import { Term, type TermId } from '../lessons/Term';
import type { Measured } from '../store/measures/state';
import { useT } from '../text/all-text';
import { percent, short } from '../text/format';
import styles from './measures.module.css';
import { Outline } from './Outline';
import { Scale } from './Scale';

const PARTS: readonly (readonly [PartName, TermId])[] = [
  ['style', 'rseStyle'],
  ['structure', 'rseStructure'],
  ['detail', 'rseDetail'],
];

const score: Format = (value) => value.toFixed(2);
const share: Format = (value) => percent(value, 1);

export function SimilarityResultView({ result, milliseconds, outdated }: Measured<'similarity'>) {
  const t = useT();
  const { rse, parts, sharedErrors, agreement, teacherErrors, trainingProgress, prompts, unit } = result;
  const counted = t(result.errorsCount ? 'measures.similarity.errorsCount' : 'measures.similarity.errorsFew');
  const shared = (side: Side): Estimate | null => (teacherErrors > 0 ? sharedErrors[side] : null);
  return (
    <>
      <Outline
        parts={[stepsInWords(t, trainingProgress.step), t('measures.onPrompts', { prompts })]}
        milliseconds={milliseconds}
        outdated={outdated}
      />
      {rse === null && <p className="note request-note">{t('measures.similarity.unmeasurable')}</p>}
      <table className={`values-table values-stacked ${styles.wide} num`}>
        <caption className="quiet">
          <Term id="interval">{t('evaluation.intervals')}</Term>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('measures.similarity.part')}</th>
            <th scope="col">{t('measures.similarity.floor')}</th>
            <th scope="col" className="student">
              {t('measures.similarity.student')}
            </th>
            <th scope="col" className="teacher">
              {t('measures.similarity.ceiling')}
            </th>
            <th scope="col">{t('measures.similarity.score')}</th>
          </tr>
        </thead>
        <tbody>
          <tr data-measure="rse" className={styles.total}>
            <th scope="row">
              <Term id="rse" />
            </th>
            <td>0</td>
            <td />
            <td>1</td>
            <Score name={t('term.rse')} estimate={rse} />
          </tr>
          {PARTS.map(([part, term]) => (
            <tr key={part} data-measure={part}>
              <th scope="row">
                <Term id={term} />
              </th>
              <Value estimate={parts[part].raw.floor} format={score} />
              <Value estimate={parts[part].raw.student} format={score} />
              <Value estimate={parts[part].raw.again} format={score} />
              <Score name={t(`term.${term}`)} estimate={parts[part].score} />
            </tr>
          ))}
          <tr className="values-group">
            <th scope="colgroup" colSpan={5}>
              {t('measures.similarity.beside')}
            </th>
          </tr>
          <tr data-measure="shared">
            <th scope="row">
              <Term id="sharedErrors" />
            </th>
            <Value estimate={shared('floor')} format={share} />
            <Value estimate={shared('student')} format={share} />
            <Value estimate={shared('again')} format={share} />
            <td />
          </tr>
          <tr data-measure="topOne">
            <th scope="row">
              <Term id="topOne" />
            </th>
            <Value estimate={agreement.floor.topOne} format={share} />
            <Value estimate={agreement.student.topOne} format={share} />
            <td>{share(1)}</td>
            <td />
          </tr>
          <tr data-measure="jsd">
            <th scope="row">
              <Term id="jsdToTeacher" />
            </th>
            <Value estimate={agreement.floor.jsd} format={short} />
            <Value estimate={agreement.student.jsd} format={short} />
            <td>0</td>
            <td />
          </tr>
        </tbody>
      </table>
      <p className="quiet">
        {t('measures.similarity.legend', { steps: result.floorSteps, unit: t(`measures.unit.${unit}`) })}{' '}
        {t('measures.similarity.errors', { count: teacherErrors, counted })}
      </p>
      <Examples examples={result.examples} />
    </>
  );
}

function Score({ name, estimate }: { readonly name: string; readonly estimate: Estimate | null }) {
  const t = useT();
  if (estimate === null) return <td className="quiet">{t('measures.similarity.null')}</td>;
  const { value, interval } = estimate;
  return (
    <td>
      <strong>{score(value)}</strong>
      <span className="interval">{interval && `${score(interval[0])}–${score(interval[1])}`}</span>
      <Scale
        label={t('measures.similarity.scaleLabel', { part: name, score: score(value) })}
        score={estimate}
      />
    </td>
  );
}

function Examples({ examples }: { readonly examples: Measured<'similarity'>['result']['examples'] }) {
  const t = useT();
  return (
    <section className={styles.part} aria-labelledby="measures-examples">
      <h3 className="section-title" id="measures-examples">
        {t('measures.examples')}
      </h3>
      <ul className={styles.examples}>
        {examples.map((example) => (
          <li key={example.prompt}>
            <p>{example.prompt.replace(/=$/, '')}</p>
            <dl className="example-lines">
              <dt>{t('measures.reference')}</dt>
              <dd className="mono">{example.reference}</dd>
              <dt className="teacher">{t('measures.similarity.teacherSays')}</dt>
              <dd className="mono">{example.teacher || t('try.empty')}</dd>
              <dt className="student">{t('measures.similarity.student')}</dt>
              <dd className="mono">{example.student || t('try.empty')}</dd>
              <dt>{t('measures.similarity.floorSays')}</dt>
              <dd className="mono">{example.floor || t('try.empty')}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
