import { describe, expect, it } from 'vitest';
import { change, compareDecimals } from './change';

describe('a change', () => {
  it('is said to a tenth of a percent', () => {
    expect(change('112.50', '100.00')).toEqual({ kind: 'more', percent: '12.5' });
    expect(change('100', '300')).toEqual({ kind: 'less', percent: '66.7' });
    expect(change('2', '1')).toEqual({ kind: 'more', percent: '100' });
    expect(change('100.05', '100.00')).toEqual({ kind: 'more', percent: '0.1' });
    expect(change('100.04', '100.00')).toEqual({ kind: 'more', percent: '0' });
    expect(change('0', '-5.00')).toEqual({ kind: 'more', percent: '100' });
    expect(change('-10.00', '-5.0')).toEqual({ kind: 'less', percent: '100' });
  });

  it('has no percentage where nothing was', () => {
    expect(change('5.00', '0.00')).toEqual({ kind: 'new' });
    expect(change('0.0', '0.00')).toEqual({ kind: 'same' });
    expect(change('5', '5.00')).toEqual({ kind: 'same' });
  });

  it('is exact where a number would not be', () => {
    expect(change('90071992547409.93', '90071992547409.92').kind).toBe('more');
  });
});

it('decimals are put in order by what they are worth', () => {
  expect(['10', '-2.5', '9.75', '0.064'].sort(compareDecimals)).toEqual(['-2.5', '0.064', '9.75', '10']);
});
