/** The characters of a data set; those that are not seen by themselves are named. */
import { nameOf, visible } from '../strip/characters';
import { useT } from '../text/all-text';
import styles from './data.module.css';

export function Characters({ characters }: { readonly characters: string }) {
  const t = useT();
  const list = [...characters];
  const named = list.flatMap((character) => {
    const name = nameOf(character, t);
    return name === null || /\p{M}/u.test(character) ? [] : [`${visible(character)} ${name}`];
  });
  return (
    <>
      <p className={`mono ${styles.characters}`}>
        {list.map((character) => (
          <span key={character}>
            <bdi title={nameOf(character, t) ?? undefined}>{visible(character)}</bdi>{' '}
          </span>
        ))}
      </p>
      {named.length > 0 && <p className="quiet">{t('data.charactersNamed', { names: named.join(', ') })}</p>}
    </>
  );
}
