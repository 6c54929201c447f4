/** The self-test “teacher = student”: one press sets it up, one step shows loss 0 and acceptance 1. */
import { expect, expectSound, hashWith, TINY, test } from './distillery';

test('the student begins as its teacher: loss 0 and acceptance 100 % in the first step', async ({
  distillery,
  page,
}) => {
  // The weak teacher is the smaller one, and has never seen these steps either.
  const hash = hashWith(TINY.wasm, { teacher: 'weak', topK: 0, sftSteps: 5, evaluateEvery: 10_000 });
  await distillery.open('wasm', hash);
  await expect(page.getByLabel('Width', { exact: true })).toBeVisible();
  const press = distillery.button('Teacher = student');
  await expect(press).toHaveAttribute('aria-pressed', 'false');
  await press.click();
  await expect(press).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('Expect in step 1')).toBeVisible();
  await expect(page).toHaveURL(/start=teacher/);
  await expect(page).toHaveURL(/topK=1&/);
  await expect(page).toHaveURL(/studentTemperature=0/);
  await expect(page).not.toHaveURL(/sftSteps/);
  // The size is the teacher's.
  await expect(page.getByLabel('Width', { exact: true })).toHaveCount(0);
  await expect(page.getByLabel('The student begins as', { exact: true })).toHaveValue('teacher');

  await distillery.button('Step').click();
  await distillery.reaches(1);
  await expect(distillery.output('Token acceptance rate')).toHaveText('100%');
  await expect(distillery.output('Loss')).toHaveText(/^-?0(\.0+)?$/);
  await expectSound(page, 'after the self-test');
});

test('a student with random weights is an ordinary choice again, with a size of its own', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { start: 'teacher' }));
  const start = page.getByLabel('The student begins as', { exact: true });
  await expect(start).toHaveValue('teacher');
  await start.selectOption('Random weights');
  await expect(page.getByLabel('Width', { exact: true })).toBeVisible();
  await expect(page).not.toHaveURL(/start=/);
  await start.selectOption('The teacher itself');
  await expect(page).toHaveURL(/start=teacher/);
});
