import { expect, it } from 'vitest';
import { asDecimal, asPrice } from './decimals';

it.each([
  ['12', '12.00'],
  ['12,5', '12.50'],
  ['12.5000', '12.50'],
  ['0.1234', '0.1234'],
  [' 7 ', '7.00'],
  ['seven', 'seven'],
  ['-3', '-3'],
])('a price typed as %s is %s', (typed, price) => expect(asPrice(typed, 2)).toBe(price));

it.each([
  ['-2', '-2'],
  ['−2,5', '-2.5'],
  ['+4', '4'],
  ['1.500', '1.5'],
  ['x', 'x'],
])('a quantity typed as %s is %s', (typed, quantity) => expect(asDecimal(typed)).toBe(quantity));

it('a currency without decimals has none', () => expect(asPrice('1250', 0)).toBe('1250'));
