import { useT } from '../text/all-text';
import styles from './messages.module.css';

/** The list of keys. */
export default function Shortcuts() {
  const t = useT();
  const keys = [
    [['Space', 'K'], 'shortcuts.run'],
    [['S'], 'shortcuts.step'],
    [['←', '→', '↑', '↓'], 'shortcuts.arrows'],
    [['PageUp', 'PageDown'], 'shortcuts.remote'],
    [['Esc'], 'shortcuts.escape'],
    [['?'], 'shortcuts.help'],
  ] as const;
  return (
    <dl className={styles.keys}>
      {keys.map(([names, text]) => (
        <div key={text} style={{ display: 'contents' }}>
          <dt>
            {names.map((name) => (
              <kbd key={name}>{name}</kbd>
            ))}
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  );
}
