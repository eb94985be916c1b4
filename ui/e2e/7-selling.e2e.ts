import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isClean } from './axe';
import { CASHIER, MANAGER, Shop, type Product } from './shop';
import { closeBrowser, Till } from './till';

/** Hard enough for the core, and nobody's birthday. */
const MANAGER_PIN = '7391';
const CASHIER_PIN = '4826';

let shop: Shop;
let managers: Shop;
let till: Till;
let other: Till | undefined;
let products: Product[];

beforeEach(async () => {
  managers = await Shop.demo(MANAGER);
  await managers.call('PUT', '/auth/pin', { current_password: MANAGER.password, pin: MANAGER_PIN });
  shop = await Shop.demo(CASHIER);
  await shop.call('PUT', '/auth/pin', { current_password: CASHIER.password, pin: CASHIER_PIN });
  await shop.discardBaskets();
  products = (await shop.scannable()).filter(({ price }) => Number(price) >= 2);
});

afterEach(async () => {
  await other?.close();
  other = undefined;
  await till.close();
});
afterAll(closeBrowser);

function unique(prefix: string): string {
  return `${prefix}${String(Date.now()).slice(-7)}`;
}

async function approves(at: Till): Promise<void> {
  const dialog = at.page.getByRole('dialog', { name: 'Approval needed' });
  await dialog.getByLabel(/Who approves/).fill(MANAGER.username);
  await dialog.getByLabel('PIN').fill(MANAGER_PIN);
  await at.page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

async function dialogGone(at: Till): Promise<void> {
  await at.page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** The code of a scales' label: prefix, item number, figure, check digit. */
function label(prefix: string, sku: string, figure: number): string {
  const digits = `${prefix}${sku.padStart(5, '0')}${String(figure).padStart(5, '0')}`;
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

describe('a ticket that is parked', () => {
  it('is recalled at another till, which gets its goods, its customer and its note', async () => {
    const name = unique('Table ');
    till = await Till.ready(shop.url);
    for (const { barcodes } of products.slice(0, 2)) await till.scan(barcodes[0]!);
    await till.hasLines(2);
    till.keys = 0;
    await till.key('F6');
    await till.page.getByRole('dialog').getByLabel(/^Note/).fill(name);
    await till.key('Enter');
    await dialogGone(till);
    await till.has('Ticket parked');
    expect(till.keys).toBe(2);
    await till.hasLines(0);

    other = await Till.ready(shop.url, MANAGER);
    await other.scan(products[2]!.barcodes[0]!);
    await other.hasLines(1);
    await other.picks('Shift+F6', name);
    await other.hasLines(2);
    await other.has('The ticket that was in hand is parked.');
    await other.key('F12');
    await other.isSold();

    // It is gone for everybody else, and the one that was in hand is there for everybody.
    await till.key('Shift+F6');
    await till.page.getByRole('option').first().waitFor();
    await till.page.getByRole('option', { name: new RegExp(name) }).waitFor({ state: 'detached' });
    await till.page.keyboard.press('Enter');
    await dialogGone(till);
    await till.hasLines(1);
  });

  it('that was parked last is the one that Enter recalls, however late the list comes', async () => {
    till = await Till.ready(shop.url);
    const { page } = till;
    const park = async ({ barcodes }: Product): Promise<void> => {
      await till.scan(barcodes[0]!);
      await till.hasLines(1);
      await till.key('F6');
      await page.getByRole('dialog').waitFor();
      await till.key('Enter');
      await dialogGone(till);
      await till.hasLines(0);
    };
    await park(products[0]!);
    await till.key('Shift+F6');
    await page.getByRole('option').first().waitFor();
    await till.key('Escape');
    await dialogGone(till);
    await page.route('**/baskets/parked*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await route.continue();
    });
    await park(products[1]!);
    await till.key('Shift+F6');
    await page.getByRole('dialog').waitFor();
    await till.key('Enter');
    await page.getByRole('option').first().waitFor();
    await till.key('Enter');
    await dialogGone(till);
    await till.hasLines(1);
    await page.getByRole('region', { name: 'Ticket' }).getByText(products[1]!.name).waitFor();
    await till.key('F12');
    await till.isSold();
  });

  it('stays in hand, and says so, while the database is away', async () => {
    till = await Till.ready(shop.url);
    await till.scan(products[0]!.barcodes[0]!);
    await till.hasLines(1);
    await till.page.route('**/api/v1/**', (route) => route.abort());
    await till.key('F6');
    await till.page.getByRole('dialog', { name: 'Park the ticket' }).waitFor();
    await till.key('Enter');
    await till.has(/Not parked yet/);
    await till.page.unroute('**/api/v1/**');
    await till.page.getByRole('button', { name: 'Park', exact: true }).last().click();
    await dialogGone(till);
    await till.hasLines(0);
  });
});

describe('a price beyond the cashier', () => {
  it('is F5, digits, Enter, and a colleague’s PIN; the sale goes through with it', async () => {
    till = await Till.ready(shop.url);
    await till.scan(products[0]!.barcodes[0]!);
    await till.hasLines(1);
    till.keys = 0;
    await till.key('F5');
    await till.type('1.11');
    await till.key('Enter');
    expect(till.keys).toBe(2);
    await approves(till);
    await till.hasLines(1);
    await till.has(/1\.11/);
    // Further goods need no further consent.
    await till.scan(products[1]!.barcodes[0]!);
    await till.hasLines(2);
    expect(await till.page.getByRole('dialog').count()).toBe(0);
    await till.key('F12');
    await till.isSold();
  });

  it('is taken back when nobody consents', async () => {
    till = await Till.ready(shop.url);
    await till.scan(products[0]!.barcodes[0]!);
    await till.hasLines(1);
    await till.key('F8');
    await till.type('50');
    await till.key('Enter');
    await till.page.getByRole('dialog', { name: 'Approval needed' }).waitFor();
    await till.key('Escape');
    await till.has(/Taken back/);
    await till.hasLines(1);
    expect(await till.page.getByText('50 %').count()).toBe(0);
  });

  it('is no such thing when it is printed on the label', async () => {
    till = await Till.ready(shop.url);
    const cheese = ((await shop.call('GET', '/products?limit=200')) as { data: Product[] }).data.find(
      ({ sold_by_weight, sku }) => sold_by_weight && /^\d{4}$/.test(sku),
    )!;
    await till.scan(label('23', cheese.sku, 350));
    await till.hasLines(1);
    await till.page.getByRole('region', { name: 'Ticket' }).getByText('3.50').first().waitFor();
    expect(await till.page.getByRole('dialog').count()).toBe(0);
    await till.key('F12');
    await till.isSold();
  });
});

describe('a locked till', () => {
  it('shows nothing, takes no code for a PIN, and goes on under another name with the same ticket', async () => {
    till = await Till.ready(shop.url);
    const { page } = till;
    await till.scan(products[0]!.barcodes[0]!);
    await till.hasLines(1);
    await till.key('Control+l');
    const lock = page.getByRole('dialog', { name: 'This till is locked' });
    await lock.waitFor();
    expect(await page.getByText(products[0]!.name).first().isVisible()).toBe(false);
    await till.scan(products[1]!.barcodes[0]!);
    expect(await lock.getByLabel('PIN').inputValue()).toBe('');

    await page.reload();
    await lock.waitFor();
    await lock.getByRole('button', { name: 'Somebody else' }).click();
    await lock.getByLabel('User name').fill(MANAGER.username);
    await isClean(till, 'lock, somebody else');
    for (const digit of MANAGER_PIN) await lock.getByRole('button', { name: digit, exact: true }).click();
    await lock.getByRole('button', { name: 'Unlock' }).click();
    await lock.waitFor({ state: 'detached' });
    await till.hasLines(1);
    await page.getByRole('banner').getByText('Tomás Brennan').waitFor();

    await till.key('Control+l');
    await lock.getByRole('button', { name: 'Aoife Lynch' }).click();
    // A touch beside the field takes the focus away, and no digit with it.
    await lock.getByRole('heading').click();
    await page.keyboard.type(CASHIER_PIN, { delay: 120 });
    await page.keyboard.press('Enter');
    await lock.waitFor({ state: 'detached' });
    await till.hasLines(1);
    await till.key('F12');
    await till.isSold();
  });
});

it('every key of a part paid by card is there on a small screen, under all the ways a customer can pay', async () => {
  const name = unique('Small screen ');
  const { id } = (await managers.call('POST', '/customers', { name })) as { id: string };
  await managers.call('POST', `/customers/${id}/loyalty-points`, { points: 40, reason: 'A test' });
  till = await Till.open(shop.url, { width: 1024, height: 768 });
  await till.signIn(CASHIER);
  await till.scan(products[0]!.barcodes[0]!);
  await till.hasLines(1);
  await till.picks('F3', name);
  await till.key('F9');
  await till.page.getByRole('button', { name: /^Points/ }).waitFor();
  await till.key('F10');
  await till.page.getByLabel('Terminal’s reference').waitFor();
  const hidden = await till.page.getByRole('button', { name: /^[0-9.]$/ }).evaluateAll((keys) =>
    keys
      .filter((key) => {
        const { left, top, width, height } = key.getBoundingClientRect();
        const ends = [top + 2, top + height - 2].map((y) => document.elementFromPoint(left + width / 2, y));
        return ends.some((found) => !key.contains(found));
      })
      .map((key) => key.textContent.trim()),
  );
  expect(hidden).toEqual([]);
});

it('a key can be changed, and takes over what is in its way', async () => {
  till = await Till.ready(shop.url);
  const { page } = till;
  await till.key('F1');
  await page.getByRole('button', { name: 'Change keys' }).click();
  await page.getByRole('button', { name: /key of Coupon/ }).click();
  await page.keyboard.press('F6');
  await page
    .getByRole('alert')
    .getByText(/F6 is the key for: Park the ticket/)
    .waitFor();
  await page.getByRole('button', { name: 'Take it over' }).click();
  await page.getByRole('button', { name: /key of Park the ticket, now None/ }).waitFor();
  await till.key('Escape');
  await dialogGone(till);
  await till.scan(products[0]!.barcodes[0]!);
  await till.hasLines(1);
  await till.key('F6');
  await page.getByRole('dialog', { name: 'Coupon' }).waitFor();
  await till.key('Escape');
  await dialogGone(till);
  await till.key('F1');
  await page.getByRole('button', { name: 'Change keys' }).click();
  await page.getByRole('button', { name: 'All as they came' }).click();
  await page.getByRole('button', { name: /key of Park the ticket, now F6/ }).waitFor();
});

it('everything is found under one key', async () => {
  till = await Till.ready(shop.url);
  await till.key('Control+k');
  await till.page.getByRole('dialog').waitFor();
  await till.type(products[0]!.name.slice(0, 12));
  await till.page.getByRole('option', { name: products[0]!.name }).first().waitFor();
  await till.page.getByRole('option', { name: products[0]!.name }).first().click();
  await till.hasLines(1);
});
