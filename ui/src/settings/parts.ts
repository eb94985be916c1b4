/** The parts of the settings, each with its own address and permission. */
import type { Component } from 'svelte';
import { m } from '../paraglide/messages.js';

export interface SettingsPart {
  path: string;
  title: () => string;
  permission: string;
  load: () => Promise<{ default: Component }>;
}

export const PARTS: readonly SettingsPart[] = [
  {
    path: 'shop',
    title: m.settings_part_shop,
    permission: 'change_settings',
    load: () => import('./ShopPart.svelte'),
  },
  {
    path: 'tills',
    title: m.settings_part_tills,
    permission: 'change_settings',
    load: () => import('./TillsPart.svelte'),
  },
  {
    path: 'receipt',
    title: m.settings_part_receipt,
    permission: 'change_settings',
    load: () => import('./ReceiptPart.svelte'),
  },
  {
    path: 'mail',
    title: m.settings_part_mail,
    permission: 'change_settings',
    load: () => import('./MailPart.svelte'),
  },
  {
    path: 'backups',
    title: m.settings_part_backups,
    permission: 'back_up',
    load: () => import('./BackupsPart.svelte'),
  },
  {
    path: 'database',
    title: m.settings_part_database,
    permission: 'back_up',
    load: () => import('./DatabasePart.svelte'),
  },
  {
    path: 'approvals',
    title: m.settings_part_approvals,
    permission: 'see_approvals',
    load: () => import('./ApprovalsPart.svelte'),
  },
  {
    path: 'about',
    title: m.settings_part_about,
    permission: 'signed_in',
    load: () => import('./AboutPart.svelte'),
  },
];
