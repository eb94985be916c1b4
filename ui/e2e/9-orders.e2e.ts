import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isClean } from './axe';
import { CASHIER, MANAGER, Shop, type Account, type Product } from './shop';
import { closeBrowser, Till } from './till';

interface Order {
  id: string;
  order_number: string;
  total: string;
}

let shop: Shop;
let till: Till | undefined;
let products: Product[];

beforeEach(async () => {
  shop = await Shop.demo(MANAGER);
  const cashier = await Shop.demo(CASHIER);
  await shop.discardBaskets();
  await cashier.discardBaskets();
  products = await shop.scannable();
});

afterEach(async () => {
  await till?.close();
  till = undefined;
});
afterAll(closeBrowser);

async function sold(items: { product: Product; quantity: string }[], method = 'cash'): Promise<Order> {
  const order = { items: items.map(({ product, quantity }) => ({ product_id: product.id, quantity })) };
  const { total } = (await shop.call('POST', '/orders/quote', order)) as Order;
  const payments = [{ method, amount: total }];
  return ((await shop.call('POST', '/orders/checkout', { ...order, payments })) as { order: Order }).order;
}

async function pending(): Promise<Order> {
  const items = [{ product_id: products[0]!.id, quantity: '1' }];
  return (await shop.call('POST', '/orders', { items })) as Order;
}

async function signedIn(account: Account, path = ''): Promise<Till> {
  till = await Till.ready(shop.url, account);
  if (path !== '') await till.page.evaluate((hash) => (location.hash = hash), path);
  return till;
}

async function approveAs(open: Till, account: Account): Promise<void> {
  const dialog = open.page.getByRole('dialog', { name: 'Approval needed' });
  await dialog.getByLabel(/Who approves/).fill(account.username);
  await dialog.getByRole('button', { name: 'Use the password' }).click();
  await dialog.getByLabel('Password').fill(account.password);
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** A ticket as it stands in the core: the till goes on with it after signing in. */
async function ticketOf(customerId: string | null, quantity: string): Promise<void> {
  await shop.call('PUT', `/baskets/${crypto.randomUUID()}`, {
    revision: 1,
    items: [{ product_id: products[0]!.id, quantity }],
    customer_id: customerId,
  });
}

describe('paying in parts', () => {
  it('takes a card and cash, shows what is still due, and sends one sale', async () => {
    await ticketOf(null, '4');
    const { page } = await signedIn(MANAGER);
    await till!.hasLines(1);
    const before = await shop.orderCount();
    await till!.key('F9');
    await till!.key('F10');
    await page.getByRole('textbox', { name: /reference/ }).fill('T-1');
    await page.getByRole('button', { name: '1', exact: true }).click();
    await till!.tap(/^Take a part/);
    await page.getByRole('heading', { name: 'Still due' }).waitFor();
    const parts = page.getByRole('list', { name: 'Parts taken' });
    await parts.getByText('T-1').waitFor();
    expect(await shop.orderCount()).toBe(before);

    await page.reload();
    await till!.pay.click();
    await parts.getByText('T-1').waitFor();
    await till!.key('F12');
    await till!.has('Paid by Card + Cash');
    await till!.isSold();
  });

  it('gives a part back, and takes no more than is due by anything but cash', async () => {
    await ticketOf(null, '4');
    const { page } = await signedIn(MANAGER);
    await till!.hasLines(1);
    await till!.key('F9');
    await page.getByRole('button', { name: 'Other' }).click();
    await page.getByRole('button', { name: 'Mobile' }).click();
    await till!.type('1');
    await till!.key('Enter');
    await page.getByRole('button', { name: /^Give back Mobile/ }).click();
    await page.getByRole('heading', { name: 'Amount due' }).waitFor();
    await page.getByRole('button', { name: 'Gift card' }).click();
    await till!.type('9999');
    await till!.has(/Only cash may be more than is due/);
    expect(await page.getByRole('button', { name: /^Received/ }).isDisabled()).toBe(true);
  });

  it('takes points up to what they are worth, and the rest in cash', async () => {
    const name = `Points ${crypto.randomUUID().slice(0, 8)}`;
    const email = `${crypto.randomUUID()}@example.org`;
    const customer = (await shop.call('POST', '/customers', { name, email })) as { id: string };
    await shop.call('POST', `/customers/${customer.id}/loyalty-points`, { points: 10, reason: 'Welcome' });
    await ticketOf(customer.id, '20');
    const { page } = await signedIn(MANAGER);
    await till!.hasLines(1);
    await till!.key('F9');
    await page.getByRole('button', { name: 'Points', exact: true }).click();
    await till!.has('10 points');
    await till!.tap(/^Take a part/);
    await page.getByRole('list', { name: 'Parts taken' }).getByText('Points').waitFor();
    await till!.key('F12');
    await till!.has('Paid by Points + Cash');

    await page.getByRole('button', { name: 'E-mail' }).click();
    const address = page.getByRole('dialog').getByLabel('E-mail address');
    await page.waitForFunction(
      (wanted) => document.querySelector<HTMLInputElement>('[role=dialog] input')?.value === wanted,
      email,
    );
    expect(await address.inputValue()).toBe(email);
    await page.getByRole('button', { name: 'Send' }).click();
    await page
      .getByRole('dialog')
      .getByRole('alert')
      .getByText(/not set up/)
      .waitFor();
    await till!.key('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await till!.isSold();
  });
});

describe('goods that come back', () => {
  it('are F7, the receipt, Enter, Enter', async () => {
    const order = await sold([{ product: products[0]!, quantity: '2' }]);
    const { page } = await signedIn(MANAGER);
    await till!.key('F7');
    await page.getByRole('heading', { name: 'Scan the receipt' }).waitFor();
    await till!.scan(order.order_number);
    await page.getByRole('button', { name: /^Return everything/ }).waitFor();
    await till!.key('Enter');
    await page.getByRole('button', { name: /^Give back/ }).waitFor();
    await till!.key('Enter');
    await till!.has('Give the customer in cash');
    expect(till!.keys).toBe(3);
    await page.getByRole('article', { name: 'Receipt of return' }).getByText(order.order_number).waitFor();
    const { status } = (await shop.call('GET', `/orders/${order.id}`)) as { status: string };
    expect(status).toBe('refunded');
    await till!.key('Enter');
    await till!.pay.waitFor();
  });

  it('may be a part, not for sale any more, with a manager’s consent', async () => {
    const order = await sold(
      [
        { product: products[0]!, quantity: '3' },
        { product: products[1]!, quantity: '1' },
      ],
      'card',
    );
    const { page } = await signedIn(CASHIER);
    await till!.key('F7');
    await page.getByLabel('Or its number').fill(order.order_number);
    await page.getByRole('button', { name: 'Find' }).click();
    const { name } = products[0]!;
    await page
      .getByRole('group', { name: `How much of ${name} comes back` })
      .getByRole('button', { name: 'One more' })
      .click();
    await page.getByLabel(`${name} back on the shelf`).uncheck();
    await page.getByRole('button', { name: 'Return these' }).click();
    await page.getByLabel('Cash').check();
    await page.getByLabel('Reason').selectOption('Defective');
    await page.getByRole('button', { name: /^Give back/ }).click();
    await approveAs(till!, MANAGER);
    await till!.has('Give the customer in cash');
    await page.getByRole('link', { name: 'Show the order' }).click();
    await till!.has(/Defective/);
    await till!.has(/not for sale/);
    await till!.has('1 came back');
    await till!.has('Partly refunded');
  });

  it('are refused where nothing can come back', async () => {
    const order = await pending();
    const { page } = await signedIn(MANAGER);
    await till!.key('F7');
    await till!.scan(order.order_number);
    await page
      .getByRole('alert')
      .getByText(/not paid yet/)
      .waitFor();
    await page.getByRole('button', { name: 'Another return' }).click();
    await page.getByLabel('Or its number').fill('9-999999');
    await till!.key('Enter');
    await till!.has(/no order with the number 9-999999/);
    await till!.key('Escape');
    await till!.pay.waitFor();
  });
});

describe('orders', () => {
  it('are found by number, status and day, and by scanning the receipt', async () => {
    const order = await sold([{ product: products[0]!, quantity: '1' }]);
    const { page } = await signedIn(MANAGER, '#/orders');
    const rows = page.getByRole('grid', { name: 'Orders' }).getByRole('row');
    await page.getByRole('searchbox', { name: 'Number' }).fill(order.order_number);
    await page.waitForFunction(() => document.querySelectorAll('[role=rowgroup] [role=row]').length === 1);
    await rows.getByText(order.order_number).waitFor();
    await page.getByLabel('Status').selectOption('Cancelled');
    await till!.has('No orders match');
    await page.getByRole('button', { name: 'Clear the filters' }).last().click();
    await till!.pickDay('From', '2001-01-01');
    await till!.pickDay('To', '2001-01-02');
    await till!.has('No orders match');
    await page.getByRole('button', { name: 'Clear the filters' }).last().click();
    await rows.first().waitFor();
    await till!.scan(order.order_number);
    await page.getByRole('heading', { name: `Order ${order.order_number}` }).waitFor();
    await till!.has('Rung up');
  });

  it('are printed again as a copy, and their payments get a reference', async () => {
    const order = await sold([{ product: products[0]!, quantity: '1' }], 'card');
    const { page } = await signedIn(CASHIER, `#/orders/${order.id}`);
    await page.getByRole('button', { name: 'Receipt' }).click();
    const dialog = page.getByRole('dialog', { name: 'Receipt' });
    await dialog.getByText('COPY', { exact: true }).waitFor();
    await dialog.locator('.qr img').waitFor();
    await till!.key('Escape');
    await page.getByRole('button', { name: /payment by Card/ }).click();
    await page.getByRole('menuitem', { name: 'Reference and notes' }).click();
    await page.getByRole('textbox', { name: 'Reference' }).fill('REF-77');
    await isClean(till!, 'reference and notes');
    await page.getByRole('button', { name: 'Save' }).click();
    await till!.has('Reference: REF-77');
  });

  it('give money back alone, with a manager’s consent', async () => {
    const order = await sold([{ product: products[0]!, quantity: '2' }], 'card');
    const { page } = await signedIn(CASHIER, `#/orders/${order.id}`);
    await page.getByRole('button', { name: /payment by Card/ }).click();
    await page.getByRole('menuitem', { name: 'Give money back' }).click();
    await page.getByLabel('Amount').fill('99999');
    await page.getByLabel('Reason').fill('Scratched');
    await page.getByRole('button', { name: 'Give back' }).click();
    await approveAs(till!, MANAGER);
    await page.getByRole('dialog').locator('.danger, .error').first().waitFor();
    await page.getByLabel('Amount').fill('0.10');
    await page.getByRole('button', { name: 'Give back' }).click();
    await approveAs(till!, MANAGER);
    await till!.has(/0\.10 given back/);
    await till!.has(/Scratched/);
  });

  it('that are pending get notes and a customer, are paid in parts, and are complete', async () => {
    const name = `Waits ${crypto.randomUUID().slice(0, 8)}`;
    await shop.call('POST', '/customers', { name });
    const order = await pending();
    const { page } = await signedIn(CASHIER, `#/orders/${order.id}`);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: /Edit customer/ }).click();
    await page.getByRole('combobox', { name: 'Customer' }).fill(name);
    await page.getByRole('option', { name }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('Collected on Friday');
    await page.getByRole('button', { name: 'Save' }).click();
    await till!.has('Collected on Friday');
    await page.getByRole('link', { name }).waitFor();
    await page.getByRole('button', { name: 'Take a payment' }).click();
    await page.getByLabel('Paid by').selectOption('Card');
    await page.getByLabel('Amount').fill('0.10');
    await page.getByRole('button', { name: 'Take it' }).click();
    await till!.has('Paid €0.10 by Card');
    await page.getByRole('button', { name: 'Take a payment' }).click();
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByRole('button', { name: 'Receipt' }).waitFor();
  });

  it('that are pending are cancelled with a reason and a manager’s consent', async () => {
    const order = await pending();
    const { page } = await signedIn(CASHIER, `#/orders/${order.id}`);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Cancel the order' }).click();
    await page.getByLabel('Reason').fill('Never collected');
    await isClean(till!, 'cancel the order');
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await approveAs(till!, MANAGER);
    await till!.has('Cancelled');
    await till!.has(/Never collected/);
  });
});

describe('in every theme', () => {
  it('nothing bars the way to pay in parts', async () => {
    await ticketOf(null, '4');
    await signedIn(MANAGER);
    await till!.pay.click();
    const { page } = till!;
    await page.getByRole('button', { name: 'Other' }).click();
    await page.getByRole('button', { name: 'Gift card' }).click();
    await till!.type('1');
    await till!.key('Enter');
    await till!.has('A gift card needs its number.');
    await isClean(till!, 'pay, a part, refused');
    await page.getByLabel('Number of the gift card').fill('G-100');
    await till!.tap(/^Take a part/);
    await page.getByRole('list', { name: 'Parts taken' }).waitFor();
    for (const digit of '9999') await page.getByRole('button', { name: digit, exact: true }).click();
    await isClean(till!, 'pay, too much');
    await till!.key('F12');
    await till!.isSold();
    await page.locator('.qr img').waitFor();
    await isClean(till!, 'change after parts');
    await page.getByRole('button', { name: 'E-mail' }).click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await isClean(till!, 'e-mail, refused');
  });

  it('nothing bars the way among the orders', async () => {
    const order = await sold([{ product: products[0]!, quantity: '2' }]);
    const waiting = await pending();
    await signedIn(MANAGER, '#/orders');
    const { page } = till!;
    await page.getByRole('grid').waitFor();
    await isClean(till!, 'orders');
    await till!.scan(order.order_number);
    await page.getByRole('heading', { name: `Order ${order.order_number}` }).waitFor();
    await isClean(till!, 'order');
    await page.getByRole('button', { name: 'Receipt' }).click();
    await page.getByRole('dialog').getByText('COPY', { exact: true }).waitFor();
    await isClean(till!, 'order, receipt');
    await till!.key('Escape');
    await page.getByRole('button', { name: /payment by Cash/ }).click();
    await page.getByRole('menu').waitFor();
    await isClean(till!, 'order, payment menu');
    await page.getByRole('menuitem', { name: 'Give money back' }).click();
    await page.getByRole('button', { name: 'Give back' }).click();
    await page.getByRole('dialog').waitFor();
    await isClean(till!, 'order, money back');
    await till!.key('Escape');
    await page.getByRole('link', { name: 'Return goods' }).click();
    await page.getByRole('button', { name: /^Return everything/ }).waitFor();
    await isClean(till!, 'return, pick');
    await till!.key('Enter');
    await page.getByRole('button', { name: /^Give back/ }).waitFor();
    await isClean(till!, 'return, confirm');
    await till!.key('Enter');
    await page.getByRole('article', { name: 'Receipt of return' }).waitFor();
    await isClean(till!, 'return, done');
    await page.evaluate((hash) => (location.hash = hash), `#/orders/${waiting.id}`);
    await page.getByRole('button', { name: 'Take a payment' }).click();
    await page.getByRole('dialog').waitFor();
    await isClean(till!, 'pending, payment');
    await till!.key('Escape');
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: /Edit customer/ }).click();
    await page.getByRole('combobox', { name: 'Customer' }).click();
    await isClean(till!, 'pending, edit');
    await till!.key('Escape');
    await till!.key('F7');
    await page.getByRole('heading', { name: 'Scan the receipt' }).waitFor();
    await isClean(till!, 'return, find');
  });
});
