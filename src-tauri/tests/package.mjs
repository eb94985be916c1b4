// From the installed package to the first sale, and after it was removed and installed again.
//
// `cargo xtask try PACKAGE.deb` runs it, once as `first-day` and once as `second-day`; VAYUPOS_HOME is where the shop lies.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { Journey, button, foldersIn, removed } from './journey.mjs';
import { KEYS, Window } from './webdriver.mjs';

const ENTRY = '/usr/share/applications/VayuPOS.desktop';
/** WebKitGTK's own browser, showing nothing: what any window of this kind takes at the least. */
const BARE = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const STARTS = 5;
const SHOP = 'Kiosk by the Gate';
const BARCODE = '4006381333931';
const OWNER = { username: 'maria', password: 'seven red pencils' };

const home = process.env.VAYUPOS_HOME;
const day = process.argv[2];
const program = await programOf(ENTRY);

let window;
const journey = new Journey('The package', 'vayupos-package.png', () => window);
await journey.walk(day === 'first-day' ? firstDay : secondDay);
await window?.close();

async function firstDay() {
  await journey.step('it starts', async () => {
    const bare = [];
    const ours = [];
    for (let start = 0; start < STARTS; start += 1) {
      bare.push(await secondsToShow(BARE, ['--automation'], '/html/body', `${home}-bare-${start}`));
      ours.push(await secondsToShow(program, [], button('Set up my shop'), `${home}-ours-${start}`));
    }
    const [least, taken] = [median(bare), median(ours)];
    console.log(
      `      first screen of a new shop: ${taken.toFixed(2)} s, an empty page of ${BARE}: ${least.toFixed(2)} s`,
    );
    console.log(`      ratio: ${(taken / least).toFixed(2)}, medians of ${STARTS}`);
  });
  await journey.step('from its start to the first sale', async () => {
    window = await Window.open(program, foldersIn(home));
    await window.click(button('Set up my shop'));
    await window.fill(field('Name of the shop'), SHOP);
    await window.click(button('Next'));
    await window.find('//*[contains(text(), "You can move to another database later")]');
    await window.click(button('Next'));
    await window.find('//select[@id = //label[contains(., "Do you charge tax?")]/@for]');
    await window.click(button('Next'));
    await window.fill(field('Your name'), 'Maria Lopez');
    await window.fill(field('User name'), OWNER.username);
    await window.fill(field('Password'), OWNER.password);
    await window.click(button('Open the shop'));
    await window.click(button('Add product'));
    await window.fill(`//*[@role="dialog"]${field('Name')}`, 'Pencil, red');
    await window.fill(`//*[@role="dialog"]${field('Price')}`, '1.20');
    await window.fill(`//*[@role="dialog"]${field('SKU')}`, 'P-1');
    await window.fill(`//*[@role="dialog"]${field('Barcode')}`, BARCODE);
    await window.click(button('Add to the shelf'));
    await window.findCount('//*[@role="dialog"]', 0);
    await window.scan(BARCODE);
    await window.findCount('//section[@aria-label="Ticket"]//ol/li', 1);
    await window.type(KEYS.F12, 0);
    await window.find('//main//*[contains(text(), "1-000001")]');
  });
}

async function secondDay() {
  window = await Window.open(program, foldersIn(home));
  await journey.step('the shop is there, and its sale', async () => {
    await window.find(`//*[contains(text(), "${SHOP}")]`);
    await window.fill('//input[@autocomplete="username"]', OWNER.username);
    await window.fill('//input[@autocomplete="current-password"]', OWNER.password);
    await window.click(button('Sign in'));
    await window.find('//section[@aria-label="Ticket"]');
    const { data } = await window.invoke('list_orders', {});
    assert.deepEqual(
      data.map((order) => [order.order_number, order.total]),
      [['1-000001', '1.20']],
    );
  });
}

/** The program that a desktop entry starts. */
async function programOf(entry) {
  const [, name] = /^Exec=(\S+)/m.exec(await readFile(entry, 'utf8'));
  return `/usr/bin/${name}`;
}

function field(label) {
  return `//input[@id = //label[normalize-space() = "${label}"]/@for]`;
}

async function secondsToShow(binary, args, what, folder) {
  const started = performance.now();
  window = await Window.open(binary, foldersIn(folder), args);
  await window.find(what);
  const seconds = (performance.now() - started) / 1000;
  await window.close();
  await removed(folder);
  return seconds;
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
