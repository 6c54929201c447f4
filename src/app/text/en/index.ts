/** English of the first screen. What other parts of the page say is in `later.ts`. Placeholders are written `{name}`. */
import { controls } from './controls';
import { page } from './page';
import { run } from './run';
import { termNames } from './term-names';

export const en = { ...page, ...controls, ...run, ...termNames } as const;

export type FirstScreenKey = keyof typeof en;
