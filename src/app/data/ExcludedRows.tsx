/** Excluded rows of a data set: their number by reason, and the first few of them. */
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { ImportPreview } from '../../run/protocol';
import { visible } from '../strip/characters';
import { useT } from '../text/all-text';
import { ExcludedList } from './ExcludedList';

export function ExcludedRows({ preview }: { readonly preview: ImportPreview }) {
  const t = useT();
  const { excluded, rareCharacters } = preview;
  const values = {
    prompt: LIMITS.prompt,
    response: LIMITS.response,
    characters: LIMITS.characters,
    examples: LIMITS.examples.toLocaleString('en'),
    rare: [...rareCharacters].map(visible).join(' '),
  };
  const reasons = excluded.map(({ reason, count, samples }) => ({
    ...{ reason, count, why: t(`data.why.${reason}`, values) },
    samples: samples.map(({ line, text }) => ({
      key: line,
      shown: (
        <>
          <span className="quiet">{t('data.at', { line })}</span> <bdi>{text}</bdi>
        </>
      ),
    })),
  }));
  return <ExcludedList reasons={reasons} />;
}
