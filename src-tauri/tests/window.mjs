// One journey through the real window: the first day of a shop, and a power cut in the middle of its second sale.
//
// `cargo xtask test window` runs it under Xvfb; VAYUPOS_WINDOW names the program.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { KEYS, Window, until } from './webdriver.mjs';

const LINES = `//section[@aria-label="Ticket"]//ol/li`;

const shop = JSON.parse(await readFile(new URL('../../crates/vayupos/demo/shop.json', import.meta.url), 'utf8'));
const goods = shop.products.filter(
  (product) => product.barcodes.length > 0 && !product.sold_by_weight && Number(product.stock_quantity) >= 2,
);
const [first, second, third] = goods;
const cashier = shop.users.find((user) => user.role === 'cashier');

const binary = await realpath(process.env.VAYUPOS_WINDOW);
const home = await mkdtemp(join(tmpdir(), 'vayupos-window-'));
const variables = {
  XDG_DATA_HOME: join(home, 'data'),
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_CACHE_HOME: join(home, 'cache'),
};

let passed = 0;
let window;
try {
  window = await Window.open(binary, variables);
  await step('the first run fills the demo shop and signs its cashier in', async () => {
    await window.click(button('Try the demo shop'));
    await window.find('//section[@aria-label="Ticket"]');
  });
  await step('three scans at a scanner’s speed are three lines', async () => {
    await scanAll([first, second, third]);
  });
  await step('F12 takes the exact cash and the change screen shows the order', async () => {
    await window.type(KEYS.F12, 0);
    await requireChangeScreen('1-000001', [first, second, third]);
  });
  await step('the sale and its receipt are in the database', async () => {
    await requireFirstSale();
  });
  await step('the next scan begins the next sale', async () => {
    await window.scan(third.barcodes[0]);
    await requireLines([third]);
    await window.scan(first.barcodes[0]);
    await requireLines([third, first]);
  });
  await step('the power goes between two keystrokes of a scan', async () => {
    await until('the ticket to be stored', async () => (await storedItems()) === 2);
    await window.beginScan(second.barcodes[0], 6);
    await window.kill();
  });
  await step('after a new start and signing in, the ticket is there', async () => {
    window = await Window.open(binary, variables);
    await window.fill('//input[@autocomplete="username"]', cashier.username);
    await window.fill('//input[@autocomplete="current-password"]', cashier.password);
    await window.click(button('Sign in'));
    await requireLines([third, first]);
  });
  await step('so is the first sale, and the second can be paid', async () => {
    await requireFirstSale();
    await window.type(KEYS.F12, 0);
    await requireChangeScreen('1-000002', [third, first]);
  });
  console.log(`The window: ${passed} passed, 0 failed`);
} catch (error) {
  console.error(error);
  console.error(`The window: ${passed} passed, 1 failed`);
  process.exitCode = 1;
} finally {
  await window?.close();
  // WebKit's helper processes end a moment after the window, and write to their caches until then.
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function step(name, work) {
  const started = performance.now();
  try {
    await work();
  } catch (error) {
    const picture = join(tmpdir(), 'vayupos-window.png');
    const isTaken = await window.picture().then((bytes) => writeFile(picture, bytes)).then(() => true, () => false);
    throw new Error(`${name}${isTaken ? ` (the page: ${picture})` : ''}`, { cause: error });
  }
  passed += 1;
  console.log(`  ok  ${((performance.now() - started) / 1000).toFixed(1)} s  ${name}`);
}

function button(text) {
  return `//button[not(@disabled)][contains(., "${text}")]`;
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
