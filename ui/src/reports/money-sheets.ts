/** The reports of how it was paid and which taxes it held, and a day on one page. */
import type { components } from '../api/schema.gen';
import { format } from '../lib/format.svelte';
import { m } from '../paraglide/messages.js';
import { methodName } from '../receipt/methods';
import { productsTable } from './goods-sheets';
import type { Question } from './kind';
import { cashiersTable, hoursTable, isQuiet, periodColumn, salesColumns } from './sales-sheets';
import { bars, figures, money, number, sheet, table, words, type Column, type Sheet } from './sheet';

type Schemas = components['schemas'];

function methodColumns<Row extends Schemas['MethodFigures']>(): Column<Row>[] {
  return [
    number<Row>('payments', m.reports_payments()),
    money<Row>('amount', m.reports_taken()),
    number<Row>('refund_payments', m.reports_payments_back()),
    money<Row>('refund_amount', m.reports_given_back()),
    money<Row>('balance', m.reports_balance()),
  ];
}

function methodsTable(rows: readonly Schemas['MethodTotal'][], totals: Schemas['MethodFigures'] | null) {
  type Row = Schemas['MethodTotal'];
  const method = words<Row>('method', m.reports_method(), (row) => methodName(row.method));
  return table(m.reports_methods(), [method, ...methodColumns<Row>()], rows, (row) => row.method, totals, true);
}

export function methodsSheet({ data, methods, totals }: Schemas['MethodsReport']): Sheet {
  type Row = Schemas['MethodPeriod'];
  const columns = [
    periodColumn<Row>('payment-methods'),
    words<Row>('method', m.reports_method(), (row) => methodName(row.method), { width: '9rem' }),
    ...methodColumns<Row>(),
  ];
  return sheet({
    isEmpty: data.length === 0,
    tables: [
      methodsTable(methods, totals),
      table(m.reports_by_period(), columns, data, (row) => `${row.period} ${row.method}`, totals),
    ],
    figures: figures(methodColumns<Schemas['MethodFigures']>(), totals),
    chart: bars(m.reports_balance(), methods, (row) => ({
      key: row.method,
      name: methodName(row.method),
      raw: row.balance,
    })),
  });
}

type TaxRow = Schemas['TaxTotal'];

function taxColumns<Row extends TaxRow>(): Column<Row>[] {
  return [
    words<Row>('name', m.reports_tax(), (row) => row.name),
    words<Row>('included', m.reports_kind(), (row) => (row.included ? m.reports_included() : m.reports_added()), {
      width: '10rem',
    }),
    {
      ...words<Row>('rate', m.reports_rate(), (row) => format.percent(row.rate), { raw: (row) => row.rate }),
      isNumber: true,
    },
    money<Row>('net', m.reports_taxed()),
    money<Row>('tax', m.reports_tax_amount()),
    money<Row>('refund_net', m.reports_taxed_back()),
    money<Row>('refund_tax', m.reports_tax_back()),
    money<Row>('tax_due', m.reports_tax_due()),
  ];
}

const taxKey = (row: TaxRow): string => `${row.name} ${row.rate} ${row.included}`;

/** What is common to all taxes; their nets may overlap and have no sum. */
type TaxSums = Pick<TaxRow, 'tax' | 'refund_tax' | 'tax_due'>;

function taxesTable(rows: readonly TaxRow[], sums: TaxSums | null) {
  return table(m.reports_taxes(), taxColumns<TaxRow>(), rows, taxKey, sums, true);
}

export function taxesSheet({ data, taxes, tax, refund_tax, tax_due }: Schemas['TaxesReport']): Sheet {
  type Row = Schemas['TaxPeriod'];
  const sums: TaxSums = { tax, refund_tax, tax_due };
  const columns = [periodColumn<Row>('taxes'), ...taxColumns<Row>()];
  return sheet({
    isEmpty: data.length === 0,
    tables: [
      taxesTable(taxes, sums),
      table(m.reports_by_period(), columns, data, (row) => `${row.period} ${taxKey(row)}`, sums),
    ],
    figures: figures(taxColumns<TaxRow>(), sums),
    chart: bars(m.reports_tax_due(), taxes, (row) => ({
      key: taxKey(row),
      name: `${row.name} · ${format.percent(row.rate)}`,
      raw: row.tax_due,
    })),
  });
}

interface Sum {
  key: string;
  label: string;
  text: string;
}

export function summarySheet(answer: Schemas['DailySummary'], question: Question): Sheet {
  const { sales, methods, expected_cash, taxes, top_products, hours, cashiers } = answer;
  const compared = figures(salesColumns<Schemas['SalesFigures']>(), sales);
  const sums: Sum[] = [
    ...compared,
    { key: 'expected_cash', label: m.reports_expected_cash(), text: format.amount(expected_cash) },
  ];
  const sumColumns: Column<Sum>[] = [
    words<Sum>('label', m.reports_figure(), (row) => row.label),
    { ...words<Sum>('text', m.reports_amount(), (row) => row.text, { width: '9rem' }), isNumber: true },
  ];
  const question_of_day = { ...question, range: { from: answer.date, to: answer.date } };
  return sheet({
    isEmpty: isQuiet(sales),
    tables: [
      table(m.reports_sales(), sumColumns, sums, (row) => row.key, null),
      methodsTable(methods, null),
      taxesTable(taxes, null),
      cashiersTable(cashiers, null, question_of_day),
      productsTable(top_products, null),
      hoursTable(hours, null),
    ].filter(({ rows }) => rows.length > 0),
    figures: compared,
    chart: null,
  });
}
