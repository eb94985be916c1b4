import { expect, it } from 'vitest';
import { asked, EVERYTHING } from './product-filter';

it('asks for everything without a filter', () => expect(asked(EVERYTHING)).toEqual({ count: true }));

it('asks with every filter that is set', () => {
  const sorting = { by: 'price', isDescending: true };
  expect(asked({ q: 'milk', category_id: 'c', tax_id: 't', isLow: true, isInactive: true, sorting })).toEqual({
    q: 'milk',
    category_id: 'c',
    tax_id: 't',
    low_stock: true,
    is_active: false,
    sort: 'price',
    direction: 'desc',
    count: true,
  });
});
