/** The next token: a character that is typed, or one of all tokens by a press. */
import { type KeyboardEvent, useRef, useState } from 'react';
import { EOS } from '../../run/protocol';
import { propose, takeBack } from '../store/play/actions';
import { type Game, usePlay } from '../store/play/state';
import { glyph, spoken, titleOf } from '../strip/tokens';
import { useT } from '../text/all-text';
import styles from './play.module.css';
import { idsOf } from './typing';

export function ProposeToken({ game }: { readonly game: Game }) {
  const t = useT();
  const asked = usePlay((state) => state.asked);
  const [unknown, setUnknown] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const { vocabulary } = game.own;

  const take = (text: string): void => {
    const { ids, unknown: other } = idsOf(text, vocabulary);
    setTyped('');
    setUnknown(other);
    for (const id of ids) propose(id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // An input method uses Enter and Backspace itself.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      propose(EOS);
    } else if (event.key === 'Backspace' && typed === '') takeBack();
  };
  return (
    <div className={styles.propose}>
      <div className={styles.typed}>
        <input
          className="box"
          aria-label={t('play.typeLabel')}
          placeholder={t('play.type')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          dir="auto"
          value={typed}
          onChange={({ currentTarget: { value }, nativeEvent }) => {
            const isComposing = nativeEvent instanceof InputEvent && nativeEvent.isComposing;
            if (isComposing) setTyped(value);
            else take(value);
          }}
          onCompositionEnd={({ currentTarget: { value } }) => take(value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="btn"
          disabled={game.moves.length === 0 || asked !== null}
          onClick={takeBack}
        >
          {t('play.takeBack')}
        </button>
      </div>
      <p className={unknown === null ? 'quiet' : 'request-failure'} role="status">
        {unknown !== null
          ? t('play.unknown', { character: unknown })
          : asked
            ? t('play.judging')
            : t('play.type')}
      </p>
      <TokenGrid vocabulary={vocabulary} />
    </div>
  );
}

/** All tokens but start and padding: one is a tab stop, the arrow keys move it. */
function TokenGrid({ vocabulary }: { readonly vocabulary: readonly string[] }) {
  const t = useT();
  const root = useRef<HTMLFieldSetElement>(null);
  const [stop, setStop] = useState(EOS);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const to = Math.min(Math.max(EOS, stop + by), vocabulary.length - 1);
    setStop(to);
    root.current?.querySelector<HTMLElement>(`[data-token="${to}"]`)?.focus();
  };
  return (
    <fieldset className={`${styles.grid} mono`} aria-label={t('play.grid')} ref={root} onKeyDown={onKeyDown}>
      {vocabulary.map((sign, id) =>
        id < EOS ? null : (
          <button
            key={sign}
            type="button"
            className={styles.key}
            title={titleOf(id, vocabulary, t)}
            data-token={id}
            tabIndex={id === stop ? 0 : -1}
            onFocus={() => setStop(id)}
            onClick={() => propose(id)}
          >
            <span className="said">{spoken(id, vocabulary, t)}</span>
            <bdi aria-hidden="true">{glyph(id, vocabulary)}</bdi>
          </button>
        ),
      )}
    </fieldset>
  );
}
