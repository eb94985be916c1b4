/** What axe-core finds on the page in each of the desk's themes, in a form that says where. */
import axe from 'axe-core';
import { expect } from 'vitest';
import type { Till } from './till';

const THEMES = ['light', 'dark', 'contrast'];

/** The themes take turns on the page as it stands, with whatever lies over it: none of them has to be opened again. */
export async function violations(till: Till): Promise<string[]> {
  if (!(await till.page.evaluate(() => 'axe' in window))) await till.page.evaluate(axe.source);
  return till.page.evaluate(async (themes) => {
    const { run } = (window as unknown as { axe: typeof axe }).axe;
    const { dataset } = document.documentElement;
    const before = dataset['theme'] ?? 'light';
    const found: string[] = [];
    for (const theme of themes) {
      dataset['theme'] = theme;
      for (const { id, nodes } of (await run(document)).violations) {
        found.push(`${theme}, ${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`);
      }
    }
    dataset['theme'] = before;
    return found;
  }, THEMES);
}

export async function isClean(till: Till, screen: string): Promise<void> {
  expect(await violations(till), screen).toEqual([]);
}
