/** The reports of what was sold, when, and by whom. */
import type { components } from '../api/schema.gen';
import { format } from '../lib/format.svelte';
import { m } from '../paraglide/messages.js';
import { ordersHref, reportHref } from './address';
import type { Question } from './kind';
import {
  bars,
  figures,
  money,
  number,
  percent,
  sheet,
  table,
  words,
  type Chart,
  type Column,
  type Sheet,
} from './sheet';
import { hourName, isMonth, isWeek, periodName, shortPeriod, weekdayName } from './words';

type Schemas = components['schemas'];
type SalesFigures = Schemas['SalesFigures'];
type Period = Schemas['SalesPeriod'] | Schemas['MarginPeriod'] | Schemas['MethodPeriod'] | Schemas['TaxPeriod'];

/** What a period opens: a day its summary, a longer one its days. */
function beneath<Row extends Period>(report: string) {
  return (row: Row): string => {
    const range = { from: row.period_from, to: row.period_to };
    const isLonger = isWeek(row.period) || isMonth(row.period);
    return reportHref(
      isLonger ? { report, range } : { report: 'daily-summary', range: { from: range.to, to: range.to } },
    );
  };
}

export function periodColumn<Row extends Period>(report: string): Column<Row> {
  return words<Row>('period', m.reports_period(), periodName, {
    raw: (row) => row.period_from,
    href: beneath<Row>(report),
  });
}

export function salesColumns<Row extends SalesFigures>(beneath?: (row: Partial<Row>) => string | null): Column<Row>[] {
  return [
    number<Row>('orders', m.reports_orders(), beneath),
    number<Row>('items', m.reports_items()),
    money<Row>('gross', m.reports_gross()),
    money<Row>('discount', m.reports_discount()),
    money<Row>('net', m.reports_net()),
    money<Row>('tax', m.reports_tax()),
    money<Row>('total', m.total()),
    money<Row>('average', m.reports_average()),
    money<Row>('refund_total', m.reports_refunded()),
    money<Row>('net_sales', m.reports_net_sales()),
    money<Row>('total_sales', m.reports_total_sales()),
  ];
}

export function isQuiet(totals: Pick<SalesFigures, 'orders' | 'refunds'>): boolean {
  return totals.orders === 0 && totals.refunds === 0;
}

function timeChart<Row extends Period>(title: string, rows: readonly Row[], raw: (row: Row) => string): Chart | null {
  if (rows.length < 2) return null;
  const points = rows.map((row) => ({
    label: periodName(row),
    short: shortPeriod(row),
    value: Number(raw(row)),
    text: format.money(raw(row)),
  }));
  return { kind: 'time', title, points };
}

export function salesSheet(answer: Schemas['SalesReport']): Sheet {
  type Row = Schemas['SalesPeriod'];
  const columns = salesColumns<Row>(({ period_from: from, period_to: to }) =>
    from && to ? ordersHref(from, to) : null,
  );
  return sheet({
    isEmpty: isQuiet(answer.totals),
    tables: [
      table(
        m.reports_sales(),
        [periodColumn<Row>('sales'), ...columns],
        answer.data,
        (row) => row.period,
        answer.totals,
      ),
    ],
    figures: figures(columns, answer.totals),
    chart: timeChart(m.reports_chart_time(), answer.data, (row) => row.total),
  });
}

function marginColumns<Row extends Schemas['MarginFigures']>(): Column<Row>[] {
  return [
    money<Row>('net_sales', m.reports_net_sales()),
    money<Row>('cost', m.reports_cost()),
    money<Row>('margin', m.reports_margin()),
    percent<Row>('margin_percent', m.reports_margin_percent()),
    number<Row>('lines_without_cost', m.reports_without_cost()),
  ];
}

export function marginSheet(answer: Schemas['MarginReport']): Sheet {
  type Row = Schemas['MarginPeriod'];
  const columns = marginColumns<Row>();
  const { totals, data } = answer;
  return sheet({
    isEmpty: !/[1-9]/.test(totals.net_sales + totals.cost),
    tables: [table(m.reports_margin(), [periodColumn<Row>('margin'), ...columns], data, (row) => row.period, totals)],
    figures: figures(columns.slice(0, 4), totals),
    chart: timeChart(m.reports_chart_margin(), data, (row) => row.margin),
    notes: totals.lines_without_cost > 0 ? [m.reports_without_cost_note({ count: totals.lines_without_cost })] : [],
  });
}

export function hoursTable(hours: readonly Schemas['HourFigures'][], totals: SalesFigures | null) {
  type Row = Schemas['HourFigures'];
  const hour = words<Row>('hour', m.reports_hour(), (row) => hourName(row.hour), { raw: (row) => String(row.hour) });
  return table(m.reports_by_hour(), [hour, ...salesColumns<Row>()], hours, (row) => String(row.hour), totals);
}

/** The hours from the first to the last in which anything happened. */
function busyHours(hours: readonly Schemas['HourFigures'][]): Schemas['HourFigures'][] {
  const first = hours.findIndex((hour) => !isQuiet(hour));
  const last = hours.findLastIndex((hour) => !isQuiet(hour));
  return hours.slice(Math.max(first, 0), last + 1);
}

export function hoursSheet({ hours, weekdays, totals }: Schemas['HoursReport']): Sheet {
  type Row = Schemas['WeekdayFigures'];
  const busy = busyHours(hours);
  const weekday = words<Row>('weekday', m.reports_weekday(), (row) => weekdayName(row.weekday));
  const columns = [weekday, number<Row>('days', m.reports_days()), ...salesColumns<Row>()];
  return sheet({
    isEmpty: isQuiet(totals),
    tables: [
      hoursTable(busy, totals),
      table(m.reports_by_weekday(), columns, weekdays, (row) => String(row.weekday), totals as Partial<Row>),
    ],
    figures: figures(salesColumns<SalesFigures>(), totals),
    chart: bars(m.reports_chart_total(), busy, (row) => ({
      key: String(row.hour),
      name: hourName(row.hour),
      raw: row.total,
    })),
  });
}

export function cashiersTable(
  rows: readonly Schemas['CashierFigures'][],
  totals: SalesFigures | null,
  question: Question,
) {
  type Row = Schemas['CashierFigures'];
  const { range, till } = question;
  const name = words<Row>('cashier_name', m.reports_cashier(), (row) => row.cashier_name, {
    href: (row) => reportHref({ report: 'sales', range, till, cashier: row.cashier_id }),
  });
  const columns = [name, ...salesColumns<Row>()];
  return table(m.reports_cashiers(), columns, rows, (row) => row.cashier_id, totals, true);
}

export function cashiersSheet({ data, totals }: Schemas['CashiersReport'], question: Question): Sheet {
  return sheet({
    isEmpty: isQuiet(totals),
    tables: [cashiersTable(data, totals, question)],
    figures: figures(salesColumns<SalesFigures>(), totals),
    chart: bars(m.reports_chart_total(), data, (row) => ({
      key: row.cashier_id,
      name: row.cashier_name,
      raw: row.total,
    })),
  });
}

function discountColumns<Row extends Schemas['DiscountFigures']>(): Column<Row>[] {
  return [
    number<Row>('orders', m.reports_orders()),
    number<Row>('discounted_orders', m.reports_discounted_orders()),
    money<Row>('gross', m.reports_gross()),
    money<Row>('discount', m.reports_discount()),
    percent<Row>('discount_percent', m.reports_discount_percent()),
  ];
}

export function discountsSheet({ data, totals }: Schemas['DiscountsReport'], question: Question): Sheet {
  type Row = Schemas['CashierDiscounts'];
  const { range, till } = question;
  const columns = discountColumns<Row>();
  const name = words<Row>('cashier_name', m.reports_cashier(), (row) => row.cashier_name, {
    href: (row) => reportHref({ report: 'sales', range, till, cashier: row.cashier_id }),
  });
  return sheet({
    isEmpty: totals.orders === 0,
    tables: [table(m.reports_discounts(), [name, ...columns], data, (row) => row.cashier_id, totals, true)],
    figures: figures(columns, totals),
    chart: bars(m.reports_chart_discount(), data, (row) => ({
      key: row.cashier_id,
      name: row.cashier_name,
      raw: row.discount,
    })),
  });
}
