/** The pages of the API: all of them from the till itself, and nothing that its content security policy refuses. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openBrowser } from './till';
import { Shop, address, type Account } from './shop';

const ADMIN: Account = { username: 'admin', password: 'admin123' };
const url = address('VAYUPOS_URL');

beforeAll(async () => void (await Shop.demo()));
afterAll(closeBrowser);

/** A page, with everything it asked for elsewhere and everything that went wrong on it. */
async function open(path: string) {
  const page = await (await openBrowser()).newPage();
  const faults: string[] = [];
  page.on('console', (line) => faults.push(line.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('response', (answer) => {
    if (answer.status() >= 400) faults.push(`${answer.status()} ${answer.url()}`);
  });
  page.on('request', (asked) => {
    if (!asked.url().startsWith(url) && !/^(blob|data):/.test(asked.url())) faults.push(`asked for ${asked.url()}`);
  });
  await page.goto(`${url}${path}`, { waitUntil: 'networkidle' });
  return { page, faults };
}

async function tokenOf(account: Account): Promise<string> {
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

test('Swagger UI tries an operation out with a token', async () => {
  const { page, faults } = await open('/docs');
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  await page.locator('.auth-container input').fill(await tokenOf(ADMIN));
  await page.locator('.auth-btn-wrapper .authorize').click();
  await page.locator('.btn-done').click();
  await page.locator('#operations-tag-users').click();
  await page.locator('#operations-users-list_users .opblock-summary-control').first().click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  const status = page.locator('.live-responses-table .response .response-col_status');
  await status.waitFor();
  expect(await status.innerText()).toMatch(/^200/);
  expect(faults).toEqual([]);
  await page.close();
});

test('ReDoc shows every operation and finds them by word', async () => {
  const { page, faults } = await open('/redoc/');
  await page.getByRole('heading', { name: 'VayuPOS' }).waitFor();
  await page.getByPlaceholder('Search...').fill('basket');
  await page.locator('[data-role="search:results"]').getByText('Save basket').waitFor();
  expect(faults).toEqual([]);
  await page.close();
});
