/** Mantine in the page's own colours. The colours themselves live in `colours.css`. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const STUDENT: MantineColorsTuple = [
  '#e4f6f0',
  '#c9ecdf',
  '#9bdcc6',
  '#6accac',
  '#3fb591',
  '#1f9a78',
  '#0c7360',
  '#0a6152',
  '#084f43',
  '#063d34',
];

export const theme = createTheme({
  primaryColor: 'student',
  primaryShade: { light: 6, dark: 3 },
  colors: { student: STUDENT },
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--sans)', fontWeight: '650' },
  defaultRadius: 8,
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
});

const shared = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-default': 'var(--panel)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-error': 'var(--bad)',
};

/** Mantine's own variables, pointed at the page's. */
export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
