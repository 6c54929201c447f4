import { useT } from '../text/text';

/** The list of keys. */
export function Shortcuts() {
  const t = useT();
  const keys = [
    [['Space', 'K'], 'shortcuts.run'],
    [['S'], 'shortcuts.step'],
    [['←', '→', '↑', '↓'], 'shortcuts.arrows'],
    [['Esc'], 'shortcuts.escape'],
    [['?'], 'shortcuts.help'],
  ] as const;
  return (
    <dl className="keys">
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
