/** How the parts of a day are called, and what is said of them. */
import { m } from '../paraglide/messages.js';
import { figures, gregorian, MOST, type Part } from './day-entry.svelte';

export const partNames: Record<Part, () => string> = { day: m.day_day, month: m.day_month, year: m.day_year };

/** What stands in a part as long as it is empty. */
export const partBlanks: Record<Part, () => string> = {
  day: m.day_day_empty,
  month: m.day_month_empty,
  year: m.day_year_empty,
};

/** A part as it is read out: a month by its name too. */
export function spoken(part: Part, digits: string, tongue: string): string {
  if (digits === '') return m.day_empty();
  const month = Number(digits);
  if (part !== 'month' || month < 1 || month > MOST.month) return figures(digits, tongue);
  const name = new Intl.DateTimeFormat(gregorian(tongue), { month: 'long', timeZone: 'UTC' });
  return `${figures(digits, tongue)} – ${name.format(Date.UTC(2000, month - 1))}`;
}
