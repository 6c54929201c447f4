/** What the chips' shapes and colours mean; only those that the method can produce. */
import { tokenSources } from '../../experiment/methods';
import type { TokenSource } from '../../run/protocol';
import { useEdit } from '../store/edit';
import { useRun } from '../store/run';
import { useT } from '../text/text';

const SAMPLE: Readonly<Record<TokenSource, readonly [string, string]>> = {
  accepted: ['a', ''],
  replaced: ['e', 'o'],
  student: ['a', ''],
  teacher: ['a', ''],
  data: ['a', ''],
};

export function Legend() {
  const t = useT();
  const edited = useEdit((state) => state.experiment);
  const experiment = useRun((state) => state.running) ?? edited;
  return (
    <ul className="legend" aria-label={t('strip.legend')}>
      {tokenSources(experiment).map((source) => (
        <li key={source}>
          <span className={`tok tok-${source} tok-sample`} aria-hidden="true">
            <span className="tok-was">{SAMPLE[source][1]}</span>
            <span className="tok-is">{SAMPLE[source][0]}</span>
          </span>
          {t(`source.${source}`)}
        </li>
      ))}
      <li>
        <span className="mono" aria-hidden="true">
          ␣
        </span>
        {t('token.space')}
      </li>
      <li>
        <span className="mono" aria-hidden="true">
          ⏎
        </span>
        {t('token.end')}
      </li>
      <li>
        <span className="mono" aria-hidden="true">
          ⊢
        </span>
        {t('token.start')}
      </li>
      <li>
        <span className="mono" aria-hidden="true">
          ·
        </span>
        {t('token.pad')}
      </li>
    </ul>
  );
}
