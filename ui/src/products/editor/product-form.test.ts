import { expect, it } from 'vitest';
import { asChange, asNew, emptyProduct } from './product-form';

it('sends what was typed as the core takes it', () => {
  const form = { ...emptyProduct('4006381333931'), name: ' Pen ', price: '1,5', stock_quantity: '12' };
  expect(asNew(form, 'id', 2)).toMatchObject({
    id: 'id',
    name: 'Pen',
    sku: '4006381333931',
    barcodes: ['4006381333931'],
    price: '1.50',
    cost_price: null,
    category_id: null,
    stock_quantity: '12',
  });
});

it('never moves stock by a change', () => {
  expect(asChange({ ...emptyProduct(), stock_quantity: '99' }, 2)).not.toHaveProperty('stock_quantity');
});

it('opens no stock for what is not counted', () => {
  expect(asNew({ ...emptyProduct(), track_stock: false, stock_quantity: '5' }, 'id', 2).stock_quantity).toBe('0');
});
