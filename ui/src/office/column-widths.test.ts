import { describe, expect, it } from 'vitest';
import { columnWidths } from './column-widths';

describe('the columns of a list', () => {
  it('grow with a list that is wider than a usual one', () => {
    const { template, least } = columnWidths(['8.5rem', 'minmax(12rem, 2fr)'], false);
    expect(template).toBe('max(8.5rem, 10.00cqi) minmax(12rem, 2fr)');
    expect(least).toBe('calc(max(8.5rem, 10.00cqi) + 12rem + 64px)');
  });

  it('have room for ticks', () => {
    const { template, least } = columnWidths(['8.5rem'], true);
    expect(template).toBe('44px max(8.5rem, 10.00cqi)');
    expect(least).toBe('calc(max(8.5rem, 10.00cqi) + 96px)');
  });

  // They would need to be scrolled to where they had room before.
  it('never grow beyond a list that holds them as they are', () => {
    const { template } = columnWidths(Array<string>(20).fill('10rem'), false);
    const share = Number(/([\d.]+)cqi/.exec(template)![1]);
    expect(share * 20).toBeLessThan(100);
    expect(share * 20).toBeGreaterThan(90);
  });
});
