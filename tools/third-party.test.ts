import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOTICES_FILE, noticesOf, packageFolder, thirdPartyNotices } from './third-party';

describe('the package of a module', () => {
  test.each([
    ['/home/me/node_modules/react/index.js', '/home/me/node_modules/react'],
    [
      '/home/me/node_modules/@tensorflow/tfjs-core/dist/ops/add.js',
      '/home/me/node_modules/@tensorflow/tfjs-core',
    ],
    ['/home/me/node_modules/a/node_modules/b/index.js', '/home/me/node_modules/a/node_modules/b'],
    ['\0/home/me/node_modules/react/index.js?commonjs-module', '/home/me/node_modules/react'],
    ['C:\\me\\node_modules\\idb\\build\\index.js', 'C:/me/node_modules/idb'],
    ['/home/me/src/app/main.tsx', null],
    ['\0vite/preload-helper.js', null],
  ])('%j', (id, folder) => {
    expect(packageFolder(id)).toBe(folder);
  });
});

describe('a build of a page with a worker', () => {
  let root = '';

  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };

  const addPackage = (name: string, licence: string | null): void => {
    const folder = `node_modules/${name}`;
    write(
      `${folder}/package.json`,
      JSON.stringify({ name, version: '1.2.3', license: 'MIT', main: 'index.js' }),
    );
    write(`${folder}/index.js`, `export const name = ${JSON.stringify(name)};`);
    if (licence !== null) write(`${folder}/LICENSE`, licence);
  };

  async function notices(): Promise<string> {
    const { page, worker } = thirdPartyNotices();
    await build({
      configFile: false,
      logLevel: 'silent',
      root,
      plugins: [page],
      worker: { format: 'es', plugins: () => [worker] },
    });
    return readFileSync(join(root, 'dist', NOTICES_FILE), 'utf8');
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'distillery-'));
    addPackage('of-the-page', 'Licence of the page’s package');
    addPackage('@scope/of-the-worker', 'Licence of the worker’s package');
    addPackage('same-text', 'Licence of the worker’s package');
    addPackage('lazy', 'Licence of the lazy package');
    addPackage('unused', 'Licence of a package that is not bundled');
    write('index.html', '<!doctype html><script type="module" src="./page.js"></script>');
    write(
      'page.js',
      "import { name } from 'of-the-page'; console.log(name); new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });",
    );
    write(
      'worker.js',
      "import { name } from '@scope/of-the-worker'; import * as same from 'same-text'; postMessage([name, same.name]); import('lazy').then(postMessage);",
    );
  });

  afterEach(() => rmSync(root, { recursive: true }));

  test('lists what is bundled for either, with its licence, and nothing else', async () => {
    const text = await notices();
    for (const name of ['of-the-page', '@scope/of-the-worker', 'same-text', 'lazy']) {
      expect(text).toContain(`${name} 1.2.3 (MIT)\n`);
    }
    expect(text.match(/Licence of the page’s package/g)).toHaveLength(1);
    expect(text.match(/Licence of the worker’s package/g)).toHaveLength(1);
    expect(text).not.toContain('not bundled');
    // Its allocator is compiled into the engine, of which no bundle tells.
    expect(text).toContain('assemblyscript 0.28.20 (Apache-2.0)\n');
    expect(text).toContain('The Distillery authors');
  });

  test('is refused when a package has no licence text', async () => {
    addPackage('without', null);
    write('worker.js', "import { name } from 'without'; postMessage(name);");
    await expect(notices()).rejects.toThrow('without has no licence file');
  });
});

test('packages that carry no licence as a file have theirs in tools/notices', () => {
  const folder = (name: string): string => join('node_modules', name);
  const text = noticesOf([
    folder('@tensorflow/tfjs-backend-wasm'),
    folder('@tensorflow/tfjs-core'),
    folder('seedrandom'),
  ]);
  for (const words of ['Apache License', 'XNNPACK', 'pthreadpool', 'Emscripten', 'David Bau']) {
    expect(text).toContain(words);
  }
});
