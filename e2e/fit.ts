/** Whether everything on a page can be read without scrolling. */
import type { Page } from '@playwright/test';

/** The texts that can be seen and are smaller than a size in CSS pixels, with their sizes. */
export const textsBelow = (page: Page, size: number): Promise<string[]> =>
  page.evaluate((least) => {
    const small: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element || node.textContent?.trim() === '' || element.closest('.said, script, style, option'))
        continue;
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      const letters = Number.parseFloat(getComputedStyle(element).fontSize);
      if (letters < least) small.push(`${letters}: ${node.textContent}`);
    }
    return small;
  }, size);

/** What one would have to scroll, in CSS pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
