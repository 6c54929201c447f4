import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { Lesson } from '../src/app/store/lesson/format/schema';
import { drop, expect, expectSound, hashWith, reload, TINY, test, violations } from './distillery';

const TEMPLATE = 'public/lessons/template.lesson.json';

const read = (path: string): Lesson => JSON.parse(readFileSync(path, 'utf8'));
const shipped = (language: string, id: string): Lesson => read(`public/lessons/${language}/${id}.json`);

/** The same lesson with runs of three steps, and comparisons of two such runs. */
function quick(lesson: Lesson): Lesson {
  const stations = lesson.stations.map((station, at) => {
    const { action } = station;
    if (action?.do === 'compare') {
      const methods = new URLSearchParams(action.link).get('compare') ?? '';
      const link = `${hashWith(TINY.wasm, { steps: 3 })}&compare=${methods}&seeds=1&budget=updates&methodSettings=same`;
      return { ...station, action: { ...action, link } };
    }
    if (action?.do !== 'run' && action?.do !== 'step') return station;
    const { preset: _, ...rest } = action;
    // Its scores are cited.
    const task = new URLSearchParams(action.link).get('task') ?? 'translation';
    // Different ones, as in the shipped lessons: by its link the page knows a lesson's run again.
    const link = hashWith(TINY.wasm, { steps: 3, seed: at + 1, task });
    // The recordings are of the presets.
    const { recording: __, ...others } = station;
    return { ...others, action: { ...rest, link } };
  });
  return { ...lesson, stations };
}

/** Serves quick lessons instead of the shipped ones. */
async function shorten(page: Page): Promise<void> {
  await page.route('**/lessons/*/*.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: quick(await response.json()) });
  });
}

/** Presses Tab, or with Shift, until something has the focus, as somebody without a pointer would. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 160; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error('the focus did not get there');
}

const panelOf = (page: Page): Locator => page.locator('.column-lesson');

/** Walks a lesson from its first to its last station by keys alone: predicts, runs, and reads each answer. */
async function walk(page: Page, lesson: Lesson): Promise<void> {
  const panel = panelOf(page);
  for (const [index, station] of lesson.stations.entries()) {
    const title = panel.getByRole('heading', { level: 3, name: station.title, exact: true });
    await expect(title).toBeVisible();
    // The first station's title is not focused on its own: the lesson's is.
    if (index > 0) await expect(title).toBeFocused();
    if (station.look === 'compare') {
      await tabTo(page, panel.getByRole('button', { name: /^(?:Look at|見るところ)/ }));
      await page.keyboard.press('Enter');
    }
    if (station.look)
      await expect(page.locator(`[data-part="${station.look}"]`)).toHaveAttribute('data-framed');
    if (station.predict) {
      await tabTo(page, panel.getByRole('radio').first());
      await page.keyboard.press('Space');
      await expect(panel.getByRole('radio').first()).toBeChecked();
    }
    const action = station.action && panel.getByRole('button', { name: station.action.label, exact: true });
    if (station.draw) {
      await tabTo(page, panel.getByRole('button', { name: /^(?:Draw what you expect|予想を描く)$/ }));
      await page.keyboard.press('Enter');
      const surface = page.locator(`[data-part="chart.${station.draw}"]`).getByRole('slider');
      await expect(surface).toBeFocused();
      await page.keyboard.press('PageUp');
      await expect(surface).not.toHaveAttribute('aria-valuenow', '0');
      if (action) await tabTo(page, action, 'Shift+Tab');
    }
    if (action) {
      await tabTo(page, action);
      await page.keyboard.press('Enter');
      if (station.action?.do === 'compare') {
        const finished = page.getByText(/^(?:Finished: 2 of 2 runs|完了: 2 件中 2 件)/).first();
        await expect(finished).toBeVisible({ timeout: 120_000 });
      }
      // A later answer may cite this run.
      if (station.action?.do === 'run') {
        await expect(panel.getByText(/^(?:Finished|終了しました)$/)).toBeVisible({ timeout: 60_000 });
        const noted = (): Promise<string> => page.evaluate(() => Object.values(sessionStorage).join());
        await expect.poll(noted).toContain(`"${index}":{"steps"`);
      }
    }
    if (station.answer !== undefined) {
      // Every number that it cites has been measured.
      const answer = panel.locator('[aria-live="polite"] h4');
      await expect(answer).toBeVisible({ timeout: 60_000 });
      await expect(panel.locator('[aria-live="polite"]')).not.toContainText(/\{|(?:^|\s)–(?:\s|$)/);
    }
    if (index < lesson.stations.length - 1) await page.keyboard.press('PageDown');
  }
}

test('two lessons from end to end by keys, English and Japanese; the visitor’s settings come back', async ({
  distillery,
  page,
}) => {
  test.setTimeout(240_000);
  await shorten(page);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 7 }));
  await tabTo(page, distillery.button('Lessons'));
  await page.keyboard.press('Enter');
  const start = distillery.button('Start the lesson “The teacher’s red pencil”');
  await expect(start).toBeVisible();
  await expectSound(page, 'list of lessons');
  await tabTo(page, start);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/&lesson=4$/);
  await expect(page.getByRole('heading', { level: 2, name: 'The teacher’s red pencil' })).toBeFocused();
  await walk(page, shipped('en', '4'));
  await expectSound(page, 'lesson');

  // A reload goes on at the same station; the settings of before are offered and come back.
  await page.keyboard.press('PageUp');
  await expect(panelOf(page)).toContainText('4 of 5');
  await tabTo(page, distillery.button('Back to your own settings'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/steps=7/);
  await reload(page);
  await expect(panelOf(page)).toContainText('4 of 5');
  await tabTo(page, distillery.button('Close the lesson'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(panelOf(page)).toBeHidden();
  await expect(page).not.toHaveURL(/lesson=/);

  await page.getByLabel('Language').selectOption('ja');
  await distillery.button('レッスン').focus();
  await page.keyboard.press('Enter');
  await tabTo(page, distillery.button('レッスン「手本を写す」を始める'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: '手本を写す' })).toBeFocused();
  await walk(page, shipped('ja', '2'));
});

/** The lessons of the test above are walked in the other language. */
const WALKS = ['1', '2', '3', '4', '5', '6', '7', '8'].flatMap((id) =>
  (['en', 'ja'] as const)
    .filter((language) => `${language}/${id}` !== 'en/4' && `${language}/${id}` !== 'ja/2')
    .map((language) => [id, language] as const),
);
for (const [id, language] of WALKS) {
  test(`lesson ${id} from end to end by keys, ${language}`, async ({ page }) => {
    test.setTimeout(180_000);
    await shorten(page);
    await page.goto(`?backend=wasm#${TINY.wasm}&lesson=${id}`);
    await page.getByLabel('Language').selectOption(language);
    const lesson = shipped(language, id);
    const heading = page.getByRole('heading', { level: 2, name: lesson.title });
    await expect(heading).toBeVisible();
    await heading.focus();
    await walk(page, lesson);
    expect(await violations(page)).toEqual([]);
  });
}

test('the notes of a lesson are printed, also where there is a run to report', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', TINY.wasm);
  await distillery.button('Step').click();
  await distillery.reaches(1);
  await distillery.button('Lessons').click();
  await page
    .getByRole('button', { name: /^Lecturer’s notes/ })
    .first()
    .click();
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(page.locator('body > [data-paper]')).toBeVisible();
  await expect(page.locator('body > [data-paper]')).toContainText(shipped('en', '1').title);
  await expect(page.locator('#report')).toHaveCount(0);
});

test('every lesson opens by its link and shows all its stations; notes print on two pages at most', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', TINY.wasm);
  for (const id of ['1', '3', '5', '6', '7', '8']) {
    const lesson = shipped('en', id);
    await page.evaluate((to) => {
      location.hash = `v=3&seed=1&lesson=${to}`;
    }, id);
    const panel = panelOf(page);
    for (const { title } of lesson.stations) {
      await expect(panel.getByRole('heading', { level: 3, name: title, exact: true })).toBeVisible();
      const next = panel.getByRole('button', { name: 'Next', exact: true });
      if (await next.isVisible()) await next.click();
    }
    await expect(panel.getByText('Begin this lesson again')).toBeVisible();
  }
  await distillery.button('Lessons').click();
  for (const language of ['en', 'ja'] as const) {
    if (language === 'ja') {
      await page.keyboard.press('Escape');
      await page.getByLabel('Language').selectOption('ja');
      await distillery.button('レッスン').click();
    }
    const notes = page.getByRole('button', { name: language === 'en' ? /^Lecturer’s notes/ : /講師用メモ$/ });
    await expect(notes).toHaveCount(8);
    for (let i = 0; i < 8; i++) {
      await notes.nth(i).click();
      const pages = (
        await page.pdf({ format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '15mm', right: '15mm' } })
      )
        .toString('latin1')
        .match(/\/Type\s*\/Page\b/g);
      expect(pages?.length, `${language} ${i + 1}`).toBeLessThanOrEqual(2);
      await page
        .getByRole('dialog')
        .getByRole('button', { name: language === 'en' ? 'All lessons' : 'レッスン一覧' })
        .click();
    }
  }
});

test('a lesson of one’s own opens from a file and from this site only; faults are sentences', async ({
  distillery,
  page,
  watch,
}) => {
  // The browser notes the answer 404.
  watch.tolerate(/404/);
  await distillery.open('wasm', TINY.wasm);
  const contents = readFileSync(TEMPLATE);
  await drop(page, [{ name: 'mine.lesson.json', contents }]);
  await expect(page.getByRole('heading', { level: 2, name: 'A lesson of your own' })).toBeVisible();
  await expect(page).not.toHaveURL(/lesson=/);

  const broken = contents.toString().replace('"strip"', '"stripe"');
  await distillery.button('Lessons').click();
  await page
    .locator('[data-lesson-file]')
    .setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(broken) });
  await expect(page.getByRole('alert')).toContainText('Station 1: “look” is "stripe", but must be one of');

  const open = async (lesson: string): Promise<void> => {
    // The way back from the dialog would end at the address before.
    const dialog = (): Promise<unknown> => page.evaluate(() => history.state?.place?.dialog ?? null);
    await expect.poll(dialog).toBeNull();
    await page.evaluate((to) => {
      location.hash = `v=3&seed=1&lesson=${to}`;
    }, encodeURIComponent(lesson));
  };
  await open('lessons/template.lesson.json');
  await expect(page.getByRole('heading', { level: 2, name: 'A lesson of your own' })).toBeVisible();
  await open('lessons/none.json');
  await expect(page.getByRole('alert')).toContainText('There is no lesson at');
  await open('https://example.org/a.json');
  await expect(page.getByText('The link opens the lesson “https://example.org')).toBeVisible();
  await expect(panelOf(page)).toBeHidden();
});
