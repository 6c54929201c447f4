/** What made room for newer runs, when and why, until the user has seen it. */
import type { GivenUp as Account } from '../../run/protocol';
import { forgetGivenUp } from '../store/runs/actions';
import { useRuns } from '../store/runs/state';
import { useT } from '../text/all-text';
import { useLanguage } from '../text/text';
import styles from './runs.module.css';

const WHY = { limit: 'runs.givenUp.limit', disk: 'runs.givenUp.disk' } as const satisfies Record<
  Account['why'],
  string
>;

export function GivenUp() {
  const t = useT();
  const language = useLanguage();
  const { givenUp, limit } = useRuns();
  if (givenUp.length === 0) return null;
  return (
    <section className="note" aria-label={t('runs.givenUp')}>
      <div className="note-body">
        <p className="note-title">{t('runs.givenUp')}</p>
        <ul className={styles.givenUp}>
          {givenUp.map(({ kind, name, at, why }) => (
            <li key={`${name} ${at}`}>
              {t(kind === 'run' ? 'runs.givenUp.run' : 'runs.givenUp.comparison', {
                name,
                when: new Date(at).toLocaleString(language),
                why: t(WHY[why], { limit: Math.round(limit / 1e6) }),
              })}
            </li>
          ))}
        </ul>
        <p>{t('runs.givenUp.keep')}</p>
      </div>
      <button type="button" className="btn btn-small" onClick={forgetGivenUp}>
        {t('runs.givenUp.seen')}
      </button>
    </section>
  );
}
