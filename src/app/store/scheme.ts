/** Light, dark, or whatever the system says; remembered. */
import { create } from 'zustand';
import { recall, remember } from '../browser/local-storage';

export const SCHEMES = ['auto', 'light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

const system = matchMedia('(prefers-color-scheme: dark)');

export const useScheme = create<{ readonly scheme: Scheme }>(() => ({
  scheme: SCHEMES.find((scheme) => scheme === recall('scheme')) ?? 'auto',
}));

function apply(): void {
  const { scheme } = useScheme.getState();
  const dark = scheme === 'dark' || (scheme === 'auto' && system.matches);
  document.documentElement.dataset.scheme = dark ? 'dark' : 'light';
}

export function setScheme(scheme: Scheme): void {
  remember('scheme', scheme);
  useScheme.setState({ scheme });
  apply();
}

/** Applies the scheme and follows the system from then on. */
export function restoreScheme(): void {
  apply();
  system.addEventListener('change', apply);
}
