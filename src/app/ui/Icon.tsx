/** The page's icons, drawn on a 16 × 16 grid. Always decorative: a name is beside them or on the button. */

const PATHS = {
  play: <path d="M5 3.2v9.6c0 .5.5.8.9.5l7-4.8a.6.6 0 0 0 0-1l-7-4.8a.6.6 0 0 0-.9.5z" fill="currentColor" />,
  pause: (
    <>
      <rect x="3.5" y="3" width="3.2" height="10" rx="1" fill="currentColor" />
      <rect x="9.3" y="3" width="3.2" height="10" rx="1" fill="currentColor" />
    </>
  ),
  step: (
    <>
      <path d="M3 3.6v8.8c0 .5.5.7.9.5l5.9-4.4a.6.6 0 0 0 0-1L3.9 3.1a.6.6 0 0 0-.9.5z" fill="currentColor" />
      <rect x="11.2" y="3" width="2" height="10" rx=".8" fill="currentColor" />
    </>
  ),
  reset: <path d="M3 8a5 5 0 1 0 1.7-3.75M3 2.5v3h3" />,
  share: <path d="M8 10V2.5M5.2 5 8 2.2 10.8 5M3.5 8v4.5c0 .6.4 1 1 1h7c.6 0 1-.4 1-1V8" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
    </>
  ),
  moon: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z" />,
  auto: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 7.3v3.4" />
      <circle cx="8" cy="5.1" r=".55" fill="currentColor" />
    </>
  ),
  check: <path d="m3.5 8.4 3 3 6-6.6" />,
  cross: <path d="m4.2 4.2 7.6 7.6M11.8 4.2l-7.6 7.6" />,
  keyboard: (
    <>
      <rect x="1.5" y="4" width="13" height="8" rx="1.5" />
      <path d="M4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01M5 9.4h6" />
    </>
  ),
  table: <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6" />,
  sliders: (
    <>
      <path d="M2 4.5h6.5M12 4.5h2M2 11.5h2M7.5 11.5H14" />
      <circle cx="10.2" cy="4.5" r="1.8" />
      <circle cx="5.7" cy="11.5" r="1.8" />
    </>
  ),
  chart: <path d="M2.5 2.5v11h11M4.8 10.2l2.7-3.4 2.3 1.9 3.2-4.2" />,
  chip: (
    <>
      <rect x="4" y="4" width="8" height="8" rx="1.5" />
      <path d="M6.2 1.8v2M9.8 1.8v2M6.2 12.2v2M9.8 12.2v2M1.8 6.2h2M1.8 9.8h2M12.2 6.2h2M12.2 9.8h2" />
    </>
  ),
  screen: (
    <>
      <rect x="1.8" y="2.8" width="12.4" height="8" rx="1" />
      <path d="M8 10.8v2.6M5 13.6h6" />
    </>
  ),
  chevron: <path d="m4.5 6.2 3.5 3.5 3.5-3.5" />,
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}
