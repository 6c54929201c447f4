/** The newest scores of a class: a row of dots for each setting, equal ones on top of each other. */
import type { MetricFacts } from '../../run/protocol';
import { changeView } from '../charts/chart-view';
import { Swatch } from '../charts/Swatch';
import { isPlain, metricTitle, scoreText } from '../charts/scores';
import { strokeOf } from '../charts/strokes';
import { linearAxis } from '../charts/value-axis';
import { useT } from '../text/all-text';
import { plainTick, rateTick } from '../text/format';
import styles from './class.module.css';
import { type ClassGroup, MOST_DRAWN, scoreOf, statsIn } from './groups';

const HEIGHT = 46;
const RADIUS = 3;
/** Places side by side: two dots of one place stand on top of each other. */
const PLACES = 90;
/** Room for half a dot at both ends, in per cent. */
const MARGIN = 2;

interface DotStripsProps {
  readonly groups: readonly ClassGroup[];
  readonly metrics: readonly MetricFacts[];
  readonly metric: MetricFacts;
}

export function DotStrips({ groups: all, metrics, metric }: DotStripsProps) {
  const t = useT();
  const groups = all.slice(0, MOST_DRAWN);
  const { id } = metric;
  const scores = groups.flatMap(({ entries }) => entries.map((entry) => scoreOf(entry, id)));
  const known = scores.filter((score) => score !== null);
  if (known.length === 0) return <p className="quiet">{t('class.curves.none')}</p>;
  const { domain, ticks } = linearAxis(Math.min(...known), Math.max(...known));
  const [from, to] = domain;
  const at = (value: number): number => MARGIN + ((100 - 2 * MARGIN) * (value - from)) / (to - from);
  return (
    <>
      <p className={styles.line}>
        <span className="quiet">
          {t('class.dots.what')}{' '}
          {all.length > MOST_DRAWN && t('class.curves.most', { drawn: MOST_DRAWN, all: all.length })}
        </span>
        {metrics.length > 1 && (
          <select
            className="box"
            aria-label={t('class.dots')}
            value={id}
            onChange={({ currentTarget: { value } }) => {
              const chosen = metrics.find((one) => one.id === value);
              if (chosen) changeView({ metric: chosen.id });
            }}
          >
            {metrics.map((one) => (
              <option key={one.id} value={one.id}>
                {metricTitle(t, one)}
              </option>
            ))}
          </select>
        )}
      </p>
      <div className={styles.strips}>
        {groups.map((group, place) => (
          <Strip key={group.key} group={group} place={place} metric={metric} at={at} />
        ))}
        <div className={`${styles.ticks} num`} aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${at(tick)}%` }}>
              {isPlain(id) ? plainTick(tick) : rateTick(tick)}
            </span>
          ))}
        </div>
      </div>
    </>
  );
}

interface StripProps {
  readonly group: ClassGroup;
  readonly place: number;
  readonly metric: MetricFacts;
  /** Place of a score, in per cent of the width. */
  readonly at: (value: number) => number;
}

function Strip({ group, place, metric: { id }, at }: StripProps) {
  const t = useT();
  const stats = statsIn(group, id);
  const text = (value: number): string => scoreText(id, value, 1);
  const said = stats
    ? t('class.dots.group', {
        ...{ name: group.name, count: stats.count },
        ...{ mean: text(stats.mean), min: text(stats.min), max: text(stats.max) },
      })
    : group.name;
  const dots = stacked(
    group.entries.flatMap((entry) => scoreOf(entry, id) ?? []),
    at,
  );
  const { colour } = strokeOf(place);
  return (
    <div>
      <p className={styles.stripName}>
        <Swatch at={place} /> {said}
        {stats?.deviation != null && `, ${t('class.dots.deviation', { deviation: text(stats.deviation) })}`}
      </p>
      <svg className={styles.strip} height={HEIGHT} role="img" aria-label={said}>
        {dots.map(({ x, level, key }) => (
          <circle
            key={key}
            cx={`${x}%`}
            cy={HEIGHT - RADIUS - 1 - level}
            r={RADIUS}
            fill={colour}
            fillOpacity={0.55}
          />
        ))}
        {stats && (
          <line
            x1={`${at(stats.mean)}%`}
            x2={`${at(stats.mean)}%`}
            y1={0}
            y2={HEIGHT}
            stroke="var(--ink)"
            strokeWidth={1.5}
          />
        )}
      </svg>
    </div>
  );
}

/** Dots from the bottom up, closer together where many have one place. */
function stacked(values: readonly number[], at: (value: number) => number) {
  const heights = new Map<number, number>();
  const placed = values.map((value, key) => {
    const x = at(value);
    const place = Math.round((x / 100) * PLACES);
    const below = heights.get(place) ?? 0;
    heights.set(place, below + 1);
    return { key, x, below };
  });
  const highest = Math.max(...heights.values(), 1);
  const step = Math.min(2 * RADIUS + 1, (HEIGHT - 2 * RADIUS - 2) / highest);
  return placed.map(({ key, x, below }) => ({ key, x, level: below * step }));
}
