/** The figures of the dashboard: today's, those of last week, and the report that each one opens. */
import type { components } from '../api/schema.gen';
import { format } from '../lib/format.svelte';
import { m } from '../paraglide/messages.js';
import { reportHref } from './address';
import { change, type Change } from './change';
import type { ReportName } from './kind';

type Dashboard = components['schemas']['Dashboard'];
type SalesFigures = components['schemas']['SalesFigures'];

/** Whether more of it is welcome. */
type Wish = 'more' | 'less' | 'none';

export interface DashboardFigure {
  label: string;
  text: string;
  before: string;
  difference: Change;
  tone: 'ok' | 'danger' | 'plain';
  href: string;
}

export function dashboardFigures({ date, today, last_week }: Dashboard): DashboardFigure[] {
  const money = (amount: string): string => format.money(amount);
  const count = (number: string): string => format.quantity(number);
  const figure = (
    key: keyof SalesFigures,
    label: string,
    report: ReportName,
    wish: Wish,
    shown = money,
  ): DashboardFigure => {
    const [now, before] = [String(today[key]), String(last_week[key])];
    const difference = change(now, before);
    return {
      label,
      text: shown(now),
      before: shown(before),
      difference,
      tone: toneOf(difference, wish),
      href: reportHref({ report, range: { from: date, to: date } }),
    };
  };
  return [
    figure('total', m.reports_dashboard_sales(), 'sales', 'more'),
    figure('orders', m.reports_orders(), 'hours', 'more', count),
    figure('average', m.reports_average(), 'cashiers', 'more'),
    figure('items', m.reports_items(), 'products-sales', 'more', count),
    figure('net_sales', m.reports_net_sales(), 'margin', 'more'),
    figure('tax', m.reports_tax(), 'taxes', 'none'),
    figure('discount', m.reports_discount(), 'discounts', 'none'),
    figure('refund_total', m.reports_refunded(), 'refunds', 'less'),
    figure('total_sales', m.reports_total_sales(), 'payment-methods', 'more'),
  ];
}

function toneOf({ kind }: Change, wish: Wish): DashboardFigure['tone'] {
  if (wish === 'none' || (kind !== 'more' && kind !== 'less')) return 'plain';
  return kind === wish ? 'ok' : 'danger';
}
