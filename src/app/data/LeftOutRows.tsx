/** What was left out of a data set: how many rows for which reason, and the first few of them. */
import { OWN_DATA_LIMITS as LIMITS } from '../../experiment/own-data';
import type { ImportPreview } from '../../run/protocol';
import { visible } from '../strip/tokens';
import { useT } from '../text/text';

export function LeftOutRows({ preview }: { readonly preview: ImportPreview }) {
  const t = useT();
  const { leftOut, rareCharacters } = preview;
  if (leftOut.length === 0) return null;
  const values = {
    prompt: LIMITS.prompt,
    response: LIMITS.response,
    characters: LIMITS.characters,
    examples: LIMITS.examples.toLocaleString('en'),
    rare: [...rareCharacters].map(visible).join(' '),
  };
  return (
    <>
      <dt>{t('data.leftOut')}</dt>
      <dd>
        <ul className="data-left-out">
          {leftOut.map(({ reason, count, samples }) => (
            <li key={reason}>
              <details>
                <summary>
                  <b className="num">{count.toLocaleString('en')}</b> {t(`data.why.${reason}`, values)}
                </summary>
                <ul className="mono">
                  {samples.map(({ line, text }) => (
                    <li key={line}>
                      <span className="quiet">{t('data.at', { line })}</span> {text}
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
