/** Every page there is, found as a curious administrator would: from the list of pages, and by every link on them. */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, expect, it } from 'vitest';
import { violations } from './axe';
import { address, Shop } from './shop';
import { closeBrowser, Till } from './till';

const ADMIN = { username: 'admin', password: 'admin123' };
/** So long nothing is asked of the core before a page counts as loaded. */
const QUIET_MS = 150;
const LOAD_TIMEOUT_MS = 20_000;

let till: Till;
let asked = 0;

afterEach(() => till.close());
afterAll(closeBrowser);

/** Pages that differ only in what they show are one: `orders/…` stands for every order, a report for all its days. */
function shapeOf(path: string): string {
  return path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').replace(/^(reports\/[\w-]+)\/.*/, '$1');
}

async function isLoaded(): Promise<void> {
  await isQuiet();
  await till.page.locator('main').waitFor();
  await isQuiet();
}

async function isQuiet(): Promise<void> {
  const end = Date.now() + LOAD_TIMEOUT_MS;
  for (let quietSince = Date.now(); Date.now() - quietSince < QUIET_MS;) {
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS / 3));
    if (asked > 0) quietSince = Date.now();
    if (Date.now() > end) throw new Error(`${till.page.url()} goes on loading`);
  }
}

/** From the file itself: to run it would be to build half the desk. */
async function namedPages(): Promise<string[]> {
  const text = await readFile(new URL('../src/office/pages.ts', import.meta.url), 'utf8');
  return [...text.matchAll(/^ {4}path: '([\w-]+)'/gm)].map(([, path]) => path!);
}

async function linksHere(): Promise<string[]> {
  return till.page
    .locator('a[href^="#/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')!.slice('#/'.length)));
}

/** What lists open without a link, by their first rows. */
async function rowsOf(shop: Shop, count: string): Promise<string[]> {
  const first = async (path: string): Promise<string> =>
    ((await shop.call('GET', `${path}?limit=1`)) as { data: { id: string }[] }).data[0]!.id;
  const [order, customer, product] = [await first('/orders'), await first('/customers'), await first('/products')];
  return [
    `orders/${order}`,
    `orders/return/${order}`,
    'orders/return',
    `customers/${customer}`,
    `products/${product}`,
    'products/new',
    'products/import',
    'products/prices',
    `inventory/product/${product}`,
    `counts/${count}`,
    `counts/${count}/review`,
  ];
}

/** Lists whose rows are narrower than their columns: some of each row can never be seen. */
async function cutLists(): Promise<string[]> {
  return till.page.locator('[role=grid] [role=row]').evaluateAll((rows) =>
    rows
      .filter((row) => row.scrollWidth > row.clientWidth + 1)
      .map((row) => `a row of ${row.scrollWidth} in ${row.clientWidth} pixels`)
      .slice(0, 1),
  );
}

it('nothing bars the way on any page, in any theme', async () => {
  const shop = await Shop.demo(ADMIN);
  await shop.discardBaskets();
  const { id: count } = (await shop.call('POST', '/inventory/counts', { name: 'Every page' })) as { id: string };
  till = await Till.ready(address('VAYUPOS_URL'), ADMIN);
  const { page } = till;
  page.on('request', () => (asked += 1));
  for (const ended of ['requestfinished', 'requestfailed'] as const)
    page.on(ended as 'requestfinished', () => (asked -= 1));

  const known = new Map<string, string>();
  const waiting: string[] = [];
  const faults: string[] = [];
  const find = (paths: readonly string[]): void => {
    for (const path of paths) {
      if (known.has(shapeOf(path))) continue;
      known.set(shapeOf(path), path);
      waiting.push(path);
    }
  };
  find(['sell', ...(await namedPages()), ...(await rowsOf(shop, count))]);
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    await page.evaluate((hash) => (location.hash = hash), `#/${path}`);
    await isLoaded();
    const found = [...(await violations(till)), ...(await cutLists())];
    faults.push(...found.map((fault) => `${path}: ${fault}`));
    find(await linksHere());
  }
  await shop.call('POST', `/inventory/counts/${count}/discard`, {});
  expect(faults).toEqual([]);
  expect(known.size).toBeGreaterThan(45);
}, 240_000);
