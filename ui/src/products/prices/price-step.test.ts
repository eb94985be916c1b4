import { expect, it } from 'vitest';
import { roundingOf, stepOf } from './price-step';

const form = { kind: 'raise_percent', figure: '3,5', rounding: 'none', round_to: '0.05' };

it('is a percentage, an amount or a price', () => {
  expect(stepOf(form, 2)).toEqual({ kind: 'raise_percent', percent: '3.5' });
  expect(stepOf({ ...form, kind: 'lower_amount', figure: '1' }, 2)).toEqual({ kind: 'lower_amount', amount: '1.00' });
  expect(stepOf({ ...form, kind: 'set', figure: '9.9' }, 2)).toEqual({ kind: 'set', price: '9.90' });
});

it('is nothing without a figure', () => expect(stepOf({ ...form, figure: ' ' }, 2)).toBeNull());

it('is rounded as asked', () => {
  expect(roundingOf(form, 2)).toBeNull();
  expect(roundingOf({ ...form, rounding: 'nearest' }, 2)).toEqual({ kind: 'nearest', step: '0.05' });
  expect(roundingOf({ ...form, rounding: 'ending', round_to: '0,99' }, 2)).toEqual({ kind: 'ending', ending: '0.99' });
});
