/** One row for each value, sorted by what the user picks. */
import type { FieldName } from '../../experiment/fields';
import type { MetricFacts } from '../../run/protocol';
import { Swatch } from '../charts/Swatch';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import type { Group } from './groups';
import { bestFirst, type Order, type ResultRow, type SortKey, sorted } from './results';
import styles from './results.module.css';
import { SortHead, sortedBy } from './SortHead';
import { cellText, columnsOf, withSeeds } from './words';

interface ResultsTableProps {
  readonly rows: readonly ResultRow[];
  readonly groups: readonly Group[];
  readonly metrics: readonly MetricFacts[];
  readonly vary: FieldName;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

export function ResultsTable({ rows, groups, metrics, vary, order, onOrder }: ResultsTableProps) {
  const t = useT();
  const { fields } = useLabels();
  const columns = columnsOf(t, metrics);
  const sort = (key: SortKey): void =>
    onOrder(
      order.by === key
        ? { by: key, descending: !order.descending }
        : key === 'value'
          ? { by: key, descending: false }
          : bestFirst(key, metrics),
    );
  const head = (key: SortKey, title: string) => (
    <SortHead key={key} title={title} sorted={sortedBy(order, key)} onSort={() => sort(key)} />
  );
  return (
    // A scrollable region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={styles.table} aria-label={t('compare.results.table')} tabIndex={0}>
      <table className="num">
        <thead>
          <tr>
            {head('value', fields[vary].label)}
            {withSeeds(
              <th key="seeds" scope="col">
                {t('compare.column.seeds')}
              </th>,
              columns.map(({ key, title }) => head(key, title)),
            )}
          </tr>
        </thead>
        <tbody>
          {sorted(rows, order).map((row) => (
            <tr key={row.group.name}>
              <th scope="row">
                <Swatch at={groups.indexOf(row.group)} /> {row.group.label}
              </th>
              {withSeeds(
                <td key="seeds">
                  {row.done}
                  <span className="quiet"> / {row.group.runs.length}</span>
                </td>,
                columns.map(({ key }) => {
                  const cell = cellText(row, key);
                  return (
                    <td key={key}>
                      {cell ? cell.text : t('figure.unknown')}
                      {cell?.note && <span className={styles.interval}> {cell.note}</span>}
                    </td>
                  );
                }),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
