import { expect, hashWith, TINY, test } from './distillery';

/** Chosen by hand in the page, one prompt as its own test data has it, and what it is scored by. */
const TASKS = [
  {
    name: 'Dialogue summary',
    prompt: 'Leo:thu lunch at 5?Hal:sure',
    answer: /Leo and Hal/,
    score: 'ROUGE-L',
    card: 'ROUGE-L',
  },
  {
    name: 'Running sums',
    prompt: '17+25+38+44',
    answer: /^42,\d+,\d+$/,
    score: 'Partial results',
    card: 'partial results',
  },
  {
    name: 'String instructions',
    prompt: 'rev dicae',
    answer: 'eacid',
    score: 'Accuracy',
    card: 'exact match',
  },
  {
    name: 'Spelling → phonemes',
    prompt: 'tensor',
    answer: /^T.NS/u,
    score: 'Phoneme error rate',
    card: 'phoneme error rate',
  },
] as const;

for (const { name, prompt, answer, score, card } of TASKS) {
  test(`${name}: chosen, described, trained for some steps, and answered by its teacher`, async ({
    distillery,
    page,
  }) => {
    await distillery.open('wasm', hashWith(TINY.wasm, { steps: 4, evaluateEvery: 2 }));
    await page.getByLabel('Task', { exact: true }).selectOption(name);
    await expect(
      page.getByRole('list', { name: 'Examples of the task' }).getByRole('listitem'),
    ).not.toHaveCount(0);
    // The card of its teacher, with the scores that were measured.
    const teacher = page.locator('[data-teacher-card]');
    await expect(teacher).toContainText(card);
    await teacher.getByText('How it was trained').click();
    await expect(teacher).toContainText(/npm run train-teacher -- --task \w+ --steps [\d]+ --seed 1/);

    await distillery.button('Start').click();
    await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
    expect(await distillery.steps()).toBe(4);
    await expect(distillery.output(score)).toHaveText(/^[\d.]+%?$/);
    await expect(distillery.tokens().first()).toBeVisible();

    await page.getByLabel('A prompt for both models').fill(prompt);
    await distillery.button('Ask').click();
    const answers = distillery.answers.locator('dd');
    await expect(answers).toHaveCount(2, { timeout: 60_000 });
    await expect(answers.filter({ hasText: answer })).not.toHaveCount(0);
  });
}

test('a weak teacher has a card of its own, and teaches', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { task: 'arithmetic', steps: 2 }));
  const teacher = page.locator('[data-teacher-card]');
  await expect(teacher).toContainText('width 128, 4 layers');
  await page.getByLabel('Teacher model', { exact: true }).selectOption('Weak (smaller, trained briefly)');
  await expect(teacher).toContainText('width 64, 2 layers');
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
});
