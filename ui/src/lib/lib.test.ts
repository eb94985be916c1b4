import { describe, expect, it } from 'vitest';
import { DecimalEntry, type EntryKey } from './decimal-entry';
import { ShopFormat, isNonZero } from './format.svelte';
import { add, isMore, times } from './quantity';
import { uuidv7 } from './uuid';

function typed(keys: string, decimals: number): DecimalEntry {
  return [...keys].reduce(
    (entry, key) => entry.press(key === '<' ? 'back' : (key as EntryKey)),
    new DecimalEntry('', decimals),
  );
}

describe('a typed decimal', () => {
  it('is what was typed, without what cannot follow', () => {
    expect(typed('12.345', 2).text).toBe('12.34');
    expect(typed('1.2.3', 2).text).toBe('1.23');
    expect(typed('.5', 3).text).toBe('0.5');
    expect(typed('007', 0).text).toBe('7');
    expect(typed('1.5', 0).text).toBe('15');
    expect(typed('12<<3', 0).text).toBe('3');
    expect(typed('12345678901', 0).text).toBe('123456789');
  });

  it('goes out as the wire wants it', () => {
    expect(typed('0.640', 3).value).toBe('0.64');
    expect(typed('12.', 2).value).toBe('12');
    expect(typed('', 2).value).toBeNull();
    expect(typed('20', 2).fixed(2)).toBe('20.00');
    expect(typed('2.5', 2).fixed(2)).toBe('2.50');
    expect(typed('1250', 0).fixed(0)).toBe('1250');
    expect(typed('1.25', 3).fixed(3)).toBe('1.250');
  });
});

describe('quantities', () => {
  it('add and multiply without the errors of floating point', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(add('2', '-1')).toBe('1');
    expect(times('0.645', '3')).toBe('1.935');
    expect(isMore('1.001', '1')).toBe(true);
  });
});

describe('money', () => {
  it('is written from its digits, however many', () => {
    const format = new ShopFormat();
    format.set('USD', 2);
    expect(format.money('1234567890123456.78')).toBe('$1,234,567,890,123,456.78');
    expect(format.price('0.0125')).toBe('0.0125');
    format.set('JPY', 0);
    expect(format.money('1250')).toBe('¥1,250');
    format.set('KWD', 3);
    expect(format.amount('1.250')).toBe('1.250');
  });

  it('is known to be nothing by its digits', () => {
    expect(['0', '0.00', '-0.000', null].some((amount) => isNonZero(amount))).toBe(false);
    expect(['0.01', '-3', '10'].every(isNonZero)).toBe(true);
  });
});

describe('an id', () => {
  it('is a UUIDv7 that sorts by time', () => {
    expect(uuidv7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidv7(1_700_000_000_000) < uuidv7(1_700_000_000_001)).toBe(true);
    expect(uuidv7(1_700_000_000_000).slice(0, 13)).toBe('018bcfe5-6800');
  });
});
