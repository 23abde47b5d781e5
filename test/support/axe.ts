// What axe finds in a page: https://github.com/dequelabs/axe-core

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Found {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Every fault that axe knows of in what a page shows now: the rule, and the elements. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  const isThere = await page.evaluate<boolean>("'axe' in window");
  if (!isThere)
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate<Found>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
