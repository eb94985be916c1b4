import { expect, it } from 'vitest';
import { asFacts, customerValues } from './customer';

it('sends what was typed, and nothing where nothing was', () => {
  const values = { ...customerValues(null), name: ' Ada Blum ', phone: ' 044 1 ', email: '  ' };
  expect(asFacts(values)).toEqual({
    name: 'Ada Blum',
    phone: '044 1',
    email: null,
    address: null,
    tax_number: null,
    notes: null,
  });
});
