/** Drafting in numbers, before the distillation beside now, with the times and a few sequences. */
import type { DraftingResult, Estimate } from '../../run/protocol';
import { type Format, Value } from '../evaluation/Value';
import { Term, type TermId } from '../lessons/Term';
import type { Measured } from '../store/measures/state';
import { useT } from '../text/all-text';
import { percent, short } from '../text/format';
import type { TranslateAll } from '../text/text';
import { DraftedRows } from './DraftedRows';
import { Latency } from './Latency';
import { Outline } from './Outline';

const share: Format = (value) => percent(value, 1);

type Side = DraftingResult['before'];

interface Row {
  readonly term: TermId;
  readonly format: Format;
  readonly of: (side: Side) => Estimate;
}

const ROWS: readonly Row[] = [
  { term: 'tokensPerCall', format: short, of: (side) => side.tokensPerCall },
  { term: 'acceptedPerCall', format: short, of: (side) => side.acceptedPerCall },
  { term: 'draftAcceptance', format: share, of: (side) => side.acceptance },
  { term: 'draftOverlap', format: share, of: (side) => side.overlap },
  {
    term: 'expectedPerCall',
    format: short,
    of: (side) => ({ value: side.expectedPerCall, interval: null }),
  },
];

/** The student before distillation, in words. */
export function startInWords(t: TranslateAll, { sftSteps, fromOwn }: DraftingResult): string {
  if (sftSteps > 0) return t('measures.drafting.beforeWarm', { step: sftSteps });
  return t(fromOwn ? 'measures.drafting.beforeOwn' : 'measures.drafting.beforeUntrained');
}

export function DraftingResultView({ result, milliseconds, outdated }: Measured<'drafting'>) {
  const t = useT();
  const { command, before, after, trainingProgress, prompts, benchmarks } = result;
  const names = {
    before: startInWords(t, result),
    after: t('measures.drafting.after', { step: trainingProgress.step }),
  };
  const decoding =
    command.temperature === 0
      ? t('evaluation.greedy')
      : t('measures.drafting.temperature', { temperature: command.temperature });
  return (
    <>
      <Outline
        parts={[`γ = ${command.draftLength}`, decoding, t('measures.onPrompts', { prompts })]}
        milliseconds={milliseconds}
        outdated={outdated}
      />
      <table className="values-table num">
        <caption className="quiet">
          <Term id="interval">{t('evaluation.intervals')}</Term>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('evaluation.measure')}</th>
            <th scope="col">{names.before}</th>
            <th scope="col" className="student">
              {names.after}
            </th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ term, format, of }) => (
            <tr key={term} data-measure={term}>
              <th scope="row">
                <Term id={term} />
              </th>
              <Value estimate={of(before)} format={format} />
              <Value estimate={of(after)} format={format} />
            </tr>
          ))}
        </tbody>
      </table>
      {benchmarks.length > 0 && <Latency benchmarks={benchmarks} />}
      <DraftedRows result={result} names={names} />
    </>
  );
}
