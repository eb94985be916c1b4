import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { CASHIER, MANAGER, Shop, type Product } from './shop';
import { closeBrowser, Till } from './till';

let shop: Shop;
let till: Till;
let products: Product[];

beforeEach(async () => {
  shop = await Shop.demo();
  await shop.discardBaskets();
  products = await shop.scannable();
});

afterEach(() => till.close());
afterAll(closeBrowser);

it('scans while a field has the focus and answers are slow: none is lost, none is left in the field', async () => {
  till = await Till.ready(shop.url);
  await till.page.route('**/products/scan*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 400));
    await route.continue();
  });
  await till.key('F2');
  await till.type('mi');
  const codes = products.slice(0, 12).map((product) => product.barcodes[0]!);
  for (const code of codes) await till.scan(code);
  await till.hasLines(codes.length);
  expect(await till.page.getByRole('search').getByRole('textbox').inputValue()).toBe('mi');
  const names = await till.page.locator('ol.lines .name').allTextContents();
  expect(names).toEqual(products.slice(0, 12).map(({ name }) => name));
});

it('a name typed quickly, beside every field, is found by its Enter', async () => {
  till = await Till.ready(shop.url);
  const { name } = products[0]!;
  await till.typeQuickly(name);
  await till.hasLines(1);
  await till.page.getByRole('region', { name: 'Ticket' }).getByText(name).waitFor();
  expect(await till.page.getByRole('search').getByRole('textbox').inputValue()).toBe('');
});

it('two thousand scans, over dialogs, fields and slow answers: none is lost, none is typed anywhere', async () => {
  // A slow machine may do with fewer, as long as every cover has its turn.
  const rounds = 20;
  const perRound = Number(process.env['VAYUPOS_SCANS'] ?? 2_000) / rounds;
  const codes = products.slice(0, 25).map((product) => product.barcodes[0]!);
  till = await Till.ready(shop.url);
  const { page } = till;
  await page.route('**/products/scan*', async (route) => {
    if (Math.random() < 0.1) await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
    await route.continue();
  });
  const covers: [open: string, close: string][] = [
    ['', ''],
    ['F2', 'Escape'],
    ['F3', 'Escape'],
    ['Shift+F6', 'Escape'],
    ['F1', 'Escape'],
    ['Control+k', 'Escape'],
  ];
  for (let round = 0; round < rounds; round += 1) {
    const [open, close] = covers[round % covers.length]!;
    if (open !== '') {
      await page.keyboard.press(open);
      if (open !== 'F2') await page.getByRole('dialog').waitFor();
    }
    const scans = Array.from({ length: perRound }, (_, scan) => codes[(round * perRound + scan) % codes.length]!);
    await till.scanAll(scans);
    const fields = await page
      .locator('input:not([type=hidden])')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    expect(fields.join('')).toBe('');
    if (close !== '') {
      await page.keyboard.press(close);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  }
  const scanned = await page.waitForFunction(
    (wanted) => {
      const quantities = [...document.querySelectorAll('ol.lines .quantity')].map(({ textContent }) =>
        Number((textContent ?? '').replace(/\D/g, '')),
      );
      const sum = quantities.reduce((total, quantity) => total + quantity, 0);
      return sum >= wanted ? sum : null;
    },
    rounds * perRound,
    { timeout: 120_000 },
  );
  expect(await scanned.jsonValue()).toBe(rounds * perRound);
}, 400_000);

it('F12 right after the last scan waits for it, however slow the answer', async () => {
  till = await Till.ready(shop.url);
  await till.page.route('**/products/scan*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  for (const product of products.slice(0, 3)) await till.scan(product.barcodes[0]!);
  await till.key('F12');
  await till.isSold();
  const receipt = till.page.getByRole('region', { name: 'Receipt' });
  for (const { name } of products.slice(0, 3)) await receipt.getByText(name).waitFor();
});

it('a scan that ends in Tab is a scan too', async () => {
  till = await Till.ready(shop.url);
  await till.scan(products[0]!.barcodes[0]!, 'Tab');
  await till.hasLines(1);
});

it('an unknown code is loud, and whoever may can add the product there and then', async () => {
  till = await Till.ready(shop.url, MANAGER);
  const code = `29${String(Date.now()).slice(-8)}X`;
  await till.scan(code);
  await till.page.getByRole('alert').getByText(code).waitFor();
  await till.page.getByRole('alert').getByRole('button', { name: 'Add product' }).click();
  const dialog = till.page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(`Novelty ${code}`);
  await dialog.getByLabel('Price', { exact: true }).fill('2');
  await dialog.getByRole('button', { name: 'Add to the shelf' }).click();
  await dialog.waitFor({ state: 'detached' });
  await till.hasLines(1);
});

it('a cashier is told about an unknown code, and offered nothing that is not theirs to do', async () => {
  till = await Till.ready(shop.url, CASHIER);
  await till.scan('NOSUCHCODE');
  await till.page.getByRole('alert').getByText('NOSUCHCODE').waitFor();
  expect(await till.page.getByRole('button', { name: 'Add product' }).count()).toBe(0);
});

it('what a ticket could not take is said until its customer has gone, and not to the next one', async () => {
  till = await Till.ready(shop.url);
  await till.scan('NOSUCHCODE');
  await till.scan(products[0]!.barcodes[0]!);
  await till.hasLines(1);
  await till.key('F12');
  await till.isSold();
  await till.page.getByRole('alert').getByText('NOSUCHCODE').waitFor();
  await till.scan(products[1]!.barcodes[0]!);
  await till.hasLines(1);
  expect(await till.page.getByRole('alert').count()).toBe(0);
});
