/** What axe-core finds on the page, in a form that says where. */
import axe from 'axe-core';
import { expect } from 'vitest';
import type { Till } from './till';

export const THEMES = ['light', 'dark', 'contrast'] as const;

export async function isClean(till: Till, screen: string): Promise<void> {
  await till.page.evaluate(axe.source);
  const violations = await till.page.evaluate(async () => {
    const results = await (window as unknown as { axe: typeof axe }).axe.run(document);
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`,
    );
  });
  expect(violations, screen).toEqual([]);
}

export async function setAppearance(till: Till, appearance: { theme?: string; layout?: string }): Promise<void> {
  const stored = { theme: 'light', textSize: '100', layout: 'tiles', ...appearance };
  await till.page.evaluate((text) => localStorage.setItem('vayupos.appearance', text), JSON.stringify(stored));
  await till.page.reload();
}
