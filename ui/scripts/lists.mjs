// How long a person waits at the lists of a large shop, beside the same lists of a small one, in the same browser.
//
// VAYUPOS_URL is a large shop (`cargo run --release --package vayupos --example large_shop`), VAYUPOS_SMALL_URL a demo shop; both
// served by `vayupos serve`. For each list the middle of some turns: from its link to its rows, from a search to what it found
// (the field waits 150 ms for more keys), from a filter to its rows; and the longest that the page did not answer while the list
// was scrolled.
import { openBrowser } from './browser.mjs';

const TURNS = 7;
const SCROLLED_FRAMES = 240;
const PX_A_FRAME = 400;
const MANAGER = { username: 'manager1', password: 'manager123' };

const LISTS = [
  { path: 'products', search: { field: 'Search', large: 'organic milk', small: 'milk' }, filter: { index: 2 } },
  { path: 'orders', search: { field: 'Number', large: 'B-471100', small: '1-000047' }, filter: 'refunded' },
  { path: 'inventory', search: { field: 'Search', large: 'organic milk', small: 'milk' } },
];

const browser = await openBrowser();
try {
  const shops = {
    large: await signedIn(process.env.VAYUPOS_URL ?? 'http://127.0.0.1:8000'),
    small: await signedIn(process.env.VAYUPOS_SMALL_URL ?? 'http://127.0.0.1:8001'),
  };
  for (const list of LISTS) {
    for (const what of ['opened', 'searched', 'filtered', 'scrolled']) {
      const large = await measure(what, shops.large, list, 'large');
      const small = await measure(what, shops.small, list, 'small');
      if (large === null || small === null) continue;
      const ratio = (large / small).toFixed(1);
      console.log(
        `${list.path}, ${what}: ${large.toFixed(0)} ms, in a small shop ${small.toFixed(0)} ms, ratio ${ratio}`,
      );
    }
  }
} finally {
  await browser.close();
}

async function signedIn(url) {
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-US' })).newPage();
  await page.goto(url);
  await page.getByLabel('User name').fill(MANAGER.username);
  await page.getByLabel('Password', { exact: true }).fill(MANAGER.password);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  const tills = page.getByRole('heading', { name: 'Which till is this?' });
  await page.getByRole('button', { name: /^Pay/ }).or(tills).first().waitFor();
  if (await tills.isVisible()) await page.getByRole('main').getByRole('button').first().click();
  await page.getByRole('button', { name: /^Pay/ }).waitFor();
  return page;
}

/** The middle of some turns, in milliseconds; nothing where the list has no such field. */
async function measure(what, page, list, shop) {
  if (what === 'filtered' && !list.filter) return null;
  const turns = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    // Anew each time: what the desk remembers of the turn before is not what is measured.
    await page.evaluate(() => (location.hash = '#/sell'));
    await page.reload();
    await page.getByRole('button', { name: /^Pay/ }).waitFor();
    const open = () => page.evaluate((path) => (location.hash = `#/${path}`), list.path);
    if (what === 'opened') {
      turns.push(await waited(page, open));
      continue;
    }
    await waited(page, open);
    const field = (label) => page.getByRole('main').getByLabel(label, { exact: true }).first();
    if (what === 'searched') turns.push(await waited(page, () => field(list.search.field).fill(list.search[shop])));
    else if (what === 'filtered') turns.push(await waited(page, () => field('Status').selectOption(list.filter)));
    else turns.push(await longestFrame(page));
  }
  return turns.toSorted((one, other) => one - other)[Math.floor(TURNS / 2)];
}

/** From the first event of what is done to the last change of the list's rows. */
async function waited(page, act) {
  await page.evaluate(() => {
    const REST_MS = 500;
    const PATIENCE_MS = 20_000;
    const rows = () => document.querySelector('[role=rowgroup]')?.textContent ?? '';
    window.waiting = new Promise((settle, fail) => {
      let began = null;
      let changed = null;
      let seen = rows();
      for (const name of ['hashchange', 'input', 'change'])
        addEventListener(name, () => (began ??= performance.now()), true);
      const look = (now) => {
        const text = rows();
        if (text !== seen) [seen, changed] = [text, now];
        if (began !== null && changed !== null && now - changed > REST_MS) settle(changed - began);
        else if (began !== null && now - began > PATIENCE_MS) fail(new Error('the rows did not change'));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  });
  await act();
  return page.evaluate(() => window.waiting);
}

async function longestFrame(page) {
  return page.evaluate(
    async ([frames, step]) => {
      const body = document.querySelector('[role=rowgroup]');
      const frame = () => new Promise((next) => requestAnimationFrame(next));
      let longest = 0;
      let last = await frame();
      for (let count = 0; count < frames; count += 1) {
        body.scrollTop += step;
        const now = await frame();
        longest = Math.max(longest, now - last);
        last = now;
      }
      return longest;
    },
    [SCROLLED_FRAMES, PX_A_FRAME],
  );
}
