// Takes the pictures of the README from a running till that nobody has set up yet:
//
//   vayupos serve --database sqlite:pictures.db --listen 127.0.0.1:8000   (in another terminal, on a new file)
//   node ui/scripts/pictures.mjs http://127.0.0.1:8000
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const till = process.argv[2] ?? 'http://127.0.0.1:8000';
const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
/** Codes of the sample shop, as a scanner would send them. */
const CODES = ['5399992626868', '5399992116154', '3*', '5399992881830', '5219990522569', '5399992626868'];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'en-IE' });
await page.goto(till);
await page.getByRole('button', { name: /demo shop/i }).click();
await page
  .getByRole('button', { name: /cappuccino/i })
  .first()
  .click();
for (const code of CODES) {
  await page.keyboard.type(code, { delay: 5 });
  if (!code.endsWith('*')) {
    await page.keyboard.press('Enter');
    await page.waitForTimeout(400);
  }
}
await page.waitForTimeout(1000);
await page.screenshot({ path: `${folder}sell.png` });
await page.keyboard.press('F9');
await page.waitForTimeout(500);
await page.screenshot({ path: `${folder}pay.png` });
await page.getByRole('button', { name: /50\.00/ }).click();
await page.waitForTimeout(1000);
await page.screenshot({ path: `${folder}change.png` });
await browser.close();
