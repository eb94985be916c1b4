/** A cashier's day at one till, from signing in to the lock, without a reload in between. */
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { CASHIER, MANAGER, Shop, type Product } from './shop';
import { closeBrowser, Till } from './till';

/** Hard enough for the core, and nobody's birthday. */
const MANAGER_PIN = '7391';
const CASHIER_PIN = '4826';
const SALES = 20;

let shop: Shop;
let till: Till;
let products: Product[];
let weighed: Product;
let coupon: string;
let customer: string;

beforeEach(async () => {
  const mark = Date.now().toString(36).slice(-6).toUpperCase();
  const managers = await Shop.demo(MANAGER);
  await managers.call('PUT', '/auth/pin', { current_password: MANAGER.password, pin: MANAGER_PIN });
  coupon = `SHIFT${mark}`;
  await managers.call('POST', '/coupons', { code: coupon, discount_percent: '5' });
  shop = await Shop.demo(CASHIER);
  await shop.call('PUT', '/auth/pin', { current_password: CASHIER.password, pin: CASHIER_PIN });
  customer = `Nora ${mark}`;
  await shop.call('POST', '/customers', { name: customer });
  await shop.discardBaskets();
  products = (await shop.scannable()).filter(({ price }) => Number(price) >= 2);
  weighed = ((await shop.call('GET', '/products?limit=200')) as { data: Product[] }).data.find(
    ({ sold_by_weight, sku }) => sold_by_weight && /^\d{4}$/.test(sku),
  )!;
});

afterEach(() => till.close());
afterAll(closeBrowser);

async function dialogGone(): Promise<void> {
  await till.page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function scanOne(place: number): Promise<void> {
  await till.scan(products[place % products.length]!.barcodes[0]!);
  await till.hasLines(1);
}

async function approves(): Promise<void> {
  const dialog = till.page.getByRole('dialog', { name: 'Approval needed' });
  await dialog.getByLabel(/Who approves/).fill(MANAGER.username);
  await dialog.getByLabel('PIN').fill(MANAGER_PIN);
  await till.page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

async function paysExactly(): Promise<string> {
  await till.key('F12');
  return nextSale();
}

async function nextSale(): Promise<string> {
  const number = await till.isSold();
  await till.key('Enter');
  await till.pay.waitFor();
  return number;
}

/** The ways of selling that take turns; each leaves one line on the ticket. */
const kinds: Record<string, (place: number) => Promise<void>> = {
  scanned: scanOne,
  async tapped() {
    await till.page.locator('.tile').filter({ hasNotText: '/ kg' }).first().click();
  },
  async weighed() {
    await till.page.getByRole('textbox', { name: /Search name/ }).fill(weighed.name);
    await till.page.keyboard.press('Enter');
    await till.page
      .getByRole('group', { name: /Weight/ })
      .first()
      .waitFor();
    await till.type('0.35');
    await till.key('Enter');
  },
  async several(place) {
    await till.type('2*');
    await scanOne(place);
    await till.has('2 items');
  },
  async discounted(place) {
    await scanOne(place);
    await till.key('F8');
    await till.type('5');
    await till.key('Enter');
    await till.has(/−5 %/);
  },
  async 'with a coupon'(place) {
    await scanOne(place);
    await till.page.getByRole('button', { name: /^More/ }).last().click();
    await till.page.getByRole('menuitem', { name: 'Coupon' }).click();
    await till.page.getByLabel('Code on the coupon').fill(coupon.toLowerCase());
    await till.page.keyboard.press('Enter');
    await dialogGone();
    await till.page.getByRole('button', { name: `Coupon ${coupon}` }).waitFor();
  },
  async 'for a customer'(place) {
    await scanOne(place);
    await till.picks('F3', customer);
    await till.page.getByRole('region', { name: 'Ticket' }).getByText(customer).waitFor();
  },
  async 'with a note'(place) {
    await scanOne(place);
    await till.page.getByRole('button', { name: 'Note on the line' }).click();
    await till.page.getByRole('dialog').getByLabel('Note').fill('Gift wrapped');
    await till.page.keyboard.press('Enter');
    await dialogGone();
    await till.has('Gift wrapped');
  },
};

it('a cashier’s shift: twenty mixed sales, a parked ticket, a split payment, an approval, a return, the lock', async () => {
  till = await Till.ready(shop.url);
  const { page } = till;
  const sold: string[] = [];

  const ways = Object.values(kinds);
  for (let sale = 0; sale < SALES - 4; sale += 1) {
    await ways[sale % ways.length]!(sale);
    await till.hasLines(1);
    sold.push(await paysExactly());
  }

  // Somebody has forgotten the purse; the next one does not wait.
  await scanOne(0);
  await till.key('F6');
  await page.getByRole('dialog').getByLabel(/^Note/).fill(customer);
  await till.key('Enter');
  await dialogGone();
  await till.hasLines(0);
  await scanOne(1);
  sold.push(await paysExactly());
  await till.picks('Shift+F6', customer);
  await till.hasLines(1);
  sold.push(await paysExactly());

  // A part by card, the rest in cash.
  await scanOne(2);
  await till.key('F9');
  await till.key('F10');
  await page.getByRole('button', { name: '1', exact: true }).click();
  await till.tap(/^Take a part/);
  await page.getByRole('heading', { name: 'Still due' }).waitFor();
  await till.key('F12');
  await till.has('Paid by Card + Cash');
  sold.push(await nextSale());

  // A price that is not the cashier's to give.
  await scanOne(3);
  await till.key('F5');
  await till.type('1.11');
  await till.key('Enter');
  await approves();
  await till.has(/instead of/);
  await till.hasLines(1);
  sold.push(await paysExactly());

  // The first customer is back, and the goods are.
  await till.key('F7');
  await page.getByRole('heading', { name: 'Scan the receipt' }).waitFor();
  await till.scan(sold[0]!);
  await page.getByRole('button', { name: /^Return everything/ }).waitFor();
  await till.key('Enter');
  await page.getByRole('button', { name: /^Give back/ }).waitFor();
  await till.key('Enter');
  await approves();
  await till.has('Give the customer in cash');
  await till.key('Enter');
  await till.pay.waitFor();

  await till.key('Control+l');
  const lock = page.getByRole('dialog', { name: 'This till is locked' });
  await lock.waitFor();
  expect(await page.getByRole('region', { name: 'Ticket' }).isVisible()).toBe(false);
  await page.keyboard.type(CASHIER_PIN, { delay: 120 });
  await page.keyboard.press('Enter');
  await lock.waitFor({ state: 'detached' });
  await till.hasLines(0);

  expect(new Set(sold).size).toBe(SALES);
  const statuses = await statusesOf(sold);
  expect(statuses[0]).toBe('refunded');
  expect(statuses.slice(1)).toEqual(Array.from({ length: SALES - 1 }, () => 'completed'));
}, 240_000);

async function statusesOf(numbers: readonly string[]): Promise<(string | undefined)[]> {
  const { data } = (await shop.call('GET', '/orders?limit=200')) as {
    data: { order_number: string; status: string }[];
  };
  return numbers.map((number) => data.find(({ order_number }) => order_number === number)?.status);
}
