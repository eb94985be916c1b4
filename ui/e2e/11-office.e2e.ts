import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isClean } from './axe';
import { address, CASHIER, MANAGER, Shop, type Account } from './shop';
import { closeBrowser, Till } from './till';

const ADMIN: Account = { username: 'admin', password: 'admin123' };

let till: Till;
/** So that each run has people of its own. */
let mark: string;

beforeEach(async () => {
  await (await Shop.demo(CASHIER)).discardBaskets();
  mark = Date.now().toString(36).slice(-5);
});
afterEach(() => till.close());
afterAll(closeBrowser);

async function visit(path: string, who: Till = till): Promise<void> {
  await who.page.evaluate((hash) => (location.hash = hash), `#/${path}`);
}

async function choose(menu: string | RegExp, action: string): Promise<void> {
  await till.page.getByRole('button', { name: menu }).click();
  await till.page.getByRole('menuitem', { name: action }).click();
}

async function dialogCloses(): Promise<void> {
  await till.page.getByRole('dialog').waitFor({ state: 'detached' });
}

it('a user comes, is kept to their role, and goes', async () => {
  till = await Till.ready(address('VAYUPOS_URL'), ADMIN);
  const { page } = till;
  const account = { username: `mira.${mark}`, password: 'seven red pencils' };
  await visit('users');
  await till.tap('Add user');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Full name').fill(`Mira ${mark}`);
  await dialog.getByLabel('User name').fill(account.username);
  await dialog.getByLabel('Password', { exact: true }).fill('short');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.locator('[aria-invalid]').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(account.password);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialogCloses();
  const row = page.getByRole('row', { name: new RegExp(`Mira ${mark}`) });
  await row.getByText('Cashier').waitFor();

  const colleague = await Till.ready(address('VAYUPOS_URL'), account);
  await visit('users', colleague);
  await colleague.has('Your role does not open this page.');
  await visit('account', colleague);
  await colleague.tap('Set a PIN');
  const pin = colleague.page.getByRole('dialog');
  await pin.getByLabel('PIN').fill('2846');
  await pin.getByLabel('Current password').fill('not this one');
  await pin.getByRole('button', { name: 'Save' }).click();
  await pin.locator('[aria-invalid]').waitFor();
  await pin.getByLabel('Current password').fill(account.password);
  await pin.getByRole('button', { name: 'Save' }).click();
  await pin.waitFor({ state: 'detached' });
  await colleague.page.getByRole('button', { name: 'Remove the PIN' }).waitFor();

  await choose(`Actions for Mira ${mark}`, 'Deactivate');
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await row.getByText('Inactive').waitFor();
  await visit('customers', colleague);
  await colleague.has('Please sign in again');
  await colleague.page.getByLabel('User name').fill(account.username);
  await colleague.page.getByLabel('Password', { exact: true }).fill(account.password);
  await colleague.page.keyboard.press('Enter');
  await colleague.page.getByRole('alert').waitFor();
  await colleague.close();
});

it('a shop keeps its last administrator', async () => {
  const shop = await Shop.demo(ADMIN);
  const { data } = (await shop.call('GET', '/users?limit=200')) as { data: { role: string; is_active: boolean }[] };
  expect(data.filter(({ role, is_active }) => role === 'admin' && is_active)).toHaveLength(1);

  till = await Till.ready(address('VAYUPOS_URL'), ADMIN);
  await visit('users');
  await choose(/^Actions for Nora/, 'Edit');
  const dialog = till.page.getByRole('dialog');
  await dialog.getByLabel('Role').selectOption('cashier');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/last/).waitFor();
});

it('somebody who is on the list twice becomes one', async () => {
  const shop = await Shop.demo(MANAGER);
  const name = `Greta Blum ${mark}`;
  const [first] = await Promise.all([
    shop.call('POST', '/customers', { name, phone: '+353 1 555 0101' }) as Promise<{ id: string }>,
    shop.call('POST', '/customers', { name, email: `greta.${mark}@example.com` }),
  ]);

  till = await Till.ready(address('VAYUPOS_URL'), MANAGER);
  const { page } = till;
  await visit('customers');
  await page.getByRole('searchbox').fill(`greta.${mark}@example.com`);
  await page.getByRole('row', { name: new RegExp(`greta.${mark}`) }).click();
  await page.getByRole('heading', { name }).waitFor();
  await till.tap('Change points');
  const points = page.getByRole('dialog');
  await points.getByLabel('Points', { exact: true }).fill('2.5');
  await points.getByLabel('Reason').fill('A birthday');
  await points.getByRole('button', { name: 'Give points' }).click();
  await points.getByText('A whole number').waitFor();
  await points.getByLabel('Points', { exact: true }).fill('25');
  await points.getByRole('button', { name: 'Give points' }).click();
  await dialogCloses();

  await visit(`customers/${first.id}`);
  await choose('Actions', 'Merge with another entry');
  const merge = page.getByRole('dialog');
  await merge.getByRole('button', { name: new RegExp(`greta.${mark}`) }).click();
  await merge.getByText('This entry stays.').waitFor();
  await merge.getByRole('button', { name: 'Merge', exact: true }).click();
  await dialogCloses();
  await till.has(`greta.${mark}@example.com`);
  await till.has('+353 1 555 0101');
  await page.getByRole('link', { name: 'Points' }).click();
  await page.getByRole('gridcell', { name: /Merged with another entry/ }).waitFor();
});

it('settings are stored, shown on the receipt, and still there after a reload', async () => {
  till = await Till.ready(address('VAYUPOS_URL'), MANAGER);
  const { page } = till;
  await visit('settings');
  const footer = `Come again, ${mark}`;
  await page.getByLabel('Phone').fill(`+353 20 ${mark}`);
  await page.getByLabel('Cashiers’ discount limit (%)').fill('a lot');
  await till.tap('Save');
  await page.locator('[aria-invalid]').waitFor();
  await page.getByLabel('Cashiers’ discount limit (%)').fill('10');
  await till.tap('Save');
  await till.has('Saved');
  await page.reload();
  expect(await page.getByLabel('Phone').inputValue()).toBe(`+353 20 ${mark}`);
  expect(await page.getByLabel('Currency').getAttribute('readonly')).not.toBeNull();

  await page.getByRole('link', { name: 'Receipt', exact: true }).click();
  await page.getByLabel('Last words of the receipt').fill(footer);
  await page.getByRole('region', { name: 'How it looks' }).getByText(footer).waitFor();
  await till.tap('Save');
  await page.reload();
  await page.getByRole('region', { name: 'How it looks' }).getByText(footer).waitFor();
});

it('a backup is made, and nothing is replaced by it without the shop’s name', async () => {
  till = await Till.ready(address('VAYUPOS_URL'), ADMIN);
  const { page } = till;
  await visit('settings/backups');
  const backup = await till.backUp();
  await page.getByRole('button', { name: `Actions for ${backup}` }).click();
  await page.getByRole('menuitem', { name: 'Restore…' }).click();
  const dialog = page.getByRole('dialog');
  const replace = dialog.getByRole('button', { name: 'Replace everything' });
  expect(await replace.isDisabled()).toBe(true);
  await dialog.getByLabel(/type the name of the shop/).fill('another shop');
  expect(await replace.isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await till.tap('Check now');
  await till.has(/All \d+ rules hold/);
});

it('everything becomes one file, and the totals are made anew', async () => {
  till = await Till.ready(address('VAYUPOS_URL'), ADMIN);
  const { page } = till;
  await visit('settings/database');
  await till.tap('Export now');
  await till.has('Done.');
  const file = page.getByRole('table', { name: 'Everything as one file' }).getByRole('row').nth(1);
  await file.getByRole('button', { name: /^Actions for/ }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.zip$/);
  await till.tap('Rebuild the totals');
  await page.getByText('Done.').nth(1).waitFor();
});

it('another language keeps the ticket', async () => {
  const shop = await Shop.demo();
  await shop.discardBaskets();
  const products = await shop.scannable();
  till = await Till.ready(address('VAYUPOS_URL'), CASHIER);
  const { page } = till;
  for (const { barcodes } of products.slice(0, 2)) await till.scan(barcodes[0]!);
  await till.hasLines(2);
  for (const [language, direction] of [
    ['de', 'ltr'],
    ['ar', 'rtl'],
    ['en', 'ltr'],
  ] as const) {
    await visit('account');
    await page.locator('section:last-child select').first().selectOption(language);
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(direction);
    await visit('sell');
    await till.hasLines(2);
  }
});

describe('in every theme', () => {
  async function isCleanWithDialog(button: string): Promise<void> {
    await till.tap(button);
    await till.page.getByRole('dialog').waitFor();
    await isClean(till, button);
    await till.page.keyboard.press('Escape');
    await dialogCloses();
  }

  it('nothing bars the way in what lies over the office', async () => {
    till = await Till.ready(address('VAYUPOS_URL'), ADMIN);
    const { page } = till;

    await visit('settings/shop');
    await till.tap('Add a prefix');
    await isClean(till, 'settings, scale codes');
    await visit('settings/tills');
    await isCleanWithDialog('Add till');

    await visit('users');
    await page.getByRole('row', { name: /Nora/ }).waitFor();
    await isCleanWithDialog('Add user');
    await choose(/^Actions for Aoife/, 'Reset password');
    await page.getByRole('dialog').waitFor();
    await isClean(till, 'reset password');
    await page.keyboard.press('Escape');
    await dialogCloses();

    await visit('account');
    await page.getByRole('heading', { name: 'Looks and language' }).waitFor();
    await isCleanWithDialog('Change password');
    await isCleanWithDialog('Set a PIN');

    await visit('customers');
    await page.getByRole('row').nth(1).waitFor();
    await isCleanWithDialog('Add customer');
    await page.getByRole('row').nth(1).click();
    await page.getByRole('link', { name: 'Points' }).waitFor();
    await isCleanWithDialog('Change points');
    await choose('Actions', 'Merge with another entry');
    await page.getByRole('dialog').waitFor();
    await isClean(till, 'merge, search');
    await page.getByRole('dialog').getByRole('searchbox').fill('example');
    await page.getByRole('dialog').getByRole('listitem').getByRole('button').first().click();
    await isClean(till, 'merge, both sides');
  });
});
