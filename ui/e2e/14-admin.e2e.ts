/** An administrator looks after the shop's data: a backup, the way back to it, and another database. */
import { afterAll, afterEach, expect, it } from 'vitest';
import { isClean } from './axe';
import { Program } from './program';
import { Shop } from './shop';
import { closeBrowser, Till } from './till';

const ADMIN = { username: 'admin', password: 'admin123' };
const LONG_MS = 60_000;

/** Left out, the program lays a file of its own; where it was told, it has to be told again. */
const moveFrom = process.env['VAYUPOS_MOVE_FROM'] || undefined;
const moveTo = process.env['VAYUPOS_MOVE_TO'] ?? '';

let program: Program;
let shop: Shop;
let till: Till;
let shopName: string;
let code: string;

afterEach(async () => {
  await till.close();
  await program.stop();
});
afterAll(closeBrowser);

async function visit(path: string): Promise<void> {
  await till.page.evaluate((hash) => (location.hash = hash), `#/${path}`);
}

async function sells(): Promise<string> {
  await visit('sell');
  await till.scan(code);
  return isPaid();
}

async function isPaid(): Promise<string> {
  await till.hasLines(1);
  await till.key('F12');
  return till.isSold();
}

async function ordersAre(expected: readonly string[]): Promise<void> {
  await shop.signIn(ADMIN);
  const { data } = (await shop.call('GET', '/orders?limit=200')) as { data: { order_number: string }[] };
  expect(data.map(({ order_number }) => order_number).sort()).toEqual([...expected].sort());
}

async function booksAreInOrder(): Promise<void> {
  await visit('settings/backups');
  await till.tap('Check now');
  await till.has(/All \d+ rules hold/);
}

it('an admin backs the shop up, goes back to that, and moves to another engine', async () => {
  expect(moveTo, 'VAYUPOS_MOVE_TO has to say where the shop is to move').not.toBe('');
  program = await Program.start(moveFrom);
  shop = new Shop(program.url);
  await shop.call('POST', '/setup/demo', {});
  await shop.signIn(ADMIN);
  shopName = ((await shop.call('GET', '/setup')) as { shop_name: string }).shop_name;
  code = (await shop.scannable())[0]!.barcodes[0]!;
  till = await Till.ready(program.url, ADMIN);
  const { page } = till;
  const dialog = page.getByRole('dialog');
  const before = ((await shop.call('GET', '/orders?limit=200')) as { data: { order_number: string }[] }).data.map(
    ({ order_number }) => order_number,
  );
  const kept = await sells();

  // The backup holds that sale, and not the one after it.
  await visit('settings/backups');
  const backup = await till.backUp();
  await sells();
  await visit('settings/backups');
  await page.getByRole('button', { name: `Actions for ${backup}` }).click();
  await page.getByRole('menuitem', { name: 'Restore…' }).click();
  await dialog.getByLabel(/type the name of the shop/).fill(shopName);
  await isClean(till, 'restore');
  await dialog.getByRole('button', { name: 'Replace everything' }).click();
  await page.getByLabel('User name').waitFor({ timeout: LONG_MS });
  await till.has(/The backup is restored/);
  await till.signIn(ADMIN);
  await ordersAre([...before, kept]);
  await booksAreInOrder();
  // However long the page is, its list is not squeezed.
  await page.getByText('The rules one by one').click();
  const list = page.getByRole('table', { name: 'Backups' });
  expect(await list.locator('..').evaluate((frame) => frame.clientHeight)).toBeGreaterThanOrEqual(80);

  // What is not there is no place to move to.
  await visit('settings/database');
  const addressField = page.getByLabel('Address of the database');
  await addressField.fill('postgres://127.0.0.1:1/nobody');
  await till.tap('Test connection');
  await till.has(/no database answers on it/);
  expect(await page.getByRole('button', { name: 'Move the shop…' }).count()).toBe(0);
  await addressField.fill(moveTo);
  await till.tap('Test connection');
  await till.has(/answers and is empty/);
  await isClean(till, 'the database, tested');
  await till.tap('Move the shop…');
  const move = dialog.getByRole('button', { name: 'Move the shop', exact: true });
  expect(await move.isDisabled()).toBe(true);
  await dialog.getByLabel(/type the name of the shop/).fill(shopName);
  await isClean(till, 'move');
  await move.click();
  await page.getByText('The shop has moved').waitFor({ timeout: LONG_MS });
  await isClean(till, 'the shop has moved');

  await program.startAgain(moveFrom && moveTo);
  // What was scanned before anybody had signed in anew is on the ticket.
  await visit('sell');
  await till.scan(code);
  await till.has('Please sign in again');
  await till.signIn(ADMIN);
  const next = await isPaid();
  await ordersAre([...before, kept, next]);
  await visit('settings/database');
  await till.has(moveTo.startsWith('postgres') ? /\(Postgres\)/ : /\(SQLite\)/);
  await booksAreInOrder();
}, 240_000);
