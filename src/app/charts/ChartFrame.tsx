/** A figure with a name: a plot that is drawn only while it can be seen, or its data as a table. */
import { type ReactNode, Suspense, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Term, type TermId } from '../lessons/Term';
import { chartOf, openDrawing, usePredictions } from '../store/predictions/state';
import { useT } from '../text/text';
import { Hint } from '../ui/Hint';
import { Icon } from '../ui/Icon';
import { lazyPart } from '../ui/lazy-part';
import type { ChartMenuProps } from './ChartMenu';
import { ChartTable, type TableData } from './ChartTable';
import styles from './charts.module.css';
import { Keys, type SeriesKey } from './Keys';
import type { Mark } from './marks';
import type { PredictionEditorProps } from './predict/PredictionEditor';
import type { Prediction } from './predict/usePrediction';
import { useVisible } from './useVisible';

export interface ChartFrameProps {
  readonly name: string;
  readonly term: TermId;
  /** Its name for lessons, which can point at it. */
  readonly part?: `chart.${string}`;
  readonly note?: ReactNode;
  readonly keys: readonly SeriesKey[];
  /** Changes of live settings that the key lists in full. */
  readonly marks?: readonly Mark[];
  /** Describes the chart while there is no data. */
  readonly empty: ReactNode;
  readonly hasData: boolean;
  readonly table: () => TableData;
  /** The choices of how it is drawn; without them there is no menu. */
  readonly menu?: ChartMenuProps;
  /** What the visitor expects of it, and the axis to draw that on; without it nothing can be drawn. */
  readonly predict?: {
    readonly prediction: Prediction;
    readonly axis: Omit<PredictionEditorProps, 'id' | 'name' | 'asked' | 'onClose'>;
  };
  readonly children: ReactNode;
}

const PredictionEditor = lazyPart(() => import('./predict/PredictionEditor'));
const ChartMenu = lazyPart(() => import('./ChartMenu'));

const NO_MARKS: readonly Mark[] = [];

export function ChartFrame({
  name,
  term,
  part,
  note,
  keys,
  marks = NO_MARKS,
  empty,
  hasData,
  table,
  menu,
  predict,
  children,
}: ChartFrameProps) {
  const t = useT();
  const [asTable, setAsTable] = useState(false);
  const { ref, visible } = useVisible<HTMLDivElement>();
  const toggle = t(asTable ? 'chart.showPlot' : 'chart.showTable', { chart: name });
  return (
    // The role is a figure's own; naming it here keeps the name exact.
    <figure className={styles.chart} aria-label={name} data-part={part}>
      <div className={styles.head}>
        <h3 className="section-title">
          <Term id={term}>{name}</Term>
        </h3>
        {note && <span className="quiet">{note}</span>}
        <span className="push" />
        {menu && hasData && (
          <Hint
            className="info"
            label={t('chart.menu', { chart: name })}
            title={name}
            target={<Icon name="sliders" size={15} />}
          >
            <Suspense fallback={null}>
              <ChartMenu {...menu} prediction={predict?.prediction} />
            </Suspense>
          </Hint>
        )}
        <button
          type="button"
          className="info"
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
      {predict && (
        <p className="visually-hidden" role="status">
          {predict.prediction.said}
        </p>
      )}
      <div className={styles.body} ref={ref}>
        {!hasData ? (
          <Unmeasured name={name} empty={empty} predict={predict} />
        ) : asTable ? (
          <ChartTable name={t('chart.tableOf', { chart: name })} data={table()} />
        ) : (
          visible && <Suspense fallback={null}>{children}</Suspense>
        )}
      </div>
    </figure>
  );
}

/** What the chart will show, and before the run a way to draw what one expects. */
function Unmeasured({
  name,
  empty,
  predict,
}: Pick<ChartFrameProps, 'name' | 'empty'> & { readonly predict: ChartFrameProps['predict'] }) {
  const t = useT();
  const drawing = usePredictions(
    (state) => predict !== undefined && state.drawing === chartOf(predict.prediction.id),
  );
  const opener = useRef<HTMLButtonElement>(null);
  if (predict?.prediction.open && (drawing || predict.prediction.curve.points.length > 0)) {
    const close = (): void => {
      flushSync(() => openDrawing(null));
      opener.current?.focus();
    };
    return (
      <Suspense fallback={null}>
        <PredictionEditor
          id={predict.prediction.id}
          name={name}
          {...predict.axis}
          asked={drawing}
          onClose={close}
        />
      </Suspense>
    );
  }
  return (
    <div className={styles.empty}>
      <p>{empty}</p>
      {predict?.prediction.open && (
        <button
          type="button"
          ref={opener}
          className="btn btn-small"
          aria-label={t('predict.draw.chart', { chart: name })}
          onClick={() => predict && openDrawing(chartOf(predict.prediction.id))}
        >
          {t('predict.draw')}
        </button>
      )}
    </div>
  );
}
