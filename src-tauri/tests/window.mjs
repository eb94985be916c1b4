// One journey through the real window: the first day of a shop, a power cut in the middle of its second sale, and what
// else a cashier's shift brings.
//
// `cargo xtask test window` runs it under Xvfb; VAYUPOS_WINDOW names the program.

import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Journey, button, foldersIn, removed } from './journey.mjs';
import { KEYS, Window, until } from './webdriver.mjs';

/** As a person types, and no scanner does. */
const TYPING_GAP_MS = 120;
const LINES = `//section[@aria-label="Ticket"]//ol/li`;

const shop = JSON.parse(await readFile(new URL('../../crates/vayupos/demo/shop.json', import.meta.url), 'utf8'));
const goods = shop.products.filter(
  (product) => product.barcodes.length > 0 && !product.sold_by_weight && Number(product.stock_quantity) >= 2,
);
const [first, second, third] = goods;
const cashier = shop.users.find((user) => user.role === 'cashier');
const manager = shop.users.find((user) => user.role === 'manager');

const binary = await realpath(process.env.VAYUPOS_WINDOW);
const home = await mkdtemp(join(tmpdir(), 'vayupos-window-'));
const variables = foldersIn(home);

let window;
const journey = new Journey('The window', 'vayupos-window.png', () => window);
await journey.walk(async () => {
  window = await Window.open(binary, variables);
  await journey.step('the first run fills the demo shop and signs its cashier in', async () => {
    await window.click(button('Try the demo shop'));
    await window.find('//section[@aria-label="Ticket"]');
  });
  await journey.step('three scans at a scanner’s speed are three lines', async () => {
    await scanAll([first, second, third]);
  });
  await journey.step('F12 takes the exact cash and the change screen shows the order', async () => {
    await window.type(KEYS.F12, 0);
    await requireChangeScreen('1-000001', [first, second, third]);
  });
  await journey.step('the sale and its receipt are in the database', async () => {
    await requireFirstSale();
  });
  await journey.step('the next scan begins the next sale', async () => {
    await window.scan(third.barcodes[0]);
    await requireLines([third]);
    await window.scan(first.barcodes[0]);
    await requireLines([third, first]);
  });
  await journey.step('the power goes between two keystrokes of a scan', async () => {
    await until('the ticket to be stored', async () => (await storedItems()) === 2);
    await window.beginScan(second.barcodes[0], 6);
    await window.kill();
  });
  await journey.step('after a new start and signing in, the ticket is there', async () => {
    window = await Window.open(binary, variables);
    await signIn();
    await requireLines([third, first]);
  });
  await journey.step('so is the first sale, and the second can be paid', async () => {
    await requireFirstSale();
    await window.type(KEYS.F12, 0);
    await requireChangeScreen('1-000002', [third, first]);
  });
  await journey.step('a ticket is parked for the next customer, and recalled', async () => {
    await scanAll([second]);
    await window.type(KEYS.F6, 0);
    await window.find(dialog('Park the ticket'));
    await window.type(KEYS.Enter, 0);
    await window.findCount(LINES, 0);
    await scanAll([first]);
    await window.type(KEYS.F12, 0);
    await requireChangeScreen('1-000003', [first]);
    await window.type(KEYS.Enter, 0);
    await window.findCount(LINES, 0);
    await window.chord(KEYS.Shift, KEYS.F6);
    await window.find('//*[@role="option"]');
    await window.type(KEYS.Enter, 0);
    await requireLines([second]);
  });
  await journey.step('a part is paid by card, the rest in cash', async () => {
    await window.scan(third.barcodes[0]);
    await requireLines([second, third]);
    await window.type(KEYS.F9, 0);
    await window.find(button('Exact'));
    await window.type(KEYS.F10, 0);
    await window.find(button('Card paid'));
    await window.click('//button[normalize-space()="1"]');
    await window.click(button('Take a part'));
    await window.find('//h1[contains(., "Still due")] | //h2[contains(., "Still due")]');
    await window.type(KEYS.F12, 0);
    await window.find('//*[contains(., "Paid by Card + Cash")]');
    await window.find('//main//*[contains(text(), "1-000004")]');
  });
  await journey.step('a price beyond the cashier’s needs a manager’s consent', async () => {
    await scanAll([first]);
    await window.type(KEYS.F5, 0);
    await window.type('0.11', TYPING_GAP_MS);
    await window.type(KEYS.Enter, 0);
    await approve();
    await window.find(`${LINES}[contains(., "instead of")]`);
    await window.type(KEYS.F12, 0);
    await window.find('//main//*[contains(text(), "1-000005")]');
    await window.type(KEYS.Enter, 0);
    await window.findCount(LINES, 0);
  });
  await journey.step('the goods of the first receipt come back', async () => {
    await window.type(KEYS.F7, 0);
    await window.find('//*[contains(text(), "Scan the receipt")]');
    await window.scan('1-000001');
    await window.find(button('Return everything'));
    await window.type(KEYS.Enter, 0);
    await window.find(button('Give back'));
    await window.type(KEYS.Enter, 0);
    await approve();
    await window.find('//*[contains(text(), "Give the customer in cash")]');
    await requireStatuses({ '1-000001': 'refunded', '1-000004': 'completed', '1-000005': 'completed' });
    await window.type(KEYS.Enter, 0);
    await window.find('//section[@aria-label="Ticket"]');
  });
  await journey.step('the till is locked, and opened again with the ticket that was in hand', async () => {
    await scanAll([third]);
    await window.chord(KEYS.Control, 'l');
    await window.fill('//*[@role="dialog"]//input[@type="password"]', cashier.password);
    await window.click(button('Unlock'));
    await window.findCount('//*[@role="dialog"]', 0);
    await requireLines([third]);
  });
  await journey.step('a backup that is opened with the program comes to the others', async () => {
    await window.invoke('login', { username: manager.username, password: manager.password });
    const { name } = await window.invoke('create_backup', {});
    const stick = join(home, 'monday.db');
    await copyFile(join(variables.XDG_DATA_HOME, 'com.vayupos.desktop/backups', name), stick);
    await window.invoke('logout', {});
    await window.close();
    window = await Window.open(binary, variables, [stick]);
    await signIn();
    await window.find('//*[contains(text(), "lies among the backups now")]');
    await requireLines([third]);
  });
});
await window?.close();
await removed(home);

function dialog(title) {
  return `//*[@role="dialog"][contains(., "${title}")]`;
}

async function signIn() {
  await window.fill('//input[@autocomplete="username"]', cashier.username);
  await window.fill('//input[@autocomplete="current-password"]', cashier.password);
  await window.click(button('Sign in'));
}

async function approve() {
  const overlay = dialog('Approval needed');
  await window.click(`${overlay}//button[contains(., "Use the password")]`);
  await window.fill(`${overlay}//input[not(@type="password")]`, manager.username);
  await window.fill(`${overlay}//input[@type="password"]`, manager.password);
  await window.click(`${overlay}//button[contains(., "Approve")]`);
  await window.findCount(overlay, 0);
}

async function requireStatuses(expected) {
  const { data } = await window.invoke('list_orders', {});
  for (const [number, status] of Object.entries(expected)) {
    assert.equal(data.find((order) => order.order_number === number)?.status, status, number);
  }
}

async function scanAll(products) {
  for (const product of products) await window.scan(product.barcodes[0]);
  await requireLines(products);
}

async function requireLines(products) {
  await window.findCount(LINES, products.length);
  for (const product of products) await window.findCount(`${LINES}[contains(., "${product.name}")]`, 1);
}

async function requireChangeScreen(orderNumber, products) {
  await window.find(`//main//*[contains(text(), "${orderNumber}")]`);
  await window.find(`//main//*[contains(text(), "${(cents(products) / 100).toFixed(2)}")]`);
}

function cents(products) {
  return products.reduce((sum, product) => sum + toCents(product.price), 0);
}

function toCents(money) {
  return Math.round(Number(money) * 100);
}

async function storedItems() {
  const { data } = await window.invoke('list_baskets', {});
  return data.reduce((sum, basket) => sum + basket.items.length, 0);
}

async function requireFirstSale() {
  const { data } = await window.invoke('list_orders', {});
  const sale = data.find((order) => order.order_number === '1-000001');
  assert.equal(sale.status, 'completed');
  assert.equal(toCents(sale.total), cents([first, second, third]));
  const receipt = await window.invoke('get_receipt', { order_id: sale.id });
  assert.equal(receipt.items.length, 3);
  const pdf = await window.invoke('get_receipt_pdf', { order_id: sale.id });
  assert.equal(Buffer.from(pdf.base64, 'base64').subarray(0, 5).toString(), '%PDF-');
}
