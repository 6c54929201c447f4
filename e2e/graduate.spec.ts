import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, hashWith, TINY, test } from './distillery';
import { makeFolder, removeFolder } from './folder';

test.describe.configure({ timeout: 240_000 });

const HASH = hashWith(TINY.wasm, { trainSize: 40, sftSteps: 2, sftExamples: 16, steps: 500 });

/** All files below a folder, by path. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

test('the project of a run has the bytes that the command writes', async ({ distillery }) => {
  await distillery.open('wasm', HASH);
  await distillery.button('Start').click();
  await distillery.reaches(1);
  await distillery.pause();
  const files = await distillery.saveProject();

  const folder = makeFolder();
  try {
    const project = join(folder, 'project');
    const command = ['tsx', 'tools/graduate/main.ts', '--out', project, '--link', HASH];
    const made = spawnSync('npx', command, { encoding: 'utf8' });
    expect(made.status, made.stderr).toBe(0);
    const names = filesIn(project);
    expect(Object.keys(files).sort()).toEqual(names.map((name) => `distillery-skd/${name}`).sort());
    for (const name of names) {
      const same = readFileSync(join(project, name)).equals(
        files[`distillery-skd/${name}`] ?? new Uint8Array(),
      );
      expect(same, name).toBe(true);
    }
  } finally {
    await removeFolder(folder);
  }
});

test('a method that the project lacks is refused in a sentence', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { method: 'fitnet' }));
  await distillery.button('Share').click();
  await distillery.shareDialog.getByText('Take it further…').click();
  await page.getByRole('button', { name: 'Save project (.zip)' }).click();
  await expect(page.getByRole('alert').getByText('The PyTorch project has no')).toBeVisible();
});
