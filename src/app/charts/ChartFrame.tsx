/** A figure with a name: a plot that is drawn only while it can be seen, or its data as a table. */
import { type ReactNode, Suspense, useState } from 'react';
import { Term, type TermId } from '../lessons/Term';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import { ChartTable, type TableData } from './ChartTable';
import { Keys, type SeriesKey } from './Keys';
import type { Mark } from './marks';
import { useVisible } from './useVisible';

export interface ChartFrameProps {
  readonly name: string;
  readonly term: TermId;
  readonly note?: ReactNode;
  readonly keys: readonly SeriesKey[];
  /** Changes of live settings that the key lists in full. */
  readonly marks?: readonly Mark[];
  /** Describes the chart while there is no data. */
  readonly empty: ReactNode;
  readonly hasData: boolean;
  readonly table: () => TableData;
  readonly children: ReactNode;
}

const NO_MARKS: readonly Mark[] = [];

export function ChartFrame({
  name,
  term,
  note,
  keys,
  marks = NO_MARKS,
  empty,
  hasData,
  table,
  children,
}: ChartFrameProps) {
  const t = useT();
  const [asTable, setAsTable] = useState(false);
  const { ref, visible } = useVisible<HTMLDivElement>();
  const toggle = t(asTable ? 'chart.showPlot' : 'chart.showTable', { chart: name });
  return (
    // The role is a figure's own; naming it here keeps the name exact.
    <figure className="chart" aria-label={name}>
      <div className="chart-head">
        <h3 className="section-title">
          <Term id={term}>{name}</Term>
        </h3>
        {note && <span className="quiet">{note}</span>}
        <button
          type="button"
          className="info push"
          aria-label={toggle}
          title={toggle}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
          disabled={!hasData}
        >
          <Icon name={asTable ? 'chart' : 'table'} size={15} />
        </button>
      </div>
      {hasData && keys.length + marks.length > 0 && <Keys keys={keys} marks={marks} />}
      <div className="chart-body" ref={ref}>
        {!hasData ? (
          <p className="chart-empty">{empty}</p>
        ) : asTable ? (
          <ChartTable name={t('chart.tableOf', { chart: name })} data={table()} />
        ) : (
          visible && <Suspense fallback={null}>{children}</Suspense>
        )}
      </div>
    </figure>
  );
}
