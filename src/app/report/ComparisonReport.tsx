/** A comparison as a report: its results as a table, what they say, and its curves. */
import { planOf } from '../../experiment/comparison';
import type { ComparisonSnapshot, MetricFacts } from '../../run/protocol';
import { FIRST_METRIC } from '../charts/scores';
import { groupsOf } from '../compare/groups';
import { bestFirst, type ResultRow, rowOf, sorted } from '../compare/results';
import { pictureOf } from '../compare/results-picture';
import { describeDifference } from '../compare/sentences';
import { cellText, columnsOf, withSeeds } from '../compare/words';
import { drawPicture } from '../export/picture';
import { inWords, ofComparison } from '../export/provenance';
import { valueName } from '../text/values';
import { Origin, Picture, type Words } from './parts';

interface ComparisonReportProps {
  readonly words: Words;
  readonly snapshot: ComparisonSnapshot;
}

export function ComparisonReport({ words, snapshot }: ComparisonReportProps) {
  const { t, labels } = words;
  const { comparison } = snapshot;
  const [headline = FIRST_METRIC] = snapshot.metrics;
  const metrics = snapshot.metrics.length > 0 ? snapshot.metrics : [headline];
  const groups = groupsOf(snapshot, planOf(comparison), labels);
  const rows = sorted(
    groups.map((group) => rowOf(group, metrics)),
    bestFirst(`test ${headline.id}`, metrics),
  );
  const label = labels.fields[comparison.vary].label;
  const title = `${label}: ${valueName(labels, 'task', comparison.base.task)}`;
  return (
    <main>
      <h1>{title}</h1>
      <Origin words={words} origin={inWords(ofComparison(comparison), t, labels)} />
      <h2>{t('compare.results')}</h2>
      <Results words={words} rows={rows} metrics={metrics} label={label} />
      <Verdicts words={words} rows={rows} headline={headline} />
      <h2>{t('report.curves')}</h2>
      <Picture
        svg={drawPicture(pictureOf(t, groups, headline, label, []))}
        name={t('report.curvesCompared', { title })}
      />
    </main>
  );
}

interface ResultsProps {
  readonly words: Words;
  readonly rows: readonly ResultRow[];
  readonly metrics: readonly MetricFacts[];
  readonly label: string;
}

function Results({ words: { t }, rows, metrics, label }: ResultsProps) {
  const columns = columnsOf(t, metrics);
  const titles = withSeeds(
    t('compare.column.seeds'),
    columns.map(({ title }) => title),
  );
  return (
    <table>
      <thead>
        <tr>
          {[label, ...titles].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const cells = columns.map(({ key }) => {
            const cell = cellText(row, key);
            return cell ? `${cell.text} ${cell.note}`.trim() : t('figure.unknown');
          });
          return (
            <tr key={row.group.name}>
              <th scope="row">{row.group.label}</th>
              {withSeeds(`${row.done} / ${row.group.runs.length}`, cells).map((cell, at) => (
                <td key={titles[at]}>{cell}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface VerdictsProps {
  readonly words: Words;
  /** The best first. */
  readonly rows: readonly ResultRow[];
  readonly headline: MetricFacts;
}

/** The best row beside each other one that has results. */
function Verdicts({ words: { t, labels }, rows, headline }: VerdictsProps) {
  const [best, ...others] = rows.filter(({ done }) => done > 0);
  if (!best || others.length === 0) return null;
  return (
    <>
      <h2>{t('compare.difference')}</h2>
      {others.map((other) => (
        <p key={other.group.name}>
          {describeDifference(best, other, { t, labels, metric: headline }).join(t('text.between'))}
        </p>
      ))}
    </>
  );
}
