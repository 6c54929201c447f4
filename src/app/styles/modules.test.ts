import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const read = (path: string): string => readFileSync(path, 'utf8');
const classesIn = (css: string): string[] => [
  ...new Set(
    [
      ...css.replace(/\/\*[\s\S]*?\*\/|:global\([^)]*\)/g, '').matchAll(/\.([a-zA-Z][\w-]*)(?=[^{}]*\{)/g),
    ].map(([, name = '']) => name),
  ),
];

const FILES = readdirSync('src/app', { recursive: true, encoding: 'utf8' }).map((path) =>
  join('src/app', path),
);
const SCRIPTS = FILES.filter((path) => path.endsWith('.tsx'));
const STYLES = FILES.filter((path) => path.endsWith('.css'));
const MODULES = STYLES.filter((path) => path.endsWith('.module.css'));

/** Scripts that import a CSS module, with the name by which they know it. */
const importersOf = (path: string): { readonly text: string; readonly name: string }[] =>
  SCRIPTS.flatMap((script) => {
    const text = read(script);
    return [...text.matchAll(/import (\w+) from '(\.[^']*\.module\.css)'/g)]
      .filter(([, , from = '']) => join(dirname(script), from) === path)
      .map(([, name = '']) => ({ text, name }));
  });

describe.each(MODULES)('%s', (path) => {
  const defined = classesIn(read(path));
  const importers = importersOf(path);

  test('has every class that is taken from it', () => {
    const taken = importers.flatMap(({ text, name }) =>
      [...text.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g'))].map(([, one = '']) => one),
    );
    expect(taken.filter((one) => !defined.includes(one))).toEqual([]);
  });

  test('has no class that nobody takes', () => {
    const takes = (one: string): boolean =>
      importers.some(
        ({ text, name }) =>
          new RegExp(`\\b${name}\\.${one}\\b`).test(text) ||
          // Chosen by a value, as in `styles[phase]`.
          new RegExp(`\\b${name}\\[`).test(text),
      );
    expect(defined.filter((one) => !takes(one))).toEqual([]);
  });
});

test('classes outside of modules are in src/app/styles alone', () => {
  const others = STYLES.filter((path) => !MODULES.includes(path));
  expect([...new Set(others.map(dirname))]).toEqual([join('src/app', 'styles')]);
});

test('every other class that a component names is one of them', () => {
  const shared = new Set(
    STYLES.filter((path) => !MODULES.includes(path)).flatMap((path) => classesIn(read(path))),
  );
  const named = SCRIPTS.flatMap((path) =>
    [...read(path).matchAll(/className="([^"]+)"/g)].flatMap(([, names = '']) =>
      names.split(' ').map((name) => `${path}: ${name}`),
    ),
  );
  expect(named.filter((one) => !shared.has(one.split(': ')[1] ?? ''))).toEqual([]);
});
