import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MANAGER, Shop, type Product } from './shop';
import { closeBrowser, Till } from './till';

let shop: Shop;
let till: Till;
let product: Product;

beforeEach(async () => {
  shop = await Shop.demo();
  await shop.discardBaskets();
  product = (await shop.scannable())[0]!;
  till = await Till.ready(shop.url, MANAGER);
  await till.scan(product.barcodes[0]!);
  await till.hasLines(1);
});

afterEach(() => till.close());
afterAll(closeBrowser);

describe('after the last scan', () => {
  it('exact cash is one key', async () => {
    await till.key('F12');
    await till.isSold();
    expect(till.keys).toBe(1);
  });

  it('exact cash is two taps', async () => {
    await till.tap(/^Pay/);
    await till.tap(/^Exact/);
    await till.isSold();
    expect(till.taps).toBe(2);
  });

  it('a note is two taps, and the change is on the screen', async () => {
    await till.tap(/^Pay/);
    till.taps += 1;
    await till.page.getByRole('group', { name: 'Notes' }).getByRole('button').first().click();
    await till.isSold();
    expect(till.taps).toBe(2);
  });

  it('a card is three taps', async () => {
    await till.tap(/^Pay/);
    await till.tap(/^Card/);
    await till.tap(/^Card paid/);
    await till.isSold();
    await till.has('Paid by Card');
    expect(till.taps).toBe(3);
  });

  it('an amount given is typed and taken, and the change is huge', async () => {
    await till.key('F9');
    await till.type('100');
    await till.key('Enter');
    await till.isSold();
    await till.page.getByRole('heading', { name: 'Change' }).waitFor();
    expect(till.keys).toBe(2);
  });
});

describe('a line', () => {
  it('gets another price by F5, digits, Enter', async () => {
    await till.key('F5');
    await till.type('0.5');
    await till.key('Enter');
    await till.has(/instead of/);
    expect(till.keys).toBe(2);
    await till.hasLines(1);
    await till.page.getByRole('button', { name: /^Pay/ }).getByText('0.50').waitFor();
  });

  it('gets a quantity, a discount, one more, one less, and goes and comes back', async () => {
    await till.key('F4');
    await till.type('4');
    await till.key('Enter');
    await till.type('+');
    await till.type('-');
    await till.type('-');
    await till.has('3 items');
    await till.key('F8');
    await till.type('10');
    await till.key('Enter');
    await till.has(/−10 %/);
    await till.key('Delete');
    await till.hasLines(0);
    await till.tap('Undo');
    await till.hasLines(1);
    await till.has('3 items');
  });

  it('is three when "3*" is typed before its scan', async () => {
    await till.type('3*');
    await till.scan(product.barcodes[0]!);
    await till.has('4 items');
    expect(await till.page.getByRole('search').getByRole('textbox').inputValue()).toBe('');
  });
});

describe('an order', () => {
  it('gets a discount, and Esc never clears it', async () => {
    await till.key('Shift+F8');
    await till.type('5');
    await till.key('Enter');
    await till.has('Discount (5 %)');
    for (let press = 0; press < 4; press += 1) await till.key('Escape');
    await till.hasLines(1);
    await till.has('Discount (5 %)');
  });

  it('is followed by the next one as soon as something is scanned', async () => {
    await till.key('F12');
    await till.isSold();
    await till.scan(product.barcodes[0]!);
    await till.hasLines(1);
    await till.has('1 item');
  });

  it('asks the weight of what is weighed', async () => {
    await till.page.getByRole('button', { name: /Bananas/ }).click();
    await till.type('0.64');
    await till.key('Enter');
    await till.hasLines(2);
    await till.has('0.64');
  });
});

it('what is more than there is on the shelf is an amber line, and stops the sale without a dialog', async () => {
  await till.key('F4');
  await till.type('9999');
  await till.key('Enter');
  await till.has(/Only \d+ left/);
  await till.key('F12');
  await till.page.getByRole('alert').or(till.page.locator('.notice.warn')).first().waitFor();
  await till.hasLines(1);
});
