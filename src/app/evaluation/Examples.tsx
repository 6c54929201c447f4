/** The evaluated prompts one by one: filtered, a page at a time, with what differs marked. */
import { useMemo, useState } from 'react';
import type { EvaluatedItem, EvaluationResult } from '../../run/protocol';
import { save } from '../browser/download';
import { ofSubject } from '../export/provenance';
import type { Subject } from '../store/experiment/subject';
import { toast } from '../store/view';
import { useT } from '../text/all-text';
import type { TextKey } from '../text/text';
import { Segments } from '../ui/Segments';
import { toCsv } from './csv';
import { isOfClasses } from './EvaluationMetrics';
import { ExampleRow } from './ExampleRow';
import styles from './evaluation.module.css';
import { errorCounts, type Filter, filterItems, kindScores, NO_FILTER, type Verdict } from './filter';

/** More rows than this on the page at once would be felt while a run draws its charts. */
const ROWS = 25;

interface ExamplesProps {
  readonly result: EvaluationResult;
  readonly subject: Subject;
}

export function Examples({ result, subject }: ExamplesProps) {
  const { items } = result;
  const t = useT();
  const ofClasses = isOfClasses(result);
  const [filter, setFilter] = useState(NO_FILTER);
  const [page, setPage] = useState(0);
  const shown = useMemo(() => filterItems(items, filter), [items, filter]);
  const change = (part: Partial<Filter>): void => {
    setFilter({ ...filter, ...part });
    setPage(0);
  };
  const first = page * ROWS;
  const copy = async (): Promise<void> => {
    const csv = toCsv(shown, result, ofSubject(subject));
    try {
      await navigator.clipboard.writeText(csv);
      toast(t('examples.copied', { count: shown.length }));
    } catch {
      // Without a clipboard there is still the disk.
      save('evaluation.csv', new Blob([csv], { type: 'text/csv' }));
    }
  };
  return (
    <section className={styles.examples} aria-labelledby="examples-title">
      <h3 className="section-title" id="examples-title">
        {t('examples.title')}
      </h3>
      <Filters items={items} filter={filter} onChange={change} />
      {!ofClasses && (
        <p className="quiet">
          {t('examples.legend')} <mark className={styles.editReplaced}>{t('examples.replaced')}</mark>{' '}
          <del className={styles.editSurplus}>{t('examples.surplus')}</del>{' '}
          <ins className={styles.editMissing}>{t('examples.missing')}</ins>
        </p>
      )}
      {shown.length === 0 ? (
        <p className="quiet">{t('examples.none')}</p>
      ) : (
        <table className="answers-table">
          <thead>
            <tr>
              <th scope="col">{t('examples.prompt')}</th>
              <th scope="col">{t('examples.answer')}</th>
              <th scope="col">{t('examples.verdict')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(first, first + ROWS).map((item) => (
              <ExampleRow key={item.prompt} item={item} who={filter.who} ofClasses={ofClasses} />
            ))}
          </tbody>
        </table>
      )}
      <div className={styles.foot}>
        <span className="quiet num" role="status">
          {t('examples.range', {
            from: Math.min(first + 1, shown.length),
            to: Math.min(first + ROWS, shown.length),
            count: shown.length,
          })}
        </span>
        <button
          type="button"
          className="btn btn-small"
          disabled={page === 0}
          onClick={() => setPage(page - 1)}
        >
          {t('examples.previous')}
        </button>
        <button
          type="button"
          className="btn btn-small"
          disabled={first + ROWS >= shown.length}
          onClick={() => setPage(page + 1)}
        >
          {t('examples.next')}
        </button>
        <button
          type="button"
          className="btn btn-small push"
          disabled={shown.length === 0}
          onClick={() => void copy()}
        >
          {t('examples.copy')}
        </button>
      </div>
    </section>
  );
}

interface FiltersProps {
  readonly items: readonly EvaluatedItem[];
  readonly filter: Filter;
  readonly onChange: (part: Partial<Filter>) => void;
}

function Filters({ items, filter, onChange }: FiltersProps) {
  const t = useT();
  const { who } = filter;
  const errors = useMemo(() => errorCounts(items, who), [items, who]);
  const kinds = useMemo(() => kindScores(items, who), [items, who]);
  const wrong = errors.reduce((sum, { count }) => sum + count, 0);
  const option = (value: Verdict, name: TextKey, count: number) => (
    <option key={value} value={value}>
      {t('examples.counted', { name: t(name), count })}
    </option>
  );
  return (
    <div className={styles.filters}>
      <div className={styles.who}>
        <div id="examples-who" className={styles.label}>
          {t('examples.who')}
        </div>
        <Segments
          id="examples-who-choice"
          labelledBy="examples-who"
          value={who}
          options={[
            { value: 'student', label: t('inspector.student') },
            { value: 'teacher', label: t('inspector.teacher') },
          ]}
          onChange={(value) => onChange({ who: value === 'teacher' ? 'teacher' : 'student', verdict: 'all' })}
        />
      </div>
      <select
        className="box"
        aria-label={t('examples.show')}
        value={filter.verdict}
        onChange={(event) => onChange({ verdict: event.currentTarget.value as Verdict })}
      >
        {option('all', 'examples.all', items.length)}
        {option('right', 'held.right', items.length - wrong)}
        {option('wrong', 'held.wrong', wrong)}
        {errors.length > 0 && (
          <optgroup label={t('examples.errors')}>
            {errors.map(({ value, count }) => option(value, `error.${value}`, count))}
          </optgroup>
        )}
      </select>
      {kinds.length > 0 && (
        <select
          className="box"
          aria-label={t('examples.kind')}
          value={filter.kind ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ kind: value === '' ? null : value })}
        >
          <option value="">{t('examples.allKinds')}</option>
          {kinds.map(({ value, right, count }) => (
            <option key={value} value={value}>
              {t('examples.kindScore', { kind: value, right, count })}
            </option>
          ))}
        </select>
      )}
      <input
        className="box"
        type="search"
        aria-label={t('examples.search')}
        placeholder={t('examples.searchHint')}
        value={filter.search}
        onChange={(event) => onChange({ search: event.currentTarget.value })}
      />
    </div>
  );
}
