/** The key of a chart: a stroke or a swatch for each series. */

export interface SeriesKey {
  readonly name: string;
  readonly colour: string;
  readonly mark: 'line' | 'dashes' | 'band' | 'dots' | 'bar';
}

export function Keys({ keys }: { readonly keys: readonly SeriesKey[] }) {
  return (
    <ul className="keys-row">
      {keys.map(({ name, colour, mark }) => (
        <li key={name}>
          <svg width="16" height="10" viewBox="0 0 16 10" aria-hidden="true">
            {mark === 'band' && <rect y="1" width="16" height="8" rx="1" fill={colour} opacity="0.3" />}
            {mark === 'bar' && <rect x="3" y="0" width="10" height="10" rx="1" fill={colour} />}
            {(mark === 'line' || mark === 'dashes' || mark === 'dots') && (
              <path
                d="M0 5h16"
                stroke={colour}
                strokeWidth="2"
                {...(mark === 'dashes' ? { strokeDasharray: '4 2' } : {})}
              />
            )}
            {mark === 'dots' && <circle cx="8" cy="5" r="3" fill={colour} />}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
