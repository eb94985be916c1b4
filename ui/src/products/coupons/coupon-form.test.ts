import { expect, it } from 'vitest';
import { asCoupon, formOf } from './coupon-form';

it('takes off a percentage or an amount, never both', () => {
  const form = { ...formOf(null), code: ' SUMMER ', discount_percent: '10', discount_amount: '5' };
  expect(asCoupon(form, 2)).toMatchObject({ code: 'SUMMER', discount_percent: '10', discount_amount: null });
  expect(asCoupon({ ...form, kind: 'amount' }, 2)).toMatchObject({ discount_percent: null, discount_amount: '5.00' });
});

it('has no limit where none was typed', () => {
  const form = { ...formOf(null), code: 'A', discount_percent: '1' };
  expect(asCoupon(form, 2)).toMatchObject({ min_total: null, valid_from: null, valid_to: null, max_uses: null });
  expect(asCoupon({ ...form, max_uses: '3' }, 2).max_uses).toBe(3);
});
