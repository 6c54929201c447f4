import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { type Distillery, expect, hashWith, TINY, test } from './distillery';
import { makeFolder, removeFolder } from './folder';

test.describe.configure({ timeout: 240_000 });

const HASH = hashWith(TINY.wasm, { trainSize: 40, sftSteps: 2, sftExamples: 16, steps: 500 });

const openFurther = async (distillery: Distillery): Promise<void> => {
  await distillery.button('Share').click();
  await distillery.shareDialog.getByText('Take it further…').click();
};

/** All files below a folder, by path. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

test('the project of a run has the bytes that the command writes', async ({ distillery, page }) => {
  await distillery.open('wasm', HASH);
  await distillery.button('Start').click();
  await distillery.reaches(1);
  await distillery.pause();
  await openFurther(distillery);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save project (.zip)' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('distillery-skd.zip');
  await expect(page.getByText('distillery-skd.zip is saved.')).toBeVisible();
  const files = unzipSync(await readFile(await download.path()));

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
  await distillery.open('wasm', hashWith(TINY.wasm, { method: 'adakd' }));
  await openFurther(distillery);
  await page.getByRole('button', { name: 'Save project (.zip)' }).click();
  await expect(page.getByRole('alert').getByText('The PyTorch project has no')).toBeVisible();
});
