import { readFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { address, Shop } from './shop';
import { closeBrowser, Till } from './till';

afterAll(closeBrowser);

it('a demo shop is one tap away, and its first sale three scans and a key', async () => {
  const url = address('VAYUPOS_URL');
  const { needs_admin } = (await new Shop(url).call('GET', '/setup')) as { needs_admin: boolean };
  expect(needs_admin, 'this journey needs a database that nobody has set up').toBe(true);

  const till = await Till.open(url);
  await till.tap(/Try the demo shop/);
  await till.pay.waitFor();
  for (const name of ['admin', 'manager1', 'cashier1', 'inventory1']) {
    await till.page.getByRole('cell', { name, exact: true }).waitFor();
  }

  const shop = await Shop.demo();
  const products = (await shop.scannable()).slice(0, 3);
  for (const { barcodes } of products) await till.scan(barcodes[0]!);
  await till.key('F12');
  const number = await till.isSold();
  expect(till.keys).toBe(1);
  const receipt = till.page.getByRole('region', { name: 'Receipt' });
  for (const { name } of products) await receipt.getByText(name).waitFor();
  await receipt.getByText(number).waitFor();

  const saved = till.page.waitForEvent('download');
  await till.tap(/Save PDF/);
  const file = await saved;
  expect(file.suggestedFilename()).toBe(`receipt-${number}.pdf`);
  expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe('%PDF-');
  await till.close();
});

it('a shop of one’s own is set up, gets its first product and sells it', async () => {
  const url = address('VAYUPOS_EMPTY_URL');
  const till = await Till.open(url);
  const { page } = till;
  await till.tap(/Set up my shop/);
  await page.getByLabel('Name of the shop').fill('Papeterie du Coin');
  await page.getByRole('combobox', { name: 'Currency' }).click();
  await page.keyboard.type('swiss');
  await page.getByRole('option', { name: /CHF/ }).click();
  await page.getByLabel('Your name').fill('Ada Blum');
  await page.getByLabel('User name').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill('seven red pencils');
  await till.tap('Open the shop');

  await till.has('The shelf is empty');
  await till.tap('Add product');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Pencil, red');
  await dialog.getByLabel('Price', { exact: true }).fill('1.2');
  await dialog.getByLabel('SKU').fill('P-1');
  await dialog.getByLabel('Barcode').fill('4006381333931');
  await dialog.getByLabel('In stock').fill('100');
  await dialog.getByRole('button', { name: 'Add to the shelf' }).click();
  await dialog.waitFor({ state: 'detached' });

  await till.tap(/Pencil, red/);
  await till.scan('4006381333931');
  await till.hasLines(1);
  await till.has('CHF 2.40');
  await till.key('F12');
  await till.isSold();
  await page.getByRole('heading', { name: 'Papeterie du Coin' }).waitFor();
  await till.close();
});

it('what was broken off at the first run is finished at the next sign-in', async () => {
  // The account of the journey before is there; only the shop's own settings were lost on the way.
  const till = await Till.open(address('VAYUPOS_EMPTY_URL'));
  await till.page.evaluate(() =>
    localStorage.setItem(
      'vayupos.shop-draft',
      JSON.stringify({ name: 'Papeterie du Pont', currency: 'CHF', time_zone: 'Europe/Zurich' }),
    ),
  );
  await till.signIn({ username: 'ada', password: 'seven red pencils' });
  const setup = (await new Shop(address('VAYUPOS_EMPTY_URL')).call('GET', '/setup')) as { shop_name: string };
  expect(setup.shop_name).toBe('Papeterie du Pont');
  await till.close();
});
