import { describe, expect, it } from 'vitest';
import type { Shop } from '../api/types';
import { localeChoices } from '../first-run/choices';
import { asUpdate, currencyDigits, nextPrefix, roundingSteps, shopValues } from './shop-values';

const SHOP: Shop = {
  name: 'Corner Shop',
  address: '1 High Street',
  phone: null,
  tax_number: 'T-1',
  currency: 'EUR',
  currency_digits: 2,
  time_zone: 'Europe/Berlin',
  locale: 'de-DE',
  day_cutover_hour: 4,
  prices_include_tax: true,
  tax_scope: 'line',
  cash_rounding: null,
  receipt_footer: 'Thank you',
  cashier_discount_limit: '10',
  loyalty_points_per_unit: '1',
  loyalty_point_value: '0.01',
  scale_codes: [{ prefix: '21', measure: 'weight', code_digits: 5, decimals: null, measure_check: false }],
  updated_at: '2026-01-01T00:00:00Z',
} as Shop;

describe('the settings of a shop', () => {
  it('go through the form unchanged', () => {
    expect(asUpdate(shopValues(SHOP))).toMatchObject({
      name: 'Corner Shop',
      phone: null,
      tax_number: 'T-1',
      locale: 'de-DE',
      day_cutover_hour: 4,
      cash_rounding: null,
      scale_codes: [{ prefix: '21', measure: 'weight', code_digits: 5, decimals: null, measure_check: false }],
    });
  });

  it('take a comma for a point, and an emptied field for none', () => {
    const values = { ...shopValues(SHOP), loyalty_point_value: '0,02 ', tax_number: '  ' };
    expect(asUpdate(values)).toMatchObject({ loyalty_point_value: '0.02', tax_number: null });
  });
});

describe('steps of cash rounding', () => {
  it('have the digits of the currency', () => {
    expect(roundingSteps(2)).toEqual(['0.05', '0.10', '0.25', '0.50', '1.00']);
    expect(roundingSteps(currencyDigits('JPY'))).toEqual(['5', '10', '50', '100']);
    expect(roundingSteps(currencyDigits('KWD'))[0]).toBe('0.050');
  });
});

describe('a new scale code', () => {
  it('takes the first prefix that is free', () => {
    const code = shopValues(SHOP).scale_codes[0]!;
    expect(nextPrefix([code])).toBe('20');
    expect(nextPrefix([code, { ...code, prefix: '20' }])).toBe('22');
  });
});

describe('the languages of a shop', () => {
  it('show how each writes money and days', () => {
    const german = localeChoices('en', 'EUR').find(({ value }) => value === 'de-DE')!;
    expect(german.label).toContain('German (Germany)');
    expect(german.label.replaceAll('\u00a0', ' ')).toContain('1.234,50 €');
    expect(german.label).toContain('31.12.26');
  });
});
