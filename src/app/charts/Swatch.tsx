import { strokeOf } from './strokes';

/** The stroke of the line at a place, for a key. */
export function Swatch({ at }: { readonly at: number }) {
  const { colour, dash } = strokeOf(at);
  return (
    <svg width="34" height="10" viewBox="0 0 34 10" aria-hidden="true" className="swatch">
      <path d="M0 5h34" stroke={colour} strokeWidth="2.5" strokeDasharray={dash} />
    </svg>
  );
}
