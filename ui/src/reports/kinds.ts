/** All reports, in the order in which they are listed. */
import { m } from '../paraglide/messages.js';
import { categoriesSheet, customersSheet, inventorySheet, productsSheet, refundsSheet } from './goods-sheets';
import { kind, type Kind } from './kind';
import { methodsSheet, summarySheet, taxesSheet } from './money-sheets';
import { cashiersSheet, discountsSheet, hoursSheet, marginSheet, salesSheet } from './sales-sheets';

const byPeriod = { hasGroups: true, hasTills: true } as const;

export const KINDS: readonly Kind[] = [
  kind('get_daily_summary', {
    name: 'daily-summary',
    title: m.reports_daily_summary,
    days: 'one',
    read: summarySheet,
  }),
  kind('get_sales_report', {
    name: 'sales',
    title: m.reports_sales,
    ...byPeriod,
    hasCashiers: true,
    read: salesSheet,
  }),
  kind('get_margin_report', {
    name: 'margin',
    title: m.reports_margin,
    ...byPeriod,
    hasCashiers: true,
    read: marginSheet,
  }),
  kind('get_hours_report', { name: 'hours', title: m.reports_hours, hasTills: true, read: hoursSheet }),
  kind('get_cashiers_report', { name: 'cashiers', title: m.reports_cashiers, hasTills: true, read: cashiersSheet }),
  kind('get_discounts_report', { name: 'discounts', title: m.reports_discounts, hasTills: true, read: discountsSheet }),
  kind('list_product_sales', {
    name: 'products-sales',
    title: m.reports_products,
    hasSearch: true,
    isLong: true,
    read: productsSheet,
  }),
  kind('get_categories_report', { name: 'categories', title: m.reports_categories, read: categoriesSheet }),
  kind('get_methods_report', { name: 'payment-methods', title: m.reports_methods, ...byPeriod, read: methodsSheet }),
  kind('get_taxes_report', { name: 'taxes', title: m.reports_taxes, ...byPeriod, read: taxesSheet }),
  kind('get_customers_report', { name: 'customers', title: m.reports_customers, isLong: true, read: customersSheet }),
  kind('get_refunds_report', {
    name: 'refunds',
    title: m.reports_refunds,
    hasTills: true,
    hasCashiers: true,
    isLong: true,
    read: refundsSheet,
  }),
  kind('get_inventory_report', {
    name: 'inventory',
    title: m.reports_inventory,
    permission: 'see_stock_report',
    days: 'none',
    isComparable: false,
    isLong: true,
    read: inventorySheet,
  }),
];

export function kindCalled(name: string): Kind | null {
  return KINDS.find((one) => one.name === name) ?? null;
}
