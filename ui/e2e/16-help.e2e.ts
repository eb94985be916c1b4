/** The guide on the screen: found from the keys, read part by part, in the language of the desk. */
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { isClean } from './axe';
import { CASHIER, Shop } from './shop';
import { closeBrowser, Till } from './till';

let till: Till;

beforeEach(async () => {
  const shop = await Shop.demo(CASHIER);
  await shop.discardBaskets();
  till = await Till.ready(shop.url);
});
afterEach(() => till.close());
afterAll(closeBrowser);

async function openFromKeys(): Promise<void> {
  await till.key('F1');
  await till.page.getByRole('link', { name: 'Read the guide' }).click();
  await till.page.getByRole('heading', { level: 1, name: 'The guide' }).waitFor();
}

async function isAt(name: string): Promise<void> {
  const heading = till.page.getByRole('heading', { level: 2, name, exact: true });
  await expect.poll(() => heading.evaluate((found) => found === document.activeElement)).toBe(true);
  await expect.poll(() => heading.evaluate((found) => found.getBoundingClientRect().top < 300)).toBe(true);
}

it('goes to a part, and there again', async () => {
  await openFromKeys();
  expect(await till.page.getByRole('dialog').count()).toBe(0);
  const part = till.page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Stock' });
  await part.click();
  await isAt('Stock');
  await till.page.getByRole('region', { name: 'Help' }).evaluate((page) => page.scrollTo(0, 0));
  await part.click();
  await isAt('Stock');

  await till.page.getByRole('article').getByRole('link', { name: 'sell' }).click();
  await isAt('Sell');
  await till.page.goBack();
  await isAt('Stock');
});

it('has its pictures', async () => {
  await openFromKeys();
  const pictures = till.page.getByRole('article').getByRole('img');
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1366);
  }
});

it('is clean in every theme, and from right to left', async () => {
  await openFromKeys();
  await isClean(till, 'the guide');
  await till.page.evaluate(() => {
    localStorage.setItem('PARAGLIDE_LOCALE', 'ar');
    location.hash = '#/help/المنتجات';
  });
  await till.page.reload();
  const guide = till.page.getByRole('article');
  await guide.waitFor();
  await isClean(till, 'the guide, in Arabic');
  expect(await guide.evaluate((page) => getComputedStyle(page).direction)).toBe('rtl');
});
