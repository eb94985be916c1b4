import { describe, expect, it } from 'vitest';
import { isDay, presetOf, presetRange, PRESETS, rangeBefore } from './date-range';

// A Thursday.
const TODAY = '2026-03-12';
const text = ({ from, to }: { from: string; to: string }): string => `${from} ${to}`;

describe('the usual ranges', () => {
  it('begin and end where people say they do', () => {
    expect(PRESETS.map((preset) => `${preset} ${text(presetRange(preset, TODAY))}`)).toEqual([
      'today 2026-03-12 2026-03-12',
      'yesterday 2026-03-11 2026-03-11',
      'this_week 2026-03-09 2026-03-12',
      'last_week 2026-03-02 2026-03-08',
      'this_month 2026-03-01 2026-03-12',
      'last_month 2026-02-01 2026-02-28',
      'last_30_days 2026-02-11 2026-03-12',
      'this_year 2026-01-01 2026-03-12',
    ]);
  });

  it('are known again by their days', () => {
    expect(presetOf({ from: '2026-02-01', to: '2026-02-28' }, TODAY)).toBe('last_month');
    expect(presetOf({ from: '2026-02-01', to: '2026-02-27' }, TODAY)).toBeNull();
  });
});

describe('the range before', () => {
  it('is the same weekday a week ago for a day, and the same weekdays for some days', () => {
    expect(text(rangeBefore({ from: '2026-03-12', to: '2026-03-12' }))).toBe('2026-03-05 2026-03-05');
    expect(text(rangeBefore({ from: '2026-03-01', to: '2026-03-01' }))).toBe('2026-02-22 2026-02-22');
    expect(text(rangeBefore({ from: '2026-03-09', to: '2026-03-12' }))).toBe('2026-03-02 2026-03-05');
  });

  it('is as many whole months', () => {
    expect(text(rangeBefore({ from: '2026-02-01', to: '2026-02-28' }))).toBe('2026-01-01 2026-01-31');
    expect(text(rangeBefore({ from: '2026-01-01', to: '2026-03-31' }))).toBe('2025-01-01 2025-03-31');
    expect(text(rangeBefore({ from: '2026-04-01', to: '2026-06-30' }))).toBe('2026-01-01 2026-03-31');
    expect(text(rangeBefore({ from: '2025-01-01', to: '2025-12-31' }))).toBe('2024-01-01 2024-12-31');
  });

  it('is as far into the month or the year as this one', () => {
    expect(text(rangeBefore({ from: '2026-03-01', to: '2026-03-12' }))).toBe('2026-02-01 2026-02-12');
    expect(text(rangeBefore({ from: '2026-03-01', to: '2026-03-30' }))).toBe('2026-02-01 2026-02-28');
    expect(text(rangeBefore({ from: '2026-01-01', to: '2026-03-12' }))).toBe('2025-01-01 2025-03-12');
  });

  it('is otherwise as many days, directly before', () => {
    expect(text(rangeBefore({ from: '2026-02-11', to: '2026-03-12' }))).toBe('2026-01-12 2026-02-10');
  });
});

it('knows a day from a word', () => {
  expect(['2026-02-28', '2026-02-30', 'day', '2026-2-1', ''].filter(isDay)).toEqual(['2026-02-28']);
});
