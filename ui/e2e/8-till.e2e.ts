import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isClean } from './axe';
import { address, CASHIER, MANAGER, Shop, type Product } from './shop';
import { closeBrowser, Till } from './till';

let shop: Shop;
let managers: Shop;
let till: Till;
let products: Product[];

beforeEach(async () => {
  managers = await Shop.demo(MANAGER);
  await managers.call('PUT', '/auth/pin', { current_password: MANAGER.password, pin: '7391' });
  shop = await Shop.demo(CASHIER);
  await shop.call('PUT', '/auth/pin', { current_password: CASHIER.password, pin: '4826' });
  await shop.discardBaskets();
  products = await shop.scannable();
});

afterEach(() => till.close());
afterAll(closeBrowser);

async function closed(): Promise<void> {
  await till.page.getByRole('dialog').waitFor({ state: 'detached' });
}

describe('in every theme, nothing bars the way', () => {
  it('in what lies over the Sell screen', async () => {
    till = await Till.open(address('VAYUPOS_URL'));
    await till.signIn(CASHIER);
    const { page } = till;
    for (const { barcodes } of products.slice(0, 3)) await till.scan(barcodes[0]!);
    await till.hasLines(3);

    await till.key('F3');
    await page.getByRole('option').first().waitFor();
    await isClean(till, 'customers');
    await page.getByRole('button', { name: 'New customer' }).click();
    await isClean(till, 'new customer');
    await till.key('Escape');
    await closed();

    await page.getByRole('button', { name: /^More/ }).last().click();
    await page.getByRole('menu').waitFor();
    await isClean(till, 'more actions');
    await page.getByRole('menuitem', { name: 'Coupon' }).click();
    await page.getByLabel('Code on the coupon').fill('NOSUCH');
    await till.key('Enter');
    await till.has(/no coupon/);
    await isClean(till, 'coupon, refused');
    await till.key('Escape');
    await closed();

    await page.getByRole('button', { name: 'Note on the line' }).click();
    await page.getByRole('dialog').getByLabel('Note').fill('Gift wrapped');
    await isClean(till, 'note');
    await till.key('Enter');
    await closed();
    await isClean(till, 'sell, with a note');

    await till.key('F5');
    await till.type('0.11');
    await till.key('Enter');
    await page.getByRole('dialog', { name: 'Approval needed' }).waitFor();
    await isClean(till, 'approval');
    await till.key('Escape');
    await closed();
    await till.hasLines(3);

    await till.key('F6');
    await page.getByRole('dialog', { name: 'Park the ticket' }).waitFor();
    await isClean(till, 'park');
    await till.key('Enter');
    await closed();
    await till.key('Shift+F6');
    await page.getByRole('option').first().waitFor();
    await isClean(till, 'parked tickets');
    await till.key('Enter');
    await closed();
    await till.hasLines(3);
  });

  it('in the palette, the keys, the till, the lock, and the scanner’s page', async () => {
    till = await Till.open(address('VAYUPOS_URL'));
    await till.page.evaluate(() => localStorage.setItem('vayupos.appearance', '{"layout":"scan"}'));
    await till.page.reload();
    await till.signIn(CASHIER);
    const { page } = till;
    await isClean(till, 'scan layout, empty');
    await till.scan(products[0]!.barcodes[0]!);
    await till.hasLines(1);
    await isClean(till, 'scan layout');
    await till.key('Control+k');
    await page.getByRole('option').first().waitFor();
    await isClean(till, 'palette');
    await till.key('Escape');
    await closed();
    await till.key('F1');
    await page.getByRole('button', { name: 'Change keys' }).click();
    await isClean(till, 'keys');
    await till.key('Escape');
    await closed();
    await page.getByRole('button', { name: /^This till/ }).click();
    await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    await isClean(till, 'this till');
    await till.key('Escape');
    await closed();
    await till.key('Control+l');
    await page.getByRole('dialog', { name: 'This till is locked' }).waitFor();
    await isClean(till, 'lock');
    await page.keyboard.type('4826', { delay: 120 });
    await till.key('Enter');
    await closed();

    await page.goto(`${address('VAYUPOS_URL')}/#/scanner`);
    await page.getByRole('heading', { name: 'Scanner test' }).waitFor();
    await till.scan(products[0]!.barcodes[0]!);
    await page.getByText(products[0]!.name).waitFor();
    await isClean(till, 'scanner test');
    await till.page.goto(`${address('VAYUPOS_URL')}/#/sell`);
    await till.hasLines(1);
  });
});

describe('a shop with several tills', () => {
  it('asks once which one this is, and the machine remembers', async () => {
    // After the shop's first till in any order: the other journeys take the first one of the list.
    const code = `9${String(Date.now()).slice(-5)}`;
    const name = `Counter ${code}`;
    await managers.call('POST', '/tills', { code, name });
    till = await Till.open(address('VAYUPOS_URL'));
    const { page } = till;
    await page.getByLabel('User name').fill(CASHIER.username);
    await page.getByLabel('Password', { exact: true }).fill(CASHIER.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Which till is this?' }).waitFor();
    await isClean(till, 'which till');
    await page.getByRole('button', { name: new RegExp(name) }).click();
    await page.getByRole('button', { name: `This till: ${name}` }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await till.signIn(CASHIER);
    await page.getByRole('button', { name: `This till: ${name}` }).waitFor();

    // With a ticket in hand it stays that till; without one it can become another.
    await till.scan(products[0]!.barcodes[0]!);
    await till.hasLines(1);
    await page.getByRole('button', { name: /^This till/ }).click();
    await till.has(/Sell or park the ticket/);
    expect(
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /Till 1/ })
        .isDisabled(),
    ).toBe(true);
    await till.key('Escape');
    await closed();
    await till.key('F12');
    await till.isSold();
    await till.key('Enter');
    await page.getByRole('button', { name: /^This till/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Till 1/ })
      .click();
    await closed();
    await page.getByRole('button', { name: 'This till: Till 1' }).waitFor();
  });
});

it('what was touched last long ago is locked', async () => {
  till = await Till.open(address('VAYUPOS_URL'));
  await till.page.clock.install();
  await till.page.evaluate(() => localStorage.setItem('vayupos.lock-after', '2'));
  await till.page.reload();
  await till.signIn(CASHIER);
  await till.page.clock.fastForward('01:30');
  expect(await till.page.getByRole('dialog').count()).toBe(0);
  await till.page.clock.fastForward('01:00');
  await till.page.getByRole('dialog', { name: 'This till is locked' }).waitFor();
});
