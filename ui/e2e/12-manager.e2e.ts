import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isClean } from './axe';
import { MANAGER, Shop, type Account, type Product } from './shop';
import { closeBrowser, Till } from './till';

const STOCK: Account = { username: 'inventory1', password: 'inventory123' };
const MOST_TABS = 120;

interface Sold {
  order: { items: { id: string }[] };
  payments: { id: string }[];
}

let shop: Shop;
let till: Till;
let today: string;
let low: Product;

beforeAll(async () => {
  shop = await Shop.demo(MANAGER);
  await shop.discardBaskets();
  await sellAndTakeBack();
  low = (await shop.call('POST', '/products', {
    name: `Nearly gone ${Date.now().toString(36)}`,
    sku: `LOW-${Date.now().toString(36)}`,
    price: '2.00',
    stock_quantity: '1',
    min_stock_level: '5',
  })) as Product;
  today = ((await shop.call('GET', '/reports/dashboard')) as { date: string }).date;
});
afterEach(() => till.close());
afterAll(closeBrowser);

async function checksOut(order: object): Promise<Sold> {
  const { total } = (await shop.call('POST', '/orders/quote', order)) as { total: string };
  const payments = [{ method: 'card', amount: total }];
  return (await shop.call('POST', '/orders/checkout', { ...order, payments })) as Sold;
}

/** So that every report of today has something to say. */
async function sellAndTakeBack(): Promise<void> {
  const products = (await shop.scannable()).slice(0, 2);
  const customer = (await shop.call('POST', '/customers', { name: `Morning ${Date.now()}` })) as { id: string };
  const items = products.map(({ id }) => ({ product_id: id, quantity: '3', discount_percent: '10' }));
  await checksOut({ items: items.slice(1) });
  const sold = await checksOut({ items, customer_id: customer.id });
  await shop.call('POST', `/payments/${sold.payments[0]!.id}/refund`, {
    items: [{ order_item_id: sold.order.items[0]!.id, quantity: '1', restock: true }],
    reason: 'Morning',
  });
}

// By keyboard

/** What has the focus shows it, and lies where it can be seen. Between the last element and the first nothing has it. */
async function isVisible(): Promise<void> {
  const fault = await till.page.evaluate(() => {
    const { activeElement: element } = document;
    if (!element || element === document.body) return '';
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isMarked = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    const isInView = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    const said = element.outerHTML.slice(0, 200);
    if (!isMarked) return `no outline: ${said}`;
    return isInView ? '' : `out of view: ${said}`;
  });
  expect(fault).toBe('');
}

async function focused(): Promise<string> {
  return till.page.evaluate(() => {
    const { activeElement } = document;
    const labels = activeElement?.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const named = labels.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    const label = activeElement?.getAttribute('aria-label') ?? named;
    const own = activeElement instanceof HTMLInputElement ? (activeElement.labels?.[0]?.textContent ?? '') : '';
    return `${label} ${own} ${activeElement === document.body ? '' : (activeElement?.textContent ?? '')}`
      .replaceAll(/\s+/g, ' ')
      .trim();
  });
}

async function press(key: string): Promise<void> {
  await till.page.keyboard.press(key);
  await isVisible();
}

async function tabTo(name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await press(key);
    if (name.test(await focused())) return;
  }
  throw new Error(`${name} was not reached with ${key}`);
}

async function openPage(name: string, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  await tabTo(/^(More|Reports)$/, key);
  await press('Enter');
  await till.page.getByRole('menu').waitFor();
  const place = new RegExp(`^${name}$`);
  for (let downs = 0; downs < 20 && !place.test(await focused()); downs += 1) await press('ArrowDown');
  await press('Enter');
  await till.page.getByRole('heading', { level: 1, name }).waitFor();
}

async function download(name: RegExp): Promise<string> {
  await tabTo(name, 'Shift+Tab');
  const [file] = await Promise.all([till.page.waitForEvent('download'), press('Enter')]);
  return file.suggestedFilename();
}

it('a manager’s morning needs no mouse, and shows where the focus is', async () => {
  till = await Till.ready(shop.url, MANAGER);
  await openPage('Dashboard', 'Tab');
  await till.has('Sales today');
  await tabTo(/^Sales today/);
  await press('Enter');
  await till.page.getByRole('heading', { level: 1, name: 'Sales' }).waitFor();
  expect(till.page.url()).toContain(`#/reports/sales/${today}/${today}`);

  await tabTo(/^Days/);
  await press('Enter');
  await till.page.getByRole('dialog').getByRole('grid').waitFor();
  for (let downs = 0; downs < 10 && !/^Last 30 days$/.test(await focused()); downs += 1) await press('Tab');
  await press('Enter');
  await till.page.getByRole('dialog').waitFor({ state: 'detached' });
  await till.page.waitForFunction((day) => !location.hash.includes(`${day}/${day}`), today);

  await tabTo(/Compare/);
  await press('Space');
  await till.page.getByRole('heading', { name: 'Compared with the period before' }).waitFor();
  expect(till.page.url()).toContain('/compare');
  expect(await download(/^Save as PDF/)).toMatch(/\.pdf$/);
  expect(await download(/^Save as CSV/)).toMatch(/\.csv$/);

  await openPage('Dashboard', 'Shift+Tab');
  await tabTo(/^Running low/);
  await press('Enter');
  await till.page.getByRole('heading', { level: 1, name: 'Inventory' }).waitFor();

  await tabTo(/^Search/);
  await till.type(low.name);
  await till.hasOneRow(low.name);
  await tabTo(new RegExp(low.name));
  await press('Enter');
  await till.page.getByRole('dialog').waitFor();
  await tabTo(/There is now/);
  await till.type('25');
  await press('Enter');
  await till.has(`Stock of ${low.name} adjusted`);
  await isVisible();
  const adjusted = (await shop.call('GET', `/products/${low.id}`)) as Product;
  expect(adjusted.stock_quantity).toBe('25');
});

it('the calendar takes any days by keyboard', async () => {
  till = await Till.ready(shop.url, MANAGER);
  await open(`sales/${today}/${today}`, 'Sales');
  await tabTo(/^Days/);
  await press('Enter');
  const grid = till.page.getByRole('dialog').getByRole('grid');
  await grid.waitFor();
  await tabTo(/, \d{4}.*\d$/);
  for (const key of ['ArrowLeft', 'ArrowUp', 'Enter', 'ArrowRight', 'ArrowRight', 'Enter']) await press(key);
  await till.page.getByRole('dialog').waitFor({ state: 'detached' });
  const [from, to] = /sales\/([\d-]+)\/([\d-]+)/.exec(till.page.url())!.slice(1);
  expect((Date.parse(to!) - Date.parse(from!)) / 86_400_000).toBe(2);
});

// What the reports say

async function open(address: string, title: string): Promise<void> {
  await till.page.evaluate((hash) => (location.hash = hash), `#/reports/${address}`);
  await till.page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  await till.page.locator('.sheet :is(table, [role=grid])').first().waitFor();
}

/** In hundredths, what stands under a heading in the last row of the first table that has it. */
async function total(heading: string): Promise<number> {
  const text = await till.page.evaluate((name) => {
    const words = (cell: Element): string => (cell.textContent ?? '').trim();
    for (const table of document.querySelectorAll('.sheet :is(table, [role=grid])')) {
      const place = [...table.querySelectorAll('thead th, [role=columnheader]')].findIndex(
        (cell) => words(cell) === name,
      );
      const last = [...table.querySelectorAll('tfoot tr, [role=row].foot')].at(-1);
      if (place >= 0 && last) return words(last.children[place]!);
    }
    return null;
  }, heading);
  if (text === null) throw new Error(`No total under ${heading} on ${till.page.url()}`);
  return hundredths(text);
}

function hundredths(text: string): number {
  return Math.round(Number(text.replaceAll(/[^\d.-]/g, '')) * 100);
}

it('every report opens, and they agree with each other', async () => {
  till = await Till.ready(shop.url, MANAGER);
  const from = new Date(Date.parse(today) - 29 * 86_400_000).toISOString().slice(0, 10);
  const days = `${from}/${today}`;
  const { totals } = (await shop.call('GET', `/reports/sales?from=${from}&to=${today}`)) as {
    totals: { total: string; cash_rounding: string };
  };

  await open(`sales/${days}`, 'Sales');
  const sales = {
    total: await total('Total'),
    tax: await total('Tax'),
    discount: await total('Discount'),
    refunded: await total('Refunded'),
    net: await total('Net after refunds'),
    orders: await total('Orders'),
  };
  expect(sales.total).toBe(hundredths(totals.total));
  expect(sales.refunded).toBeGreaterThan(0);

  for (const [address, title] of [
    ['hours', 'Hours'],
    ['cashiers', 'Cashiers'],
    ['categories', 'Categories'],
    ['products-sales', 'Products'],
  ] as const) {
    await open(`${address}/${days}`, title);
    expect(await total('Total'), title).toBe(sales.total);
    expect(await total('Refunded'), title).toBe(sales.refunded);
  }
  await open(`margin/${days}/week`, 'Margin');
  expect(await total('Net after refunds')).toBe(sales.net);
  await open(`discounts/${days}`, 'Discounts');
  expect(await total('Discount')).toBe(sales.discount);
  await open(`payment-methods/${days}`, 'Payment methods');
  expect(await total('Taken')).toBe(sales.total + hundredths(totals.cash_rounding));
  await open(`taxes/${days}/month`, 'Taxes');
  expect(await total('Tax on sales')).toBe(sales.tax);
  await open(`refunds/${days}`, 'Refunds');
  expect(await total('Total')).toBe(sales.refunded);
  await open(`customers/${days}`, 'Customers');
  const others = await till.page.getByText(/without a customer/).textContent();
  expect((await total('Total')) + hundredths(others!.split(':')[1]!.replace(/\.$/, ''))).toBe(sales.total);
  await open('inventory', 'Inventory');
  await till.has(/products are counted/);

  await open(`sales/${today}/${today}`, 'Sales');
  const now = await total('Total');
  await open(`daily-summary/${today}`, 'Daily summary');
  const row = till.page.getByRole('row', { name: /^Total [\d,.]+$/ }).first();
  expect(hundredths((await row.textContent())!)).toBe(now);

  await till.page.evaluate(() => (location.hash = '#/reports/sales/2001-01-01/2001-01-07'));
  await till.has('Nothing in these days');
});

it('the stock officer sees the stock and nothing else', async () => {
  till = await Till.open(shop.url, { width: 1920, height: 1080 });
  await till.page.getByLabel('User name').fill(STOCK.username);
  await till.page.getByLabel('Password', { exact: true }).fill(STOCK.password);
  await till.page.keyboard.press('Enter');
  await till.page.getByRole('banner').waitFor();
  await open('', 'Inventory');
  expect(await till.page.getByRole('navigation', { name: 'Reports' }).getByRole('link').allTextContents()).toEqual([
    'Inventory',
  ]);
  await till.page.evaluate(() => (location.hash = '#/reports/sales'));
  await till.has('Your role does not open this page.');
  await isClean(till, 'a page of others');
});

describe('in every theme', () => {
  it('nothing bars the way to other days', async () => {
    till = await Till.open(shop.url, { width: 1024, height: 768 });
    await till.signIn(MANAGER);
    await open('sales/compare', 'Sales');
    await isClean(till, 'compared');
    await till.page.getByRole('button', { name: /^Days/ }).click();
    await till.page.getByRole('dialog').getByRole('grid').waitFor();
    await isClean(till, 'days');
    await till.key('Escape');
    await till.page.evaluate(() => (location.hash = '#/reports/sales/2001-01-01/2001-01-07'));
    await till.has('Nothing in these days');
    await isClean(till, 'nothing');
  });
});
