/** The shop's settings as a form holds them, and back. Numbers stay the text that was typed: the core judges them. */
import type { Input } from '../api/operations';
import type { Shop } from '../api/types';

export interface ShopValues {
  name: string;
  address: string;
  phone: string;
  tax_number: string;
  currency: string;
  time_zone: string;
  locale: string;
  day_cutover_hour: string;
  prices_include_tax: boolean;
  tax_scope: string;
  cash_rounding: string;
  cashier_discount_limit: string;
  loyalty_points_per_unit: string;
  loyalty_point_value: string;
  scale_codes: ScaleCodeValues[];
}

export interface ScaleCodeValues {
  prefix: string;
  measure: string;
  code_digits: string;
  /** Empty: as many as are usual. */
  decimals: string;
  measure_check: boolean;
}

export const PREFIXES = ['02', ...Array.from({ length: 10 }, (_, digit) => `2${digit}`)];

export function shopValues(shop: Shop): ShopValues {
  return {
    name: shop.name,
    address: shop.address,
    phone: shop.phone ?? '',
    tax_number: shop.tax_number ?? '',
    currency: shop.currency,
    time_zone: shop.time_zone,
    locale: shop.locale,
    day_cutover_hour: String(shop.day_cutover_hour),
    prices_include_tax: shop.prices_include_tax,
    tax_scope: shop.tax_scope,
    cash_rounding: shop.cash_rounding ?? '',
    cashier_discount_limit: shop.cashier_discount_limit,
    loyalty_points_per_unit: shop.loyalty_points_per_unit,
    loyalty_point_value: shop.loyalty_point_value,
    scale_codes: shop.scale_codes.map((code) => ({
      prefix: code.prefix,
      measure: code.measure,
      code_digits: String(code.code_digits),
      decimals: code.decimals === null || code.decimals === undefined ? '' : String(code.decimals),
      measure_check: code.measure_check,
    })),
  };
}

export function asUpdate(values: ShopValues): Input<'update_shop'> {
  return {
    name: values.name.trim(),
    address: values.address.trim(),
    phone: textOrNull(values.phone),
    tax_number: textOrNull(values.tax_number),
    currency: values.currency,
    time_zone: values.time_zone,
    locale: values.locale as Shop['locale'],
    day_cutover_hour: Number(values.day_cutover_hour),
    prices_include_tax: values.prices_include_tax,
    tax_scope: values.tax_scope as Shop['tax_scope'],
    cash_rounding: textOrNull(values.cash_rounding),
    cashier_discount_limit: decimal(values.cashier_discount_limit),
    loyalty_points_per_unit: decimal(values.loyalty_points_per_unit),
    loyalty_point_value: decimal(values.loyalty_point_value),
    scale_codes: values.scale_codes.map((code) => ({
      prefix: code.prefix,
      measure: code.measure as 'weight' | 'price',
      code_digits: Number(code.code_digits),
      decimals: code.decimals === '' ? null : Number(code.decimals),
      measure_check: code.measure_check,
    })),
  };
}

/** The steps that cash is rounded to somewhere in the world, with the digits of this currency. */
export function roundingSteps(digits: number): string[] {
  if (digits === 0) return ['5', '10', '50', '100'];
  return ['05', '10', '25', '50'].map((step) => `0.${step.padEnd(digits, '0')}`).concat(`1.${'0'.repeat(digits)}`);
}

export function currencyDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** The first prefix that no line has yet; null when all are taken. */
export function nextPrefix(codes: readonly ScaleCodeValues[]): string | null {
  return PREFIXES.slice(1).find((prefix) => codes.every((code) => code.prefix !== prefix)) ?? null;
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Half the world writes a comma where the wire wants a point. */
function decimal(text: string): string {
  return text.trim().replace(',', '.');
}
