/** What was measured, as a table, and what was not. */

import { ON_ONE_THREAD } from '../engine';
import { STOPPED } from '../remote-session';
import type { Report, Summary } from '../report';
import type { Absent } from './run';
import { type Language, sentence, type TextKey, type Translate } from './text';
import { PLAIN_JAVASCRIPT, TOO_SLOW } from './worker-host';

interface Props {
  readonly report: Report;
  readonly absent: readonly Absent[];
  readonly language: Language;
  readonly t: Translate;
}

const digits = (value: number | null, language: Language): string =>
  value === null || !Number.isFinite(value)
    ? '–'
    : value.toLocaleString(language, { maximumSignificantDigits: 3 });

/** Why a backend has no sample of a case. */
function reason(missing: string | null, t: Translate): string {
  const why = (missing ?? STOPPED).replace(/^failed: /, '');
  switch (why) {
    case TOO_SLOW:
      return t('tooSlow');
    case PLAIN_JAVASCRIPT:
      return t('onlyOneCase');
    case ON_ONE_THREAD:
      return t('onOneThread');
    case STOPPED:
      return t('notReached');
    default:
      return why;
  }
}

const caseTitle = ({ case: name }: Summary, t: Translate): string => t(`case.${name}` as TextKey);

function Missing({ report, absent, language, t }: Props) {
  const skipped = report.summaries.filter(({ samples }) => samples === 0);
  const lines = new Map<string, string[]>();
  for (const each of skipped) {
    const key = `${each.name}: ${reason(each.missing, t)}`;
    lines.set(key, [...(lines.get(key) ?? []), caseTitle(each, t)]);
  }
  if (absent.length === 0 && lines.size === 0) return null;
  return (
    <>
      <h3>{t('notMeasured')}</h3>
      <ul>
        {absent.map(({ name, problem }) => (
          <li key={name}>
            {name}: {sentence(language, problem)}
          </li>
        ))}
        {[...lines].map(([line, cases]) => (
          <li key={line}>
            {line} ({cases.join(language === 'ja' ? '、' : ', ')})
          </li>
        ))}
      </ul>
    </>
  );
}

export function Results(props: Props) {
  const { report, language, t } = props;
  const measured = report.summaries.filter(({ samples }) => samples > 0);
  const number = (value: number | null): string => digits(value, language);
  return (
    <div>
      <h2 id="results">{t('results')}</h2>
      <p>{[report.adapter.name, report.where].join('; ')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reachable by keyboard */}
      <section className="wide" tabIndex={0} aria-labelledby="results">
        <table>
          <thead>
            <tr>
              {(['case', 'backend', 'ms', 'spread', 'tokens', 'gflops'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {measured.map((each) => (
              <tr key={`${each.case} ${each.name}`}>
                <th scope="row">{caseTitle(each, t)}</th>
                <td>{each.name}</td>
                <td>{number(each.median)}</td>
                <td>
                  {number(each.lowerQuartile)}–{number(each.upperQuartile)}
                </td>
                <td>{number(each.tokensPerSecond)}</td>
                <td>{number(each.gigaflops)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Missing {...props} />
    </div>
  );
}
