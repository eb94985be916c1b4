import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CASHIER, Shop, type Product } from './shop';
import { CHROMIUM, closeBrowser, FLAGS, Till } from './till';

let shop: Shop;
let products: Product[];

beforeEach(async () => {
  shop = await Shop.demo();
  await shop.discardBaskets();
  products = await shop.scannable();
});

afterEach(() => Killable.killAll());
afterAll(closeBrowser);

async function scanFirst(till: Till, count: number): Promise<void> {
  for (const product of products.slice(0, count)) await till.scan(product.barcodes[0]!);
}

describe('the ticket survives', () => {
  it('a reload between two keys', async () => {
    const till = await Till.ready(shop.url);
    await scanFirst(till, 3);
    await till.hasLines(3);
    await till.type('+');
    await till.page.waitForTimeout(80);
    await till.page.reload();
    await till.hasLines(3);
    await till.has('4 items');
    await till.close();
  });

  it('the browser being killed', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'till-'));
    const first = await Killable.start(profile, shop.url);
    await first.till.signIn(CASHIER);
    await scanFirst(first.till, 4);
    await first.till.hasLines(4);
    first.kill();

    const second = await Killable.start(profile, shop.url);
    await second.till.signIn(CASHIER);
    await second.till.hasLines(4);
    await second.till.key('F12');
    await second.till.isSold();
    second.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('the browser being killed while the database is away', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'till-'));
    const first = await Killable.start(profile, shop.url);
    await first.till.signIn(CASHIER);
    await scanFirst(first.till, 2);
    await first.till.hasLines(2);
    await first.till.context.route('**/api/**', (route) => route.abort());
    await first.till.type('+');
    await first.till.page.locator('ol.lines .quantity', { hasText: '2' }).waitFor();
    await first.till.page.waitForTimeout(100);
    first.kill();

    const second = await Killable.start(profile, shop.url);
    await second.till.signIn(CASHIER);
    await second.till.hasLines(2);
    await second.till.has('3 items');
    second.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('the database being away for a while, and is sold when it is back', async () => {
    const till = await Till.ready(shop.url);
    await scanFirst(till, 2);
    await till.hasLines(2);
    await till.context.route('**/api/**', (route) => route.abort());
    await till.type('+');
    await till.page.getByRole('status').getByText('No database').waitFor();
    await till.has('The total comes when the database is back.');
    await till.scan(products[2]!.barcodes[0]!);
    await till.scan('0000NEVERSEEN');
    await till.key('F12');
    await till.page
      .getByRole('alert')
      .getByText(/database can’t be reached/)
      .waitFor();
    await till.key('Escape');
    expect(await till.lines.count()).toBe(3);
    await till.context.unroute('**/api/**');
    await till.page.getByRole('status').getByText('Database', { exact: true }).waitFor();
    await till.page.getByRole('alert').getByText('0000NEVERSEEN').waitFor();
    await till.hasLines(3);
    await till.key('F12');
    await till.isSold();
    await till.close();
  });

  it('the end of the session', async () => {
    const till = await Till.ready(shop.url);
    await scanFirst(till, 2);
    await till.hasLines(2);
    await till.page.evaluate(async () => {
      const token = sessionStorage.getItem('vayupos.token');
      await fetch('/api/v1/auth/logout', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      });
    });
    await till.scan(products[2]!.barcodes[0]!);
    await till.has('Please sign in again');
    await till.signIn(CASHIER);
    await till.hasLines(3);
    await till.close();
  });
});

describe('a lost answer to a checkout', () => {
  it('makes exactly one order', async () => {
    const till = await Till.ready(shop.url);
    await scanFirst(till, 2);
    await till.hasLines(2);
    const before = await shop.orderCount();
    let calls = 0;
    await till.page.route('**/orders/checkout', async (route) => {
      calls += 1;
      if (calls > 2) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await till.key('F12');
    await till.isSold();
    expect(calls).toBe(3);
    expect(await shop.orderCount()).toBe(before + 1);
    await till.close();
  });

  it('and then a reload shows that sale instead of selling again', async () => {
    const till = await Till.ready(shop.url);
    await scanFirst(till, 2);
    await till.hasLines(2);
    const before = await shop.orderCount();
    await till.page.route('**/orders/checkout', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await till.key('F12');
    await till.page.waitForTimeout(700);
    // The answers stay lost, so that it is the reload that finds out.
    await till.page.reload();
    await till.isSold();
    await till.has(/had been stored already/);
    await till.key('Enter');
    await till.hasLines(0);
    expect(await shop.orderCount()).toBe(before + 1);
    await till.close();
  });
});

it('a price that changed while the customer waited is shown before it is charged', async () => {
  const till = await Till.ready(shop.url);
  await scanFirst(till, 1);
  await till.hasLines(1);
  let isFirst = true;
  await till.page.route('**/orders/checkout', async (route) => {
    const order = JSON.parse(route.request().postData()!) as { expected_total: string };
    if (isFirst) order.expected_total = '0.01';
    isFirst = false;
    await route.continue({ postData: JSON.stringify(order) });
  });
  await till.key('F9');
  await till.tap(/^Exact/);
  await till.has(/A price has changed/);
  await till.tap(/^Exact/);
  await till.isSold();
  await till.close();
});

/** A browser of its own, to be ended without a word. */
class Killable {
  static readonly #running = new Set<ChildProcess>();

  private constructor(
    readonly till: Till,
    private readonly process: ChildProcess,
  ) {}

  /** Also after a journey that failed on its way. */
  static killAll(): void {
    for (const running of Killable.#running) kill(running);
    Killable.#running.clear();
  }

  static async start(profile: string, url: string): Promise<Killable> {
    await rm(join(profile, 'DevToolsActivePort'), { force: true });
    const flags = [...FLAGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
    // A group of its own, so that its helpers go with it.
    const process = spawn(CHROMIUM, [...flags, 'about:blank'], { stdio: 'ignore', detached: true });
    Killable.#running.add(process);
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await port(profile)}`);
    const context = browser.contexts()[0]!;
    const till = new Till(context.pages()[0] ?? (await context.newPage()), context);
    await till.page.goto(url);
    return new Killable(till, process);
  }

  kill(): void {
    kill(this.process);
    Killable.#running.delete(this.process);
  }
}

function kill(browser: ChildProcess): void {
  process.kill(-browser.pid!, 'SIGKILL');
}

async function port(profile: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    if (text.includes('\n')) return text.split('\n')[0]!;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the browser did not open its port');
}
