/** One row for each hand-in, sorted by what the lecturer picks. */
import { memo, useMemo, useState } from 'react';
import { encodeHandIn } from '../../experiment/hand-in';
import type { MetricFacts } from '../../run/protocol';
import { Swatch } from '../charts/Swatch';
import { metricName, scoreText } from '../charts/scores';
import resultsStyles from '../compare/results.module.css';
import { SortHead, sortedBy } from '../compare/SortHead';
import { remove } from '../store/class/actions';
import type { Entry } from '../store/class/list';
import { showHandIn } from '../store/class/state';
import { useT } from '../text/all-text';
import { useLanguage } from '../text/text';
import { Icon } from '../ui/Icon';
import styles from './class.module.css';
import { type ClassGroup, type ClassOrder, type SortKey, scoreOf, sortedEntries } from './groups';

/** Rows at once: more are shown when asked for, so that the page answers at once. */
const FIRST_ROWS = 100;

interface ClassTableProps {
  readonly entries: readonly Entry[];
  readonly groups: readonly ClassGroup[];
  readonly metrics: readonly MetricFacts[];
}

/** Times of one course: the file has the year. */
const DATE = { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;

export function ClassTable({ entries, groups, metrics }: ClassTableProps) {
  const t = useT();
  const language = useLanguage();
  const [order, setOrder] = useState<ClassOrder>({ by: 'name', descending: false });
  const [all, setAll] = useState(false);
  const places = useMemo(
    () => new Map(groups.flatMap((group, at) => group.entries.map(({ id }) => [id, at] as const))),
    [groups],
  );
  const rows = useMemo(
    () => sortedEntries(entries, order, ({ id }) => groups[places.get(id) ?? -1]?.name ?? '', language),
    [entries, order, groups, places, language],
  );
  const date = useMemo(() => new Intl.DateTimeFormat(language, DATE), [language]);
  const altered = entries.filter((entry) => entry.altered).length;
  const several = groups.length > 1;
  const columns: readonly (readonly [SortKey, string])[] = [
    ['name', t('class.column.name')],
    ...(several ? [['group', t('class.column.settings')] as const] : []),
    ...metrics.map((metric) => [`score ${metric.id}`, metricName(t, metric)] as const),
    ['step', t('class.column.steps')],
    ['seed', t('class.column.seed')],
    ['made', t('class.column.made')],
  ];
  const sort = (by: SortKey): void => {
    const better = metrics.find(({ id }) => by === `score ${id}`)?.better;
    setOrder(
      order.by === by ? { by, descending: !order.descending } : { by, descending: better === 'higher' },
    );
  };
  return (
    <>
      {altered > 0 && <p className={styles.bad}>{t('class.alteredWhat', { count: altered })}</p>}
      <section
        className={`${resultsStyles.table} ${styles.table}`}
        aria-label={t('class.table')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region has to be reachable by keyboard
        tabIndex={0}
      >
        <table className="num">
          <thead>
            <tr>
              {columns.map(([key, title]) => (
                <SortHead key={key} title={title} sorted={sortedBy(order, key)} onSort={() => sort(key)} />
              ))}
              <th scope="col">
                <span className="visually-hidden">{t('class.column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, all ? undefined : FIRST_ROWS).map((entry) => {
              const at = places.get(entry.id) ?? 0;
              const group = several ? (groups[at]?.name ?? '') : null;
              return <Row key={entry.id} entry={entry} at={at} group={group} metrics={metrics} date={date} />;
            })}
          </tbody>
        </table>
      </section>
      {!all && rows.length > FIRST_ROWS && (
        <button type="button" className="btn btn-small" onClick={() => setAll(true)}>
          {t('class.showAll', { count: rows.length })}
        </button>
      )}
    </>
  );
}

interface RowProps {
  readonly entry: Entry;
  /** Place of its group, and the group's name; null where there is one group only. */
  readonly at: number;
  readonly group: string | null;
  readonly metrics: readonly MetricFacts[];
  readonly date: Intl.DateTimeFormat;
}

const Row = memo(function Row({ entry, at, group, metrics, date }: RowProps) {
  const t = useT();
  const { id, name, handIn, experiment, altered, ofRecording } = entry;
  const called = name || t('class.nameless');
  const marks = [
    ...(altered ? [t('class.altered')] : []),
    ...(ofRecording ? [t('class.ofRecording')] : []),
    ...(handIn.finished ? [] : [t('class.unfinished')]),
  ];
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={`link ${styles.name}`}
          aria-label={t('runs.of', { action: t('class.open'), name: called })}
          onClick={() => showHandIn(encodeHandIn(entry.text))}
        >
          <bdi>{called}</bdi>
        </button>
        {marks.map((mark) => (
          <span
            key={mark}
            className={`badge ${styles.mark} ${mark === t('class.altered') ? styles.bad : ''}`}
          >
            {mark}
          </span>
        ))}
      </th>
      {group !== null && (
        <td className={styles.group}>
          <Swatch at={at} /> {group}
        </td>
      )}
      {metrics.map(({ id: metric }) => {
        const score = scoreOf(entry, metric);
        return <td key={metric}>{score === null ? t('figure.unknown') : scoreText(metric, score, 1)}</td>;
      })}
      <td>{handIn.step}</td>
      <td>{experiment.seed}</td>
      <td>{date.format(handIn.made)}</td>
      <td>
        <button
          type="button"
          className="btn btn-icon"
          aria-label={t('runs.of', { action: t('class.remove'), name: called })}
          onClick={() => remove(new Set([id]))}
        >
          <Icon name="cross" />
        </button>
      </td>
    </tr>
  );
});
