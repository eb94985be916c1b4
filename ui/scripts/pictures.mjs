// Takes every picture of the README and the guide in one language, from two tills that are served: `cargo xtask pictures` seeds them,
// serves them and runs this. DESK_LANGUAGE is the language, VAYUPOS_URL the demo shop with its past, VAYUPOS_EMPTY_URL a shop that
// nobody has set up yet.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { m } from '../src/paraglide/messages.js';
import { baseLocale } from '../src/paraglide/runtime.js';
import { openBrowser } from './browser.mjs';

const shop = process.env.VAYUPOS_URL ?? 'http://127.0.0.1:8000';
const emptyShop = process.env.VAYUPOS_EMPTY_URL ?? 'http://127.0.0.1:8001';
const language = process.env.DESK_LANGUAGE ?? baseLocale;
const folder = join(import.meta.dirname, '../../docs/pictures', language === baseLocale ? '' : language);
const SETTLED_MS = 900;
/** What each browser is set to. */
const LOCALE = { en: 'en-IE', de: 'de-DE', hi: 'hi-IN', ar: 'ar' };
/** Codes of the demo shop, as a scanner sends them. */
const BREAD = '5399992626868';
const LOAF = '5399992116154';
const BAGELS = '5399992881830';
const PITTAS = '5219990522569';
const FETA = '5219990741199';
const HUMMUS = '5399990438234';
/** A supplier's list: two products the shop has, one it has not, and one without a price. */
const PRICE_LIST = `SKU,Name,Price,Cost
BK-019,"Bagels, 5 pack",2.75,1.30
BK-003,Almond croissant,3.60,1.52
BK-090,Rye crispbread 250 g,3.20,1.75
BK-091,Oatcakes 200 g,,1.10
`;

const browser = await openBrowser();
mkdirSync(folder, { recursive: true });
let page;

try {
  await beginning();
  await signIn('cashier1');
  await selling();
  await signIn('manager1');
  await looking();
  await goods();
  await signIn('admin');
  await owning();
} catch (error) {
  const seen = join(tmpdir(), 'vayupos-pictures.png');
  await page?.screenshot({ path: seen });
  console.error(`It went no further than ${seen}`);
  throw error;
} finally {
  await browser.close();
}

async function beginning() {
  await open(emptyShop);
  await press(said('own_shop'));
  await page.getByLabel(said('shop_name')).fill('Corner & Bean');
  await take('first-run');
}

async function selling() {
  await scan(HUMMUS, BAGELS);
  await park('Grace, comes back');
  await tile('Cappuccino');
  await scan(BREAD);
  await park('Table 4');
  await tile('Cappuccino');
  await scan(BREAD, LOAF, '3*', BAGELS, PITTAS, FETA);
  await key('F3');
  await page.getByRole('combobox').fill('grace');
  await page.getByRole('option', { name: /Grace Adeyemi/ }).click();
  await page.getByText(said('sell_parked')).waitFor({ state: 'detached' });
  await take('sell');
  await key('Shift+F6');
  await page.getByRole('option').first().waitFor();
  await take('recall');
  await key('Escape');
  await key('F5');
  await type('3.00');
  await key('Enter');
  await page
    .getByRole('dialog', { name: said('approval_title') })
    .getByLabel(said('approval_approver'))
    .fill('manager1');
  await take('approval');
  await key('Escape');
  await key('F9');
  await take('pay');
  await press(/50[.,]00/);
  await page.getByRole('button', { name: beginningWith(said('new_sale')) }).waitFor();
  await take('change');
  const [number] = (await page.getByText(around('order', 'number')).textContent()).match(/\d+-\d+|\d+/);
  await key('F7');
  await page.getByLabel(said('orders_return_number')).fill(number);
  await press(said('orders_return_find'));
  await page
    .getByRole('group', { name: said('orders_return_quantity', { name: 'Bagels, 5 pack' }) })
    .getByRole('button', { name: said('line_more_button') })
    .click();
  await take('return');
  await key('Control+l');
  await take('lock');
}

/** What a manager looks things up in. */
async function looking() {
  await key('Control+k');
  await page.getByRole('combobox').fill('grace');
  await page.getByRole('option', { name: /Grace Adeyemi/ }).waitFor();
  await take('find');
  await key('Escape');
  await goTo('orders');
  await page.getByRole('row').nth(1).click();
  await page.getByRole('heading', { name: said('orders_timeline') }).waitFor();
  await take('order');
  await goTo('customers');
  await page.getByRole('searchbox').fill('grace');
  await page.getByRole('row').filter({ hasText: 'Grace Adeyemi' }).click();
  await page.getByText(said('customers_purchases')).first().waitFor();
  await take('customer');
  await goTo('reports/sales');
  await page.getByRole('checkbox', { name: said('reports_compare') }).check();
  await take('reports');
  await goTo('settings/receipt');
  await page.getByText(said('settings_preview_sample')).waitFor();
  await take('receipt-design');
}

async function goods() {
  await goTo('products');
  await page.getByRole('searchbox').fill('white sliced');
  await page.getByRole('link', { name: 'BK-017' }).click();
  await take('product');
  await goTo('products/import');
  const chosen = page.waitForEvent('filechooser');
  await press(said('products_pick_file'));
  await (await chosen).setFiles({ name: 'bakery.csv', mimeType: 'text/csv', buffer: Buffer.from(PRICE_LIST) });
  await page.getByRole('button', { name: beginningWith(said('products_row_changed')) }).click();
  await take('import');
  await goTo('products/prices');
  await page.getByLabel(said('products_which')).selectOption({ label: 'Bakery' });
  await page.getByLabel(said('products_percent')).fill('5');
  await page.getByLabel(said('products_rounding')).selectOption({ label: said('products_round_ending') });
  await take('prices');
  await goTo('inventory/receive');
  await page.getByLabel(said('inventory_delivery_note')).fill('DN-2041');
  for (const [code, quantity] of [
    [BREAD, '24'],
    [BAGELS, '12'],
    [FETA, '6'],
  ]) {
    await scan(code);
    await type(quantity);
  }
  await take('receive');
  await goTo('counts');
  await page
    .getByRole('button', { name: said('inventory_start_count') })
    .first()
    .click();
  await page.getByLabel(said('inventory_what_to_count')).selectOption({ label: 'Bakery' });
  await page.getByRole('button', { name: said('inventory_start'), exact: true }).click();
  await page.getByText(around('inventory_so_far', 'counted', 'all')).waitFor();
  for (const [code, name, counted] of [
    [BREAD, 'White sliced pan 800 g', '11'],
    [LOAF, 'Seeded batch loaf 800 g', '28'],
    [BAGELS, 'Bagels, 5 pack', '21'],
    [PITTAS, 'Wholemeal pittas, 6 pack', '12'],
  ]) {
    await scan(code);
    await page.getByRole('textbox', { name: `${said('inventory_counted')}, ${name}` }).click();
    await type(counted);
    await key('Enter');
  }
  await page.getByRole('link', { name: said('inventory_review') }).click();
  await page.getByText(said('inventory_difference'), { exact: true }).first().waitFor();
  await page.getByRole('checkbox', { name: said('inventory_show_equal') }).check();
  await take('count');
}

async function owning() {
  await goTo('users');
  await page.getByRole('row').nth(1).waitFor();
  await take('users');
  await goTo('settings/backups');
  await press(said('settings_backup_make'));
  await page.getByText(around('settings_backup_made', 'name')).waitFor();
  await press(said('settings_verify_now'));
  await page.getByText(said('settings_verify_ok', { count: 23 })).waitFor();
  await take('backups');
}

/** A window of its own, as a new machine has it. */
async function open(url) {
  await page?.context().close();
  page = await browser.newPage({
    viewport: { width: 1366, height: 768 },
    locale: LOCALE[language],
    colorScheme: 'light',
  });
  page.setDefaultTimeout(10_000);
  await page.goto(url);
}

/** The demo shop's passwords are the role and 123. */
async function signIn(username) {
  await open(shop);
  await page.getByLabel(said('username')).fill(username);
  await page.getByLabel(said('password'), { exact: true }).fill(`${username.replace(/\d$/, '')}123`);
  await key('Enter');
  await page.getByRole('button', { name: beginningWith(said('pay')) }).waitFor();
}

async function goTo(path) {
  await page.evaluate((hash) => (location.hash = hash), `#/${path}`);
}

/** What ends with a star is typed before a scan. */
async function scan(...codes) {
  const session = await page.context().newCDPSession(page);
  for (const code of codes) {
    if (code.endsWith('*')) await type(code);
    else await scanOne(session, code);
  }
  await session.detach();
}

/** Keys with the times of a scanner, however busy this machine is. */
async function scanOne(session, code) {
  const start_s = Date.now() / 1000;
  const presses = [...code, 'Enter'].map((key, place) => {
    const text = key === 'Enter' ? '\r' : key;
    return session.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text, timestamp: start_s + place * 0.005 });
  });
  await Promise.all(presses);
  await page.waitForTimeout(400);
}

async function park(note) {
  await key('F6');
  await page.getByRole('dialog', { name: said('sell_park_title') }).waitFor();
  await type(note);
  await key('Enter');
  await page.getByText(said('basket_empty_title')).waitFor();
}

async function tile(name) {
  await page
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
}

async function press(name) {
  await page.getByRole('button', { name }).click();
}

async function key(name) {
  await page.keyboard.press(name);
}

/** As a person types: what comes quicker is taken for a scan. */
async function type(text, delay = 120) {
  await page.keyboard.type(text, { delay });
}

async function take(name) {
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  console.log(relative(process.cwd(), join(folder, `${name}.png`)));
}

/** What the screen says, in the language of the pictures. */
function said(key, values = {}) {
  return m[key](values, { locale: language });
}

/** The same with anything in the place of its values. */
function around(key, ...values) {
  const parts = said(key, Object.fromEntries(values.map((value) => [value, '\0']))).split('\0');
  return new RegExp(`^\\s*${parts.map(escaped).join('.+')}\\s*$`);
}

function beginningWith(text) {
  return new RegExp(`^${escaped(text)}`);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
