/** Periods, hours and weekdays as they are read. */
import { format } from '../lib/format.svelte';
import type { DateRange } from '../lib/date-range';
import { m } from '../paraglide/messages.js';
import type { Change } from './change';

const cache = new Map<string, Intl.DateTimeFormat>();

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${format.tongue}${JSON.stringify(options)}`;
  let made = cache.get(key);
  if (!made) cache.set(key, (made = new Intl.DateTimeFormat(format.tongue, { ...options, timeZone: 'UTC' })));
  return made;
}

function at(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** "14 Nov", for an axis. */
export function shortDay(day: string): string {
  return dates({ day: 'numeric', month: 'short' }).format(at(day));
}

/** "Sat, 14 Nov 2026". */
export function dayName(day: string): string {
  return dates({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(at(day));
}

/** "Saturday". */
export function weekdayOf(day: string): string {
  return dates({ weekday: 'long' }).format(at(day));
}

/** 1 is Monday. */
export function weekdayName(weekday: number): string {
  return dates({ weekday: 'long' }).format(new Date(Date.UTC(2024, 0, weekday)));
}

export function monthName(day: string): string {
  return dates({ month: 'long', year: 'numeric' }).format(at(day));
}

/** "1 – 22 Nov 2026"; a single day with its weekday. */
export function rangeName({ from, to }: DateRange): string {
  if (from === to) return dayName(from);
  return dates({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(at(from), at(to));
}

export function hourName(hour: number): string {
  return dates({ hour: 'numeric' }).format(new Date(Date.UTC(2024, 0, 1, hour)));
}

interface Period {
  period: string;
  period_from: string;
  period_to: string;
}

export function isMonth(period: string): boolean {
  return /^\d{4}-\d\d$/.test(period);
}

export function isWeek(period: string): boolean {
  return period.includes('-W');
}

export function periodName({ period, period_from, period_to }: Period): string {
  if (isWeek(period)) {
    const number = String(Number(period.split('-W')[1]));
    return m.reports_week({ number, days: rangeName({ from: period_from, to: period_to }) });
  }
  return isMonth(period) ? monthName(period_from) : dayName(period_from);
}

export function shortPeriod({ period, period_from }: Period): string {
  return isMonth(period) ? dates({ month: 'short', year: '2-digit' }).format(at(period_from)) : shortDay(period_from);
}

/** "12.5 % more". */
export function changeWords(difference: Change): string {
  switch (difference.kind) {
    case 'same':
      return m.reports_change_same();
    case 'new':
      return m.reports_change_new();
    case 'more':
      return m.reports_change_more({ percent: format.percent(difference.percent) });
    case 'less':
      return m.reports_change_less({ percent: format.percent(difference.percent) });
  }
}
