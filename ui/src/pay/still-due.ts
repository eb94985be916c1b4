/**
 * What part payments leave to be paid: the one place where the desk reckons with money.
 *
 * It counts whole minor units, exactly, and only what the core has priced. Parts are taken before the one checkout, so
 * there is nothing the core could be asked meanwhile; at the checkout it settles the same parts by its own rules.
 */
import type { Money, NewPayment } from '../api/types';

type Method = NewPayment['method'];

export interface CashRules {
  /** Decimal digits of the currency. */
  digits: number;
  /** The step cash is rounded to, where the smallest coins are gone. */
  step: Money | null;
}

/** What is still to be paid when the rest is paid by `method`; below zero when too much was taken. */
export function stillDue(total: Money, taken: readonly NewPayment[], method: Method, rules: CashRules): Money {
  const sum = (isCash: boolean): bigint =>
    taken
      .filter((tender) => (tender.method === 'cash') === isCash)
      .reduce((minor, tender) => minor + toMinor(String(tender.amount), rules.digits), 0n);
  // Cash is rounded once, on all that is left for cash; other methods pay to the last digit.
  const withoutCash = toMinor(total, rules.digits) - sum(false);
  const due = method === 'cash' ? rounded(withoutCash, rules) : withoutCash;
  return fromMinor(due - sum(true), rules.digits);
}

export function covers(given: Money, due: Money, digits: number): boolean {
  return toMinor(given, digits) >= toMinor(due, digits);
}

export function isMoreThan(left: Money, right: Money, digits: number): boolean {
  return toMinor(left, digits) > toMinor(right, digits);
}

export function lesser(left: Money, right: Money, digits: number): Money {
  return isMoreThan(left, right, digits) ? right : left;
}

/** What is left of an amount after parts of it went back. */
export function less(amount: Money, part: Money, digits: number): Money {
  return fromMinor(toMinor(amount, digits) - toMinor(part, digits), digits);
}

/** What so many points pay at most; the core takes points rounded up, so this never asks for more than there are. */
export function worthOf(points: number, pointValue: string, digits: number): Money {
  const value_e4 = toMinor(pointValue, 4);
  const minor = points > 0 ? (BigInt(points) * value_e4 * 10n ** BigInt(digits)) / 10_000n : 0n;
  return fromMinor(minor, digits);
}

function rounded(minor: bigint, { digits, step }: CashRules): bigint {
  const stepMinor = step === null ? 0n : toMinor(step, digits);
  if (stepMinor <= 1n || minor <= 0n) return minor;
  return ((minor * 2n + stepMinor) / (stepMinor * 2n)) * stepMinor;
}

function toMinor(amount: string, digits: number): bigint {
  const isNegative = amount.startsWith('-');
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
  const minor = BigInt((whole || '0') + fraction.padEnd(digits, '0').slice(0, digits));
  return isNegative ? -minor : minor;
}

function fromMinor(minor: bigint, digits: number): Money {
  const text = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0n ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`;
}
