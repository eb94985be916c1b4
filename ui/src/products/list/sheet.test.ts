import { expect, it, vi } from 'vitest';
import { Failure } from '../../api/failure';
import { Sheet } from './sheet.svelte';

interface Row {
  id: string;
  price: string;
}
const row: Row = { id: 'a', price: '1.00' };

function sheetWith(save: (row: Row, typed: string) => Promise<unknown>): Sheet<Row> {
  const price = { key: 'price', title: 'Price', start: ({ price }: Row) => price, save };
  return new Sheet<Row>([price], ({ id }) => id);
}

it('saves what was typed, once, and shows it meanwhile', async () => {
  const save = vi.fn(async () => {});
  const sheet = sheetWith(save);
  sheet.begin(row, 'price');
  expect(sheet.draft).toBe('1.00');
  sheet.draft = '2';
  const saved = sheet.commit();
  expect(sheet.typed('a price')).toBe('2');
  await saved;
  await sheet.commit();
  expect(save).toHaveBeenCalledExactlyOnceWith(row, '2');
  expect(sheet.typed('a price')).toBeNull();
});

it('saves nothing when nothing was changed, or when it was undone', async () => {
  const save = vi.fn(async () => {});
  const sheet = sheetWith(save);
  sheet.begin(row, 'price');
  await sheet.commit();
  sheet.begin(row, 'price', '9');
  sheet.cancel();
  await sheet.commit();
  expect(save).not.toHaveBeenCalled();
});

it('keeps what was refused at its cell until it is mended or undone', async () => {
  const sheet = sheetWith(async () => {
    throw new Failure('invalid', 'This is no price.', 'price');
  });
  sheet.begin(row, 'price', 'x');
  await sheet.commit();
  expect(sheet.refusal('a price')).toEqual({ typed: 'x', reason: 'This is no price.' });
  expect(sheet.spoken).toBe('a price');
  sheet.begin(row, 'price');
  expect(sheet.draft).toBe('x');
  sheet.cancel();
  expect(sheet.refusal('a price')).toBeNull();
});
