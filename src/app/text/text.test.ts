import { beforeEach, describe, expect, test, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
  vi.doUnmock('./en/later');
  vi.stubGlobal('navigator', { languages: ['en-US'] });
  return () => vi.unstubAllGlobals();
});

test('words of the first screen are there at once, others when a part that uses them is loaded', async () => {
  const { t } = await import('./text');
  const all = t as (key: string) => string;
  expect(all('action.start')).toBe('Start');
  expect(all('compare.setUp')).toBe('');
  const late = await import('./all-text');
  expect(late.t('compare.setUp')).toBe('Set up');
  expect(all('compare.setUp')).toBe('Set up');
});

test('all words come after the first frame, without such a part', async () => {
  const { restoreLanguage, t } = await import('./text');
  await restoreLanguage();
  expect((t as (key: string) => string)('compare.setUp')).toBe('Set up');
});

test('a word that cannot be loaded is a sentence that says so, until it can', async () => {
  vi.doMock('./en/later', () => {
    throw new Error('offline');
  });
  const { addEnglish, restoreLanguage, t } = await import('./text');
  const all = t as (key: string) => string;
  await restoreLanguage();
  expect(all('compare.setUp')).toBe(t('problems.notLoaded'));
  vi.doUnmock('./en/later');
  addEnglish((await import('./en/later')).enLater);
  expect(all('compare.setUp')).toBe('Set up');
});

describe('the language of a visit', () => {
  const visit = async (languages: readonly string[], chosen: string | null): Promise<string> => {
    vi.stubGlobal('navigator', { languages });
    vi.stubGlobal('localStorage', { getItem: () => chosen, setItem: () => {} });
    vi.stubGlobal('document', { documentElement: {} });
    const { restoreLanguage, t } = await import('./text');
    await restoreLanguage();
    return t('action.start');
  };

  test.each([
    [['ja-JP', 'en'], null, '開始'],
    [['fr', 'ja'], null, '開始'],
    [['en-GB', 'ja'], null, 'Start'],
    [['fr'], null, 'Start'],
    [[], null, 'Start'],
    [['ja'], 'en', 'Start'],
    [['en'], 'ja', '開始'],
    [['ja'], 'xx', '開始'],
  ])('browser %j, chosen %j: %s', async (languages, chosen, start) => {
    expect(await visit(languages, chosen)).toBe(start);
  });
});
