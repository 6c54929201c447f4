/** A class as a report: its settings with means and ranges, their curves, and a row for each hand-in. */

import { plannedSteps } from '../../experiment/changes';
import type { MetricFacts } from '../../run/protocol';
import { FIRST_METRIC, metricName, metricTitle, scoreText } from '../charts/scores';
import { strokeOf } from '../charts/strokes';
import {
  bandIn,
  type ClassGroup,
  groupsOf,
  MOST_DRAWN,
  metricsOf,
  scoreOf,
  sortedEntries,
  statsIn,
} from '../class/groups';
import { literal, paletteNow } from '../export/palette';
import { type Picture as Drawn, drawPicture } from '../export/picture';
import type { Entry } from '../store/class/list';
import { settingsText } from '../text/values';
import { Origin, Picture, type Words } from './parts';

interface ClassReportProps {
  readonly words: Words;
  readonly entries: readonly Entry[];
}

export function ClassReport({ words, entries }: ClassReportProps) {
  const { t, labels } = words;
  const groups = groupsOf(entries, labels).map((group) => ({
    ...group,
    name: group.name || t('class.allRuns'),
  }));
  const metrics = metricsOf(entries);
  const headline = metrics[0] ?? FIRST_METRIC;
  const title = t('class.report', { runs: entries.length });
  const [first] = entries;
  const common =
    groups.length === 1 && first
      ? settingsText(labels, { ...first.experiment, seed: 1 }, first.changes, (step, change) =>
          t('chart.mark', { step, change }),
        )
      : '';
  return (
    <main>
      <h1>{title}</h1>
      <Origin words={words} origin={common ? [[t('handIn.settings'), common]] : []} />
      <h2>{t('class.report.settings')}</h2>
      <Groups words={words} groups={groups} metrics={metrics} />
      <h2>{t('report.curves')}</h2>
      {groups.length > MOST_DRAWN && (
        <p>{t('class.curves.most', { drawn: MOST_DRAWN, all: groups.length })}</p>
      )}
      <Picture
        svg={drawPicture(pictureOf(words, groups, headline, title))}
        name={t('class.report.curves', { title })}
      />
      <h2>{t('class.list')}</h2>
      <HandIns words={words} entries={entries} groups={groups} metrics={metrics} />
    </main>
  );
}

interface GroupsProps {
  readonly words: Words;
  readonly groups: readonly ClassGroup[];
  readonly metrics: readonly MetricFacts[];
}

function Groups({ words: { t }, groups, metrics }: GroupsProps) {
  return (
    <table>
      <thead>
        <tr>
          {[t('class.column.settings'), t('class.report.runs')].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          {metrics.map((metric) => (
            <th key={metric.id} scope="col">
              {metricName(t, metric)}: {t('class.report.mean')}, {t('class.report.deviation')},{' '}
              {t('class.report.range')}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.key}>
            <th scope="row">{group.name}</th>
            <td>{group.entries.length}</td>
            {metrics.map(({ id }) => {
              const stats = statsIn(group, id);
              const text = (value: number): string => scoreText(id, value, 1);
              return (
                <td key={id}>
                  {stats
                    ? `${text(stats.mean)}${stats.deviation === null ? '' : ` ± ${text(stats.deviation)}`}, ${text(stats.min)}–${text(stats.max)}`
                    : t('figure.unknown')}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function HandIns({ words: { t }, entries, groups, metrics }: GroupsProps & ClassReportProps) {
  const nameOf = (entry: Entry): string => groups.find((group) => group.entries.includes(entry))?.name ?? '';
  const rows = sortedEntries(
    entries,
    { by: 'name', descending: false },
    nameOf,
    document.documentElement.lang,
  );
  const columns = [
    t('class.column.name'),
    ...(groups.length > 1 ? [t('class.column.settings')] : []),
    ...metrics.map((metric) => metricName(t, metric)),
    t('class.column.steps'),
    t('class.column.seed'),
  ];
  return (
    <table>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((entry) => (
          <tr key={entry.id}>
            <th scope="row">
              <bdi>{entry.name || t('class.nameless')}</bdi>
              {entry.altered && ` (${t('class.altered')})`}
            </th>
            {groups.length > 1 && <td>{nameOf(entry)}</td>}
            {metrics.map(({ id }) => {
              const score = scoreOf(entry, id);
              return <td key={id}>{score === null ? t('figure.unknown') : scoreText(id, score, 1)}</td>;
            })}
            <td>{entry.handIn.step}</td>
            <td>{entry.experiment.seed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function pictureOf({ t }: Words, groups: readonly ClassGroup[], headline: MetricFacts, title: string): Drawn {
  const drawn = groups.slice(0, MOST_DRAWN);
  const steps = drawn.flatMap(({ entries }) =>
    entries.map(({ experiment, changes }) => plannedSteps(experiment, changes)),
  );
  const x = { from: 0, to: Math.max(...steps), unit: t('chart.step') };
  const bands = (which: 'loss' | 'acceptance' | 'score') =>
    drawn.map((group) => bandIn(group, which, headline.id));
  return {
    ...paletteNow(),
    title: `${t('app.name')}: ${title}`,
    names: drawn.map(({ name }) => name),
    strokes: drawn.map((_, at) => literal(strokeOf(at))),
    ...{ origin: [], columns: 3 },
    panels: [
      { title: metricTitle(t, headline), bands: bands('score'), rate: true, x },
      { title: t('chart.acceptance'), bands: bands('acceptance'), rate: true, x },
      { title: `${t('chart.loss')} (${t('chart.loss.unit')})`, bands: bands('loss'), rate: false, x },
    ],
  };
}
