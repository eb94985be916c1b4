/** The columns of stock movements, on whichever page they stand. */
import type { InventoryLog } from '../api/types';
import { format } from '../lib/format.svelte';
import type { Column } from '../office/DataGrid.svelte';
import { m } from '../paraglide/messages.js';
import { reasonTitle } from './reasons';
import { signed } from './signed';

export function logColumns(): Column<InventoryLog>[] {
  return [
    { key: 'when', title: m.date(), width: '10.5rem', text: ({ created_at }) => format.moment(created_at) },
    { key: 'reason', title: m.reason(), width: '7rem', text: ({ reason }) => reasonTitle(reason) },
    { key: 'quantity', title: m.quantity(), width: '5rem', isNumber: true, text: ({ quantity }) => signed(quantity) },
    {
      key: 'before',
      title: m.inventory_before(),
      width: '4.5rem',
      isNumber: true,
      text: ({ before }) => format.quantity(before),
    },
    {
      key: 'after',
      title: m.inventory_after(),
      width: '4.5rem',
      isNumber: true,
      text: ({ after }) => format.quantity(after),
    },
    { key: 'who', title: m.inventory_who(), width: '6.5rem', text: ({ user_name }) => user_name },
    {
      key: 'reference',
      title: m.inventory_reference(),
      width: 'minmax(6rem, 1fr)',
      text: ({ reference, notes }) => [reference, notes].filter((part) => part).join(' · '),
    },
  ];
}

export function productColumn(): Column<InventoryLog> {
  return {
    key: 'product',
    title: m.inventory_product(),
    width: 'minmax(9rem, 2fr)',
    text: ({ product_name }) => product_name,
  };
}
