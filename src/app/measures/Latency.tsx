/** How long a token takes with each way of decoding. */
import type { DecoderName, LatencyBenchmark } from '../../run/protocol';
import { useT } from '../text/all-text';
import { short } from '../text/format';
import type { TextKey } from '../text/text';
import styles from './measures.module.css';

const NAMES: Readonly<Record<DecoderName, TextKey>> = {
  alone: 'measures.drafting.alone',
  kernel: 'measures.drafting.kernel',
  before: 'measures.drafting.withBefore',
  after: 'measures.drafting.withAfter',
};
const ORDER: readonly DecoderName[] = ['alone', 'kernel', 'before', 'after'];

export function Latency({ benchmarks }: { readonly benchmarks: readonly LatencyBenchmark[] }) {
  const t = useT();
  const [first] = benchmarks;
  const shown = ORDER.filter((name) => benchmarks.some(({ times }) => times[name]));
  return (
    <section className={styles.part} aria-labelledby="measures-latency">
      <h3 className="section-title" id="measures-latency">
        {t('measures.drafting.timesTitle')}
      </h3>
      <table className="values-table num">
        <thead>
          <tr>
            <th scope="col">{t('measures.drafting.decoding')}</th>
            {benchmarks.map(({ batch }) => (
              <th key={batch} scope="col">
                {t('measures.drafting.batch', { batch })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((name) => (
            <tr key={name} data-measure={`latency-${name}`}>
              <th scope="row">{t(NAMES[name])}</th>
              {benchmarks.map((benchmark) => (
                <Time key={benchmark.batch} benchmark={benchmark} name={name} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        {t('measures.drafting.times.about', { repeats: first?.repeats ?? 0 })}{' '}
        {shown.includes('kernel') && t('measures.drafting.times.kernel')}
      </p>
    </section>
  );
}

function Time({
  benchmark: { times },
  name,
}: {
  readonly benchmark: LatencyBenchmark;
  readonly name: DecoderName;
}) {
  const t = useT();
  const spread = times[name];
  if (!spread) return <td>{t('figure.unknown')}</td>;
  const { median, least, most } = spread;
  const alone = times.alone?.median ?? Number.NaN;
  return (
    <td>
      {short(median)}
      <span className="interval">
        {short(least)}–{short(most)}
      </span>
      {name !== 'alone' && (
        <span className={styles.times}>
          {t('measures.drafting.faster', { times: short(alone / median) })}
        </span>
      )}
    </td>
  );
}
