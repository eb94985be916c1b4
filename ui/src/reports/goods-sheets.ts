/** The reports of what was sold of what, to whom, what came back, and what is on the shelf. */
import type { components } from '../api/schema.gen';
import { format } from '../lib/format.svelte';
import { m } from '../paraglide/messages.js';
import { href } from '../router.svelte';
import { reportHref } from './address';
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
  type Cell,
  type Column,
  type Sheet,
} from './sheet';

type Schemas = components['schemas'];

const MOST_RANKED = 12;

function productColumns<Row extends Schemas['ProductFigures']>(): Column<Row>[] {
  return [
    number<Row>('quantity', m.reports_sold()),
    money<Row>('gross', m.reports_gross()),
    money<Row>('discount', m.reports_discount()),
    money<Row>('net', m.reports_net()),
    money<Row>('tax', m.reports_tax()),
    money<Row>('total', m.total()),
    money<Row>('refund_total', m.reports_refunded()),
    money<Row>('net_sales', m.reports_net_sales()),
    money<Row>('cost', m.reports_cost()),
    money<Row>('margin', m.reports_margin()),
    percent<Row>('margin_percent', m.reports_margin_percent()),
  ];
}

function isUnsold(totals: Schemas['ProductFigures']): boolean {
  return !/[1-9]/.test(totals.quantity + totals.refund_quantity);
}

export function productsTable(rows: readonly Schemas['ProductSalesRow'][], totals: Schemas['ProductFigures'] | null) {
  type Row = Schemas['ProductSalesRow'];
  const columns = [
    words<Row>('name', m.name(), (row) => row.name, { width: 'minmax(11rem, 2fr)' }),
    words<Row>('sku', m.reports_sku(), (row) => row.sku, { width: '5.5rem' }),
    words<Row>('category_name', m.reports_category(), (row) => row.category_name ?? '–', { width: '8rem' }),
    ...productColumns<Row>(),
  ];
  return table(m.reports_products(), columns, rows, (row) => row.product_id, totals);
}

export function productsSheet({ data, totals }: Schemas['ProductSales']): Sheet {
  return sheet({
    isEmpty: isUnsold(totals) && data.length === 0,
    tables: [productsTable(data, totals)],
    figures: figures(productColumns<Schemas['ProductFigures']>(), totals),
    chart: bars(m.reports_chart_total(), data.slice(0, MOST_RANKED), (row) => ({
      key: row.product_id,
      name: row.name,
      raw: row.total,
    })),
  });
}

export function categoriesSheet({ data, totals }: Schemas['CategoriesReport']): Sheet {
  type Row = Schemas['CategorySales'];
  const name = (row: Row): string => row.category_name ?? m.reports_no_category();
  const columns = productColumns<Row>();
  const head = [words<Row>('category_name', m.reports_category(), name), number<Row>('products', m.reports_products())];
  const key = (row: Row): string => row.category_id ?? 'none';
  return sheet({
    isEmpty: isUnsold(totals) && data.length === 0,
    tables: [table(m.reports_categories(), [...head, ...columns], data, key, totals, true)],
    figures: figures(columns, totals),
    chart: bars(m.reports_chart_total(), data, (row) => ({ key: key(row), name: name(row), raw: row.total })),
  });
}

export function customersSheet(answer: Schemas['CustomersReport']): Sheet {
  type Row = Schemas['CustomerSales'];
  const { data, totals, without_customer, customers } = answer;
  const columns = [
    number<Row>('orders', m.reports_orders()),
    money<Row>('total', m.total()),
    number<Row>('refunds', m.reports_refunds()),
    money<Row>('refund_total', m.reports_refunded()),
  ];
  const head = [
    words<Row>('name', m.name(), (row) => row.name, { width: 'minmax(11rem, 2fr)' }),
    words<Row>('phone', m.reports_phone(), (row) => row.phone ?? '–', { width: 'minmax(9rem, 1fr)' }),
    words<Row>('last_order', m.reports_last_order(), (row) => (row.last_order ? format.date(row.last_order) : '–'), {
      width: '8rem',
      href: (row) =>
        row.last_order
          ? reportHref({ report: 'daily-summary', range: { from: row.last_order, to: row.last_order } })
          : null,
    }),
  ];
  const others = without_customer.orders > 0 || without_customer.refunds > 0;
  const note = m.reports_without_customer({
    count: without_customer.orders,
    total: format.money(without_customer.total),
  });
  return sheet({
    isEmpty: customers === 0 && !others,
    tables: [table(m.reports_customers(), [...head, ...columns], data, (row) => row.customer_id, totals)],
    figures: figures(columns, totals),
    chart: bars(m.reports_chart_total(), data.slice(0, MOST_RANKED), (row) => ({
      key: row.customer_id,
      name: row.name,
      raw: row.total,
    })),
    notes: others ? [note] : [],
  });
}

export function refundsSheet({ data, totals }: Schemas['RefundsReport']): Sheet {
  type Row = Schemas['RefundReported'];
  const day = (date: string): string => reportHref({ report: 'daily-summary', range: { from: date, to: date } });
  const columns = [
    money<Row>('net', m.reports_net()),
    money<Row>('tax', m.reports_tax()),
    money<Row>('total', m.total()),
  ];
  const head = [
    words<Row>('created_at', m.date(), (row) => format.moment(row.created_at), {
      width: '10.5rem',
      href: (row) => day(row.business_date),
    }),
    words<Row>('order_number', m.reports_order(), (row) => row.order_number, {
      width: '6rem',
      href: (row) => href('orders', row.order_id),
    }),
    words<Row>('sold_on', m.reports_sold_on(), (row) => format.date(row.sold_on), {
      width: '7rem',
      href: (row) => day(row.sold_on),
    }),
    words<Row>('reason', m.reason(), (row) => row.reason, { width: 'minmax(8rem, 2fr)' }),
    words<Row>('user_name', m.reports_given_by(), (row) => row.user_name, { width: 'minmax(6.5rem, 1fr)' }),
    words<Row>('till_name', m.reports_till(), (row) => row.till_name, { width: '5rem' }),
    words<Row>('customer_name', m.reports_customer(), (row) => row.customer_name ?? '–', {
      width: 'minmax(7rem, 1fr)',
    }),
  ];
  const compared = [
    number<Schemas['RefundFigures']>('refunds', m.reports_refunds()),
    money<Schemas['RefundFigures']>('net', m.reports_net()),
    money<Schemas['RefundFigures']>('tax', m.reports_tax()),
    money<Schemas['RefundFigures']>('total', m.total()),
  ];
  return sheet({
    isEmpty: totals.refunds === 0,
    tables: [table(m.reports_refunds(), [...head, ...columns], data, (row) => row.id, totals)],
    figures: figures(compared, totals),
  });
}

const STOCK: Record<Schemas['StockStatus'], () => Cell> = {
  enough: () => ({ text: m.reports_stock_enough(), raw: 'enough' }),
  low: () => ({ text: m.reports_stock_low(), raw: 'low', tone: 'warn' }),
  out: () => ({ text: m.reports_stock_out(), raw: 'out', tone: 'danger' }),
};

export function inventorySheet({ data, totals }: Schemas['InventoryReport'], question: Question): Sheet {
  type Row = Schemas['StockLevel'];
  const status: Column<Row> = {
    key: 'status',
    title: m.status(),
    isNumber: false,
    width: '7.25rem',
    cell: (row) => (row.status ? STOCK[row.status]() : null),
  };
  const columns = [
    words<Row>('name', m.name(), (row) => row.name, { width: 'minmax(11rem, 2fr)' }),
    words<Row>('sku', m.reports_sku(), (row) => row.sku, { width: '5.5rem' }),
    words<Row>('category_name', m.reports_category(), (row) => row.category_name ?? '–', { width: '7.5rem' }),
    number<Row>('stock_quantity', m.reports_in_stock()),
    number<Row>('min_stock_level', m.reports_minimum()),
    status,
    money<Row>('cost_price', m.reports_cost_price()),
    money<Row>('price', m.price()),
    money<Row>('cost_value', m.reports_cost_value()),
    money<Row>('retail_value', m.reports_retail_value()),
  ];
  const { products, low, out, without_cost } = totals;
  // The core's sums are of all that is counted, and would not add up under a part of it.
  const sums: Partial<Row> | null = question.isLowOnly
    ? null
    : { cost_value: totals.cost_value, retail_value: totals.retail_value };
  return sheet({
    isEmpty: data.length === 0,
    tables: [table(m.reports_inventory(), columns, data, (row) => row.product_id, sums)],
    notes: [
      m.reports_stock_note({ count: products, low: String(low), out: String(out) }),
      ...(without_cost > 0 ? [m.reports_stock_without_cost({ count: without_cost })] : []),
    ],
  });
}
