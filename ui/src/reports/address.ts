/** Where a report is: `#/reports/sales/2026-10-01/2026-10-31/week/compare`. What is left out is as usual. */
import { isDay, type DateRange } from '../lib/date-range';
import { href } from '../router.svelte';

export const GROUPS = ['day', 'week', 'month'] as const;
export type GroupBy = (typeof GROUPS)[number];

export interface ReportAddress {
  report: string;
  /** Null: the usual one. A report of one day uses its last day. */
  range: DateRange | null;
  groupBy: GroupBy;
  isCompared: boolean;
  /** Of one cashier only. */
  cashier: string | null;
  /** At one till only. */
  till: string | null;
  /** Only what is called so. */
  q: string;
  /** Only what is short of stock. */
  isLowOnly: boolean;
}

/** Reads what stands after "reports". Anything unknown is passed over, so that a link of another version still opens. */
export function readAddress(segments: readonly string[]): ReportAddress {
  const [report = '', ...rest] = segments;
  const after = (word: string): string | null => (rest.includes(word) ? (rest[rest.indexOf(word) + 1] ?? null) : null);
  return {
    report,
    range: readRange(rest.filter(isDay)),
    groupBy: GROUPS.find((group) => rest.includes(group)) ?? 'day',
    isCompared: rest.includes('compare'),
    cashier: after('cashier'),
    till: after('till'),
    q: after('called') ?? '',
    isLowOnly: rest.includes('low'),
  };
}

export function addressSegments(address: Partial<ReportAddress> & { report: string }): string[] {
  const { report, range, groupBy = 'day', isCompared, cashier, till, q, isLowOnly } = address;
  return [
    'reports',
    report,
    ...(range ? [range.from, range.to] : []),
    ...(groupBy === 'day' ? [] : [groupBy]),
    ...(isCompared ? ['compare'] : []),
    ...(cashier ? ['cashier', cashier] : []),
    ...(till ? ['till', till] : []),
    ...(q ? ['called', q] : []),
    ...(isLowOnly ? ['low'] : []),
  ];
}

export function reportHref(address: Partial<ReportAddress> & { report: string }): string {
  return href(...addressSegments(address));
}

/** The orders of these days, in their list. */
export function ordersHref(from: string, to: string): string {
  return href('orders', 'days', from, to);
}

function readRange([first, second = first]: string[]): DateRange | null {
  if (!first || !second) return null;
  return first <= second ? { from: first, to: second } : { from: second, to: first };
}
