/** The pages beside selling, once: the header, the palette and the router are drawn from this list. */
import type { Component } from 'svelte';
import { m } from '../paraglide/messages.js';

/** A page gets what follows its own name in the address. */
export type OfficeComponent = Component<{ rest: readonly string[] }>;

export interface OfficeEntry {
  path: string;
  title: () => string;
  /** Shown and opened only with one of these. */
  permissions: readonly string[];
  /** Stands in the header itself; the others are under "More". */
  isPrimary?: boolean;
  load: () => Promise<{ default: OfficeComponent }>;
}

export const PAGES: readonly OfficeEntry[] = [
  {
    path: 'dashboard',
    title: m.nav_dashboard,
    permissions: ['see_reports'],
    load: () => import('../reports/DashboardPage.svelte'),
  },
  {
    path: 'orders',
    title: m.nav_orders,
    permissions: ['sell'],
    isPrimary: true,
    load: () => import('../orders/OrdersPage.svelte'),
  },
  {
    path: 'customers',
    title: m.nav_customers,
    permissions: ['register_customers'],
    isPrimary: true,
    load: () => import('../customers/CustomersPage.svelte'),
  },
  {
    path: 'products',
    title: m.nav_products,
    permissions: ['manage_catalog'],
    load: () => import('../products/ProductsPage.svelte'),
  },
  {
    path: 'categories',
    title: m.nav_categories,
    permissions: ['manage_catalog'],
    load: () => import('../products/CategoriesPage.svelte'),
  },
  {
    path: 'taxes',
    title: m.nav_taxes,
    permissions: ['manage_taxes'],
    load: () => import('../products/TaxesPage.svelte'),
  },
  {
    path: 'coupons',
    title: m.nav_coupons,
    permissions: ['change_settings'],
    load: () => import('../products/CouponsPage.svelte'),
  },
  {
    path: 'inventory',
    title: m.nav_inventory,
    permissions: ['manage_stock'],
    load: () => import('../inventory/InventoryPage.svelte'),
  },
  {
    path: 'counts',
    title: m.nav_counts,
    permissions: ['manage_stock'],
    load: () => import('../inventory/CountsPage.svelte'),
  },
  {
    path: 'reports',
    title: m.nav_reports,
    permissions: ['see_reports', 'see_stock_report'],
    load: () => import('../reports/ReportsPage.svelte'),
  },
  {
    path: 'users',
    title: m.nav_users,
    permissions: ['manage_users'],
    load: () => import('../people/UsersPage.svelte'),
  },
  {
    path: 'settings',
    title: m.nav_settings,
    permissions: ['change_settings', 'back_up', 'manage_database'],
    load: () => import('../settings/SettingsPage.svelte'),
  },
  {
    path: 'scanner',
    title: m.scanner_title,
    permissions: ['sell', 'manage_stock', 'change_settings'],
    load: () => import('../scanner/ScannerPage.svelte'),
  },
  {
    path: 'account',
    title: m.nav_account,
    permissions: ['signed_in'],
    load: () => import('../people/AccountPage.svelte'),
  },
  {
    path: 'help',
    title: m.nav_guide,
    permissions: ['signed_in'],
    load: () => import('../help/HelpPage.svelte'),
  },
];
