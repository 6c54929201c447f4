/** How long a token takes with each way of decoding. */
import type { Contestant, Race } from '../../run/protocol';
import { short } from '../text/format';
import { type TextKey, useT } from '../text/text';

const NAMES: Readonly<Record<Contestant, TextKey>> = {
  alone: 'measures.drafting.alone',
  kernel: 'measures.drafting.kernel',
  before: 'measures.drafting.withBefore',
  after: 'measures.drafting.withAfter',
};
const ORDER: readonly Contestant[] = ['alone', 'kernel', 'before', 'after'];

export function Races({ races }: { readonly races: readonly Race[] }) {
  const t = useT();
  const [first] = races;
  const shown = ORDER.filter((name) => races.some(({ times }) => times[name]));
  return (
    <section className="measures-part" aria-labelledby="measures-races">
      <h3 className="section-title" id="measures-races">
        {t('measures.drafting.timesTitle')}
      </h3>
      <table className="measures num">
        <thead>
          <tr>
            <th scope="col">{t('measures.drafting.decoding')}</th>
            {races.map(({ batch }) => (
              <th key={batch} scope="col">
                {batch === 1 ? t('measures.drafting.one') : t('measures.drafting.many', { batch })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((name) => (
            <tr key={name} data-measure={`race-${name}`}>
              <th scope="row">{t(NAMES[name])}</th>
              {races.map((race) => (
                <Time key={race.batch} race={race} name={name} />
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

function Time({ race: { times }, name }: { readonly race: Race; readonly name: Contestant }) {
  const t = useT();
  const spread = times[name];
  if (!spread) return <td>{t('figure.unknown')}</td>;
  const { median, least, most } = spread;
  const alone = times.alone?.median ?? Number.NaN;
  return (
    <td>
      {short(median)}
      <span className="measures-interval">
        {short(least)}–{short(most)}
      </span>
      {name !== 'alone' && (
        <span className="measures-times">
          {t('measures.drafting.faster', { times: short(alone / median) })}
        </span>
      )}
    </td>
  );
}
