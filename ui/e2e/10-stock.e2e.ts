/** What an owner and an inventory officer do with products and stock, over the screen. */
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isClean } from './axe';
import { address, MANAGER, Shop, type Account, type Product } from './shop';
import { closeBrowser, Till } from './till';

const OFFICER: Account = { username: 'inventory1', password: 'inventory123' };

let shop: Shop;
let till: Till;

beforeEach(async () => {
  shop = await Shop.demo(MANAGER);
  await shop.discardBaskets();
});
afterEach(() => till.close());
afterAll(closeBrowser);

/** A name that no other run has used. */
function unique(name: string): string {
  return `${name} ${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;
}

async function makeProduct(name: string, more: object = {}): Promise<Product> {
  const sku = unique('E').replace(' ', '-').toUpperCase();
  const input = { name, sku, price: '4.00', stock_quantity: '10', min_stock_level: '2', ...more };
  return (await shop.call('POST', '/products', input)) as Product;
}

async function open(page: string, account: Account = MANAGER): Promise<void> {
  till = await Till.open(`${address('VAYUPOS_URL')}/#/${page}`);
  await till.page.getByLabel('User name').fill(account.username);
  await till.page.getByLabel('Password', { exact: true }).fill(account.password);
  await till.page.getByLabel('Password', { exact: true }).press('Enter');
  await till.page.getByRole('navigation').first().waitFor();
  await till.page.getByRole('heading', { level: 1 }).waitFor();
}

async function go(page: string, heading: string | RegExp): Promise<void> {
  await till.page.evaluate((hash) => (location.hash = hash), `#/${page}`);
  await till.page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

async function find(name: string): Promise<void> {
  await till.page.getByRole('searchbox').fill(name);
  await till.page.getByRole('row').filter({ hasText: name }).or(cell('Name', name)).first().waitFor();
}

function cell(column: string, name: string) {
  return till.page.getByRole('textbox', { name: `${column}, ${name}` });
}

async function stockOf({ id }: Product): Promise<string> {
  return ((await shop.call('GET', `/products/${id}`)) as Product).stock_quantity;
}

describe('the owner', () => {
  it('writes in cells as in a spreadsheet', async () => {
    const name = unique('Crate');
    const product = await makeProduct(name);
    await open('products');
    await find(name);
    const price = cell('Price', name);
    await price.click();
    await till.page.keyboard.type('5,5', { delay: 120 });
    await till.page.keyboard.press('Tab');
    await till.page.keyboard.type('2.25', { delay: 120 });
    await till.page.keyboard.press('Enter');
    await expect
      .poll(async () => shop.call('GET', `/products/${product.id}`))
      .toMatchObject({
        price: '5.50',
        cost_price: '2.25',
      });
    expect(await price.inputValue()).toBe('5.50');

    // What is typed and undone is not written.
    await cell('Minimum', name).focus();
    await till.page.keyboard.press('F2');
    await till.page.keyboard.type('77', { delay: 120 });
    await till.page.keyboard.press('Escape');
    expect(await cell('Minimum', name).inputValue()).toBe('2');

    // A refusal stands at its cell until it is mended.
    await price.focus();
    await till.page.keyboard.type('cheap', { delay: 120 });
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('alert').waitFor();
    expect(await price.getAttribute('aria-invalid')).toBe('true');
    expect(await price.inputValue()).toBe('cheap');
    await isClean(till, 'a refused cell');
    await price.focus();
    await till.page.keyboard.press('Escape');
    expect(await price.inputValue()).toBe('5.50');
  });

  it('adds a product, scans its barcode into it, and deletes it', async () => {
    const name = unique('Lantern');
    const code = `77${Date.now()}`;
    await open('products/new');
    await till.page.getByLabel('Name', { exact: true }).fill(name);
    await till.page.getByLabel('Price', { exact: true }).fill('19,9');
    await till.scan(code);
    await till.page.getByRole('listitem').filter({ hasText: code }).waitFor();
    expect(await till.page.getByLabel('SKU').inputValue()).toBe(code);
    await till.tap('Add');
    await till.has(`${name} was added`);
    const [product] = ((await shop.call('GET', `/products/search?q=${code}`)) as { data: Product[] }).data;
    expect(product).toMatchObject({ name, price: '19.90', barcodes: [code] });
    await till.tap('Delete');
    const question = till.page.getByRole('dialog').getByRole('button', { name: 'Delete' });
    await question.waitFor();
    await isClean(till, 'a question');
    await question.click();
    await till.has(`${name} was deleted`);
  });

  it('prints labels of what is ticked', async () => {
    const name = unique('Candle');
    await makeProduct(name);
    await open('products');
    await find(name);
    await till.page.getByRole('checkbox', { name }).check();
    await till.tap('Labels of 1 product');
    await till.page.getByRole('dialog').waitFor();
    await isClean(till, 'labels');
    const download = till.page.waitForEvent('download');
    await till.tap('Save as PDF');
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
  });

  it('takes 500 products in from a file, and takes them back', async () => {
    const mark = unique('Bulk').replace(' ', '');
    const known = await makeProduct(`${mark} known`);
    const rows = Array.from({ length: 500 }, (_, row) => `${mark}-${row};${mark} ware ${row};2,50`);
    const csv = ['Art.-Nr.;Bezeichnung;VK', `${known.sku};${known.name};6,00`, `;nothing;1,00`, ...rows].join('\r\n');
    await open('products/import');
    const chooser = till.page.waitForEvent('filechooser');
    await till.tap('Choose a CSV file');
    await (await chooser).setFiles({ name: 'wares.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await till.page.getByRole('button', { name: /^New 500/ }).waitFor();
    await till.page.getByRole('button', { name: /^Rejected 1/ }).waitFor();
    await till.page.getByRole('button', { name: /^Changed 1/ }).click();
    await till.has('Price: 4.00 → 6.00');
    await isClean(till, 'the preview of a file');
    await till.tap('Take in 501 products');
    await till.page.getByRole('heading', { name: 'The file was taken in' }).waitFor();
    await expect.poll(async () => shop.call('GET', `/products/${known.id}`)).toMatchObject({ price: '6.00' });
    await till.tap('Undo');
    await till.page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await till.page.getByRole('heading', { name: 'The import was taken back' }).waitFor();
    await expect.poll(async () => shop.call('GET', `/products/${known.id}`)).toMatchObject({ price: '4.00' });
  });

  it('changes the prices of a category once they were seen, and takes that back', async () => {
    const category = (await shop.call('POST', '/categories', { name: unique('Shelf') })) as {
      id: string;
      name: string;
    };
    const product = await makeProduct(unique('Pan'), { category_id: category.id });
    await open('products/prices');
    await till.page.getByLabel('Which products').selectOption(category.id);
    await till.page.getByLabel('Percent').fill('10');
    await till.page.getByRole('gridcell', { name: '4.40' }).waitFor();
    await isClean(till, 'prices before and after');
    await till.tap('Change 1 price');
    await till.has('1 price was changed');
    await expect.poll(async () => shop.call('GET', `/products/${product.id}`)).toMatchObject({ price: '4.40' });
    await till.page.getByRole('row').filter({ hasText: category.name }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => shop.call('GET', `/products/${product.id}`)).toMatchObject({ price: '4.00' });
  });

  it('keeps categories, taxes and coupons', async () => {
    const name = unique('Garden');
    await open('categories');
    await till.tap('New category');
    await till.page.getByLabel('Name', { exact: true }).fill(name);
    await till.page.getByLabel('Teal').check();
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('row').filter({ hasText: name }).waitFor();
    const { data } = (await shop.call('GET', '/categories?limit=200')) as { data: { id: string; name: string }[] };
    await makeProduct(unique('Spade'), { category_id: data.find((one) => one.name === name)!.id });
    await till.page.getByRole('row').filter({ hasText: name }).click();
    await till.tap('Delete');
    await till.page.getByRole('dialog').getByRole('alert').waitFor();
    await till.key('Escape');

    await go('taxes', 'Taxes');
    await till.tap('New tax');
    await till.page.getByLabel('Name', { exact: true }).fill(name);
    await till.page.getByLabel('Rate in percent').fill('4,5');
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('row').filter({ hasText: name }).filter({ hasText: '4.5 %' }).waitFor();

    const code = name.replace(' ', '').toUpperCase();
    await go('coupons', 'Coupons');
    await till.page.getByRole('button', { name: 'New coupon' }).first().click();
    await till.page.getByLabel('Code').fill(code);
    await till.page.getByRole('textbox', { name: 'Percent off' }).fill('15');
    await till.pickDay('Last day', '2031-12-31');
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('row').filter({ hasText: code }).filter({ hasText: '15 %' }).waitFor();
  });
});

describe('the inventory officer', () => {
  it('lands on the stock, and sells nothing', async () => {
    await open('', OFFICER);
    await till.page.getByRole('heading', { level: 1, name: 'Inventory' }).waitFor();
    expect(await till.page.getByRole('navigation').getByText('Sell', { exact: true }).count()).toBe(0);
  });

  it('keeps what is typed over one figure while a late answer moves the rows', async () => {
    const category = (await shop.call('POST', '/categories', { name: unique('Attic') })) as { id: string };
    const codes = [`87${Date.now()}`, `86${Date.now()}`] as const;
    const first = await makeProduct(unique('Lamp'), { category_id: category.id, barcodes: [codes[0]] });
    const second = await makeProduct(unique('Bulb'), { category_id: category.id, barcodes: [codes[1]] });
    await open('counts', OFFICER);
    await till.page.getByRole('button', { name: 'Start a count' }).first().click();
    const name = unique('Attic count');
    await till.page.getByLabel('Name', { exact: true }).fill(name);
    await till.page.getByLabel('What to count').selectOption(category.id);
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('heading', { level: 1, name }).waitFor();
    for (const code of codes) {
      await till.scan(code);
      await till.page.waitForTimeout(150);
    }
    await cell('Counted', second.name).waitFor();

    let answer = (): void => undefined;
    const isLate = new Promise<void>((resolve) => (answer = resolve));
    await till.page.route('**/inventory/counts/*/lines', async (route) => {
      await isLate;
      await route.continue();
    });
    await cell('Counted', first.name).click();
    await till.page.keyboard.type('11', { delay: 120 });
    await till.page.keyboard.press('Enter');
    await cell('Counted', second.name).click();
    await till.page.keyboard.type('2', { delay: 120 });
    answer();
    await expect.poll(() => till.page.getByRole('row').nth(1).textContent()).toContain(first.name);
    await till.page.keyboard.type('8', { delay: 120 });
    await till.page.keyboard.press('Enter');
    await expect.poll(() => cell('Counted', second.name).inputValue()).toBe('28');
    await till.page.reload();
    await expect.poll(() => cell('Counted', second.name).inputValue()).toBe('28');
    expect(await cell('Counted', first.name).inputValue()).toBe('11');
  });

  it('counts by scanning, goes on after a reload, looks at the differences, and closes', async () => {
    const category = (await shop.call('POST', '/categories', { name: unique('Cellar') })) as {
      id: string;
      name: string;
    };
    const code = `88${Date.now()}`;
    const wine = await makeProduct(unique('Wine'), { category_id: category.id, barcodes: [code], cost_price: '2.00' });
    const beer = await makeProduct(unique('Beer'), { category_id: category.id });
    await open('counts', OFFICER);
    await till.page.getByRole('button', { name: 'Start a count' }).first().click();
    const name = unique('Cellar count');
    await till.page.getByLabel('Name', { exact: true }).fill(name);
    await till.page.getByLabel('What to count').selectOption(category.id);
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('heading', { level: 1, name }).waitFor();
    for (let scan = 0; scan < 3; scan += 1) {
      await till.scan(code);
      await till.page.waitForTimeout(150);
    }
    const counted = cell('Counted', wine.name);
    await expect.poll(() => counted.inputValue()).toBe('3');
    await till.scan('NOSUCHCODE');
    await till.page.getByRole('alert').waitFor();

    await till.page.reload();
    await expect.poll(() => counted.inputValue()).toBe('3');
    await till.scan(code);
    await expect.poll(() => counted.inputValue()).toBe('4');
    // At a person's pace, without going to the field first.
    await till.type('2*');
    await till.scan(code);
    await expect.poll(() => counted.inputValue()).toBe('6');
    await till.page.getByLabel('Scan, or find a product').fill(beer.name);
    await till.page.getByRole('option', { name: new RegExp(beer.name) }).click();
    await cell('Counted', beer.name).click();
    await till.page.keyboard.type('10', { delay: 120 });
    await till.page.keyboard.press('Enter');

    await till.page.getByRole('link', { name: 'Review differences' }).click();
    const row = till.page.getByRole('row').filter({ hasText: wine.name });
    await row.getByText('−4').waitFor();
    expect(await till.page.getByRole('row').filter({ hasText: beer.name }).count()).toBe(0);
    await isClean(till, 'differences');
    await till.tap('Close the count');
    await till.page.getByRole('dialog').getByRole('button', { name: 'Close the count' }).click();
    await till.has('The count is closed');
    expect(await stockOf(wine)).toBe('6');
    expect(await stockOf(beer)).toBe('10');
  });

  it('finds what is low and adjusts it by keyboard alone', async () => {
    const low = await makeProduct(unique('AAA nearly gone'), { stock_quantity: '1' });
    await open('inventory/low', OFFICER);
    await till.page.getByRole('searchbox').focus();
    await till.page.keyboard.type(low.name, { delay: 120 });
    await till.hasOneRow(low.name);
    await till.page.keyboard.press('Tab');
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('dialog').waitFor();
    for (let press = 0; press < 6; press += 1) {
      if (await till.page.getByLabel('There is now').evaluate((field) => field === document.activeElement)) break;
      await till.page.keyboard.press('Tab');
    }
    await till.page.keyboard.type('25', { delay: 120 });
    await till.page.keyboard.press('Enter');
    await till.has(`Stock of ${low.name} adjusted`);
    expect(await stockOf(low)).toBe('25');
    await go(`inventory/product/${low.id}`, low.name);
    await till.page.getByRole('row').filter({ hasText: '+24' }).waitFor();
  });

  it('books a delivery in', async () => {
    const code = `99${Date.now()}`;
    const product = await makeProduct(unique('Sugar'), { barcodes: [code] });
    await open('inventory/receive', OFFICER);
    await till.page.getByRole('heading', { level: 1, name: 'Receive goods' }).waitFor();
    await till.scan(code);
    const quantity = till.page.getByLabel(`Quantity of ${product.name}`);
    await quantity.waitFor();
    await till.page.keyboard.type('12', { delay: 120 });
    await till.scan(code);
    await expect.poll(() => quantity.inputValue()).toBe('13');
    await till.page.getByLabel('Delivery note').fill('DN-77');
    await till.tap('Book in');
    await till.has('1 product booked in');
    expect(await stockOf(product)).toBe('23');
  });
});

describe('in every theme', () => {
  it('nothing bars the way in what lies over products and stock', async () => {
    await open('products');
    for (const [page, heading, button] of [
      ['categories', 'Categories', 'New category'],
      ['taxes', 'Taxes', 'New tax'],
      ['coupons', 'Coupons', 'New coupon'],
      ['counts', 'Stock counts', 'Start a count'],
    ] as const) {
      await go(page, heading);
      await till.page.getByRole('button', { name: button }).first().click();
      await till.page.getByRole('dialog').waitFor();
      await isClean(till, `${page}, dialog`);
      await till.key('Escape');
    }
    await go('inventory', 'Inventory');
    await till.page
      .getByRole('button', { name: /^Adjust the stock/ })
      .first()
      .click();
    await till.page.getByRole('dialog').waitFor();
    await isClean(till, 'adjust');
  });
});
