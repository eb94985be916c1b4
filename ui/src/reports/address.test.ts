import { describe, expect, it } from 'vitest';
import { addressSegments, readAddress, type ReportAddress } from './address';

const FULL: ReportAddress = {
  report: 'sales',
  range: { from: '2026-10-01', to: '2026-10-31' },
  groupBy: 'week',
  isCompared: true,
  cashier: 'c1',
  till: 't1',
  q: 'oat milk',
  isLowOnly: false,
};

describe('the address of a report', () => {
  it('brings back what it was written from', () => {
    expect(readAddress(addressSegments(FULL).slice(1))).toEqual(FULL);
    expect(addressSegments(FULL).join('/')).toBe(
      'reports/sales/2026-10-01/2026-10-31/week/compare/cashier/c1/till/t1/called/oat milk',
    );
  });

  it('is short where everything is as usual', () => {
    expect(addressSegments({ report: 'inventory', range: null, groupBy: 'day' })).toEqual(['reports', 'inventory']);
    expect(readAddress(['inventory', 'low']).isLowOnly).toBe(true);
  });

  it('takes one day for a range, turns a range around, and passes over what it does not know', () => {
    expect(readAddress(['daily-summary', '2026-10-05']).range).toEqual({ from: '2026-10-05', to: '2026-10-05' });
    expect(readAddress(['sales', '2026-10-31', '2026-10-01']).range).toEqual(FULL.range);
    expect(readAddress(['sales', '2026-13-99', 'sideways'])).toMatchObject({ range: null, groupBy: 'day' });
    expect(readAddress([]).report).toBe('');
  });
});
