/** Excluded rows of a data set: their number by reason, and the first few of them. */
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { ImportPreview } from '../../run/protocol';
import { visible } from '../strip/characters';
import { useT } from '../text/all-text';
import styles from './data.module.css';

export function ExcludedRows({ preview }: { readonly preview: ImportPreview }) {
  const t = useT();
  const { excluded, rareCharacters } = preview;
  if (excluded.length === 0) return null;
  const values = {
    prompt: LIMITS.prompt,
    response: LIMITS.response,
    characters: LIMITS.characters,
    examples: LIMITS.examples.toLocaleString('en'),
    rare: [...rareCharacters].map(visible).join(' '),
  };
  return (
    <>
      <dt>{t('data.excluded')}</dt>
      <dd>
        <ul className={styles.excluded}>
          {excluded.map(({ reason, count, samples }) => (
            <li key={reason}>
              <details>
                <summary>
                  <b className="num">{count.toLocaleString('en')}</b> {t(`data.why.${reason}`, values)}
                </summary>
                <ul className="mono">
                  {samples.map(({ line, text }) => (
                    <li key={line}>
                      <span className="quiet">{t('data.at', { line })}</span> <bdi>{text}</bdi>
                    </li>
                  ))}
                </ul>
              </details>
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}
