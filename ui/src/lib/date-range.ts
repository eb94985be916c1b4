/** Ranges of business dates: the usual ones by name, and the one before. Days are the shop's; no clock is asked here. */
import {
  endOfMonth,
  parseDate,
  startOfMonth,
  startOfWeek,
  startOfYear,
  type CalendarDate,
} from '@internationalized/date';

/** First and last day, both within it, as "2026-03-01". */
export interface DateRange {
  from: string;
  to: string;
}

export const PRESETS = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'last_30_days',
  'this_year',
] as const;
export type Preset = (typeof PRESETS)[number];

const DAYS_A_WEEK = 7;
const MONTHS_A_YEAR = 12;

/** What is not over yet ends today: the days to come would only be empty rows. */
export function presetRange(preset: Preset, today: string): DateRange {
  const day = parseDate(today);
  const monday = startOfWeek(day, 'en-GB', 'mon');
  const first = startOfMonth(day);
  switch (preset) {
    case 'today':
      return range(day, day);
    case 'yesterday':
      return range(day.subtract({ days: 1 }), day.subtract({ days: 1 }));
    case 'this_week':
      return range(monday, day);
    case 'last_week':
      return range(monday.subtract({ weeks: 1 }), monday.subtract({ days: 1 }));
    case 'this_month':
      return range(first, day);
    case 'last_month':
      return range(first.subtract({ months: 1 }), first.subtract({ days: 1 }));
    case 'last_30_days':
      return range(day.subtract({ days: 29 }), day);
    case 'this_year':
      return range(startOfYear(day), day);
  }
}

export function presetOf({ from, to }: DateRange, today: string): Preset | null {
  return (
    PRESETS.find((preset) => {
      const named = presetRange(preset, today);
      return named.from === from && named.to === to;
    }) ?? null
  );
}

/**
 * What a range is fairly compared with: months with months, up to a week with the same weekdays, a year so far with the
 * last one up to that day, and anything else with as many days directly before it.
 */
export function rangeBefore({ from, to }: DateRange): DateRange {
  const first = parseDate(from);
  const last = parseDate(to);
  const days = last.toDate('UTC').getTime() - first.toDate('UTC').getTime();
  const count = Math.round(days / 86_400_000) + 1;
  if (first.day === 1 && (last.month !== first.month || isMonthsEnd(last) || count > DAYS_A_WEEK))
    return monthsBefore(first, last);
  const step = Math.max(count, DAYS_A_WEEK);
  return range(first.subtract({ days: step }), last.subtract({ days: step }));
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    return parseDate(text).toString() === text;
  } catch {
    return false;
  }
}

function monthsBefore(first: CalendarDate, last: CalendarDate): DateRange {
  const touched = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month + 1;
  const isYearSoFar = first.month === 1 && touched > 1 && touched < MONTHS_A_YEAR;
  const months = isYearSoFar ? MONTHS_A_YEAR : touched;
  const end = last.subtract({ months });
  return range(first.subtract({ months }), isMonthsEnd(last) ? endOfMonth(end) : end);
}

function isMonthsEnd(day: CalendarDate): boolean {
  return endOfMonth(day).day === day.day;
}

function range(from: CalendarDate, to: CalendarDate): DateRange {
  return { from: from.toString(), to: to.toString() };
}
