import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test('what version 0.1 remembered: the language, the scheme, and that the lesson was seen', async () => {
  const stored: Readonly<Record<string, string>> = {
    'distillery.language': 'ja',
    'distillery.scheme': 'dark',
    'distillery.lesson': 'seen',
  };
  vi.stubGlobal('localStorage', { getItem: (key: string) => stored[key] ?? null, setItem: () => undefined });
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  vi.stubGlobal('document', { documentElement: { lang: '', dataset: {} } });
  const { useView } = await import('../store/view');
  const { useScheme } = await import('../store/scheme');
  const { restoreLanguage, t } = await import('../text/text');
  expect(useView.getState().lesson).toBe(false);
  expect(useScheme.getState().scheme).toBe('dark');
  restoreLanguage();
  await vi.waitFor(() => expect(t('app.main')).toBe('実行'));
});

test('without storage nothing is remembered and nothing breaks', async () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new DOMException('denied', 'SecurityError');
    },
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  const { recall, remember } = await import('./local-storage');
  expect(recall('language')).toBeNull();
  expect(() => remember('language', 'ja')).not.toThrow();
});
