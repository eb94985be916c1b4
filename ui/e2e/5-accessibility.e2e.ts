import { afterAll, afterEach, beforeEach, describe, it } from 'vitest';
import { isClean } from './axe';
import { address, CASHIER, MANAGER, Shop, type Product } from './shop';
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

describe('in every theme', () => {
  it('nothing bars the way to a sale', async () => {
    till = await Till.open(address('VAYUPOS_URL'));
    await till.page.getByLabel('User name').waitFor();
    await isClean(till, 'sign in');
    await till.page.getByLabel('User name').fill('nobody');
    await till.page.getByLabel('Password', { exact: true }).fill('wrong');
    await till.page.keyboard.press('Enter');
    await till.page.getByRole('alert').waitFor();
    await isClean(till, 'sign in, refused');

    await till.signIn(CASHIER);
    await isClean(till, 'sell, empty');
    for (const { barcodes } of products.slice(0, 3)) await till.scan(barcodes[0]!);
    await till.hasLines(3);
    await till.key('F4');
    await till.type('9999');
    await isClean(till, 'sell, number pad');
    await till.key('Enter');
    await till.has(/Only \d+ left/);
    await till.hasLines(3);
    await isClean(till, 'sell, short of stock');
    await till.key('Delete');
    await till.hasLines(2);
    await till.key('F2');
    await till.type('milk');
    await till.page.waitForTimeout(400);
    await isClean(till, 'sell, search and undo');
    await till.key('Escape');

    await till.key('F9');
    await till.page.getByRole('button', { name: /^Exact/ }).waitFor();
    await isClean(till, 'pay, cash');
    await till.key('F10');
    await till.page.getByRole('button', { name: /^Card paid/ }).waitFor();
    await isClean(till, 'pay, card');
    await till.key('F12');
    await till.isSold();
    await till.page.getByRole('region', { name: 'Receipt' }).getByText('Total').waitFor();
    await isClean(till, 'change and receipt');
  });

  it('nothing bars the way in a dialog', async () => {
    till = await Till.open(address('VAYUPOS_URL'));
    await till.signIn(MANAGER);
    await till.key('F1');
    await till.page.getByRole('dialog').waitFor();
    await isClean(till, 'help');
    await till.key('Escape');
    await till.page.getByRole('dialog').waitFor({ state: 'detached' });
    await till.page.getByRole('button', { name: 'Appearance' }).click();
    await till.page.getByRole('menu').waitFor();
    await isClean(till, 'appearance menu');
    await till.key('Escape');
    await till.scan('NOSUCHCODE');
    await till.page.getByRole('alert').waitFor();
    await isClean(till, 'unknown code');
    await till.page.getByRole('alert').getByRole('button', { name: 'Add product' }).click();
    await till.page.getByRole('dialog').waitFor();
    await isClean(till, 'add product');
    await till.page.getByRole('combobox', { name: 'Category' }).click();
    await till.page.getByRole('listbox').waitFor();
    await isClean(till, 'add product, category');
    await till.key('Escape');
    await till.page.getByRole('button', { name: 'Add to the shelf' }).click();
    await isClean(till, 'add product, refused');
  });

  it('nothing bars the way while the shop cannot be reached', async () => {
    till = await Till.open('about:blank');
    await till.page.route('**/api/**', (route) => route.abort());
    await till.page.goto(address('VAYUPOS_URL'));
    await till.page.getByRole('button', { name: 'Try again' }).waitFor();
    await isClean(till, 'unreachable');
    await till.page.unroute('**/api/**');
    await till.tap('Try again');
    await till.page.getByLabel('User name').waitFor();
  });

  it('nothing bars the way at the first run', async () => {
    // The answer of a database that nobody has set up, whatever this one has seen.
    till = await Till.open('about:blank');
    await till.page.route('**/api/v1/setup', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), needs_admin: true } });
    });
    await till.page.goto(address('VAYUPOS_URL'));
    await till.page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await isClean(till, 'welcome');
    await till.tap(/Set up my shop/);
    await isClean(till, 'own shop');
    await till.tap('Next');
    await till.has('This is needed.');
    await isClean(till, 'own shop, refused');
    await till.page.getByLabel('Name of the shop').fill('Corner Shop');
    await till.tap('Next');
    await isClean(till, 'own shop, data');
    await till.tap('Next');
    await till.page.getByLabel('Do you charge tax?').selectOption('added');
    await till.tap('Next');
    await isClean(till, 'own shop, tax refused');
    await till.page.getByLabel('Do you charge tax?').selectOption('none');
    await till.tap('Next');
    await till.tap('Open the shop');
    await isClean(till, 'own shop, owner refused');
  });
});
