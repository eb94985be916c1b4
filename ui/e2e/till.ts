/** A browser at the till, worked as a cashier does: with a scanner, keys and taps, all of them counted. */
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import { CASHIER, type Account } from './shop';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const KEY_GAP_S = 0.005;
/** Quicker than most, and too slow for a scanner. */
const TYPIST_GAP_S = 0.06;

let browser: Browser | undefined;

export async function openBrowser(): Promise<Browser> {
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  return browser;
}

/** What stands on each page that is open now, for whoever reads of a failure. */
export async function whatIsShown(): Promise<string[]> {
  const pages = browser?.contexts().flatMap((context) => context.pages()) ?? [];
  return Promise.all(
    pages.map(async (page) => `${page.url()}\n${await page.locator('body').innerText({ timeout: 1000 })}`),
  );
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

export class Till {
  keys = 0;
  taps = 0;
  readonly faults: string[] = [];

  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {
    page.on('pageerror', (error) => this.faults.push(String(error)));
  }

  static async open(url: string, options: { width?: number; height?: number } = {}): Promise<Till> {
    const { width = 1366, height = 768 } = options;
    const context = await (await openBrowser()).newContext({ viewport: { width, height }, locale: 'en-US' });
    const till = new Till(await context.newPage(), context);
    await till.page.goto(url);
    return till;
  }

  /** Signed in and ready to sell. */
  static async ready(url: string, account: Account = CASHIER): Promise<Till> {
    const till = await Till.open(url);
    await till.signIn(account);
    return till;
  }

  async signIn(account: Account): Promise<void> {
    await this.page.getByLabel('User name').fill(account.username);
    await this.page.getByLabel('Password', { exact: true }).fill(account.password);
    await this.page.getByLabel('Password', { exact: true }).press('Enter');
    await this.choosesTill();
    await this.pay.waitFor();
  }

  /** A shop with several tills asks which one this is. */
  async choosesTill(): Promise<void> {
    const question = this.page.getByRole('heading', { name: 'Which till is this?' });
    await this.pay.or(question).first().waitFor();
    if (await question.isVisible()) await this.page.getByRole('main').getByRole('button').first().click();
  }

  async close(): Promise<void> {
    await this.context.close();
    if (this.faults.length > 0) throw new Error(`The page threw: ${this.faults.join('; ')}`);
  }

  get pay() {
    return this.page.getByRole('button', { name: /^Pay/ });
  }

  get lines() {
    return this.page.getByRole('region', { name: 'Ticket' }).getByRole('listitem');
  }

  /** As many lines as this, and their total confirmed by the core. */
  async hasLines(count: number): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => document.querySelectorAll('ol.lines > li').length === wanted && !document.querySelector('.waiting'),
      count,
    );
  }

  /** A list in which nothing but one row is left. */
  async hasOneRow(text: string): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const rows = [...document.querySelectorAll('[role=rowgroup] [role=row]')];
      return rows.length === 1 && rows[0]!.textContent.includes(wanted);
    }, text);
  }

  async has(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Takes the one of this name from the list that these keys open. */
  async picks(keys: string, name: string): Promise<void> {
    await this.key(keys);
    await this.page.getByRole('dialog').getByRole('combobox').fill(name);
    await this.page.getByRole('option', { name: new RegExp(name) }).waitFor();
    await this.key('Enter');
    await this.page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  /** Makes a backup on the page of backups; its name. */
  async backUp(): Promise<string> {
    await this.tap('Back up now');
    const said = await this.page.getByText(/^Backup .+ is made$/).innerText();
    return said.replace(/^Backup (.+) is made$/, '$1');
  }

  /** Types as a scanner does: five milliseconds a key, Enter at the end, without waiting for the page. */
  async scan(code: string, end: 'Enter' | 'Tab' = 'Enter'): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    await Promise.all(keystrokes(session, code, end));
    await session.detach();
  }

  /** As many scans, one right after the other. */
  async scanAll(codes: readonly string[]): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    for (const [place, code] of codes.entries()) {
      await Promise.all(keystrokes(session, code, place % 7 === 0 ? 'Tab' : 'Enter'));
    }
    await session.detach();
  }

  /** Types as a quick typist does, Enter at the end, without waiting for the page. */
  async typeQuickly(text: string): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    await Promise.all(keystrokes(session, text, 'Enter', TYPIST_GAP_S));
    await session.detach();
  }

  async key(key: string): Promise<void> {
    this.keys += 1;
    await this.page.keyboard.press(key);
  }

  /** Types as a person does. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 120 });
  }

  /** Types a day into its field, in whatever order that has its parts. */
  async pickDay(label: string, iso: string): Promise<void> {
    const [year, month, day] = iso.split('-');
    const field = this.page.getByRole('group', { name: label, exact: true });
    for (const [part, digits] of [
      [`${label} Month`, month],
      [`${label} Day`, day],
      [`${label} Year`, year],
    ] as const) {
      await field.getByRole('spinbutton', { name: part, exact: true }).click();
      await this.type(digits!);
    }
  }

  async tap(name: string | RegExp): Promise<void> {
    this.taps += 1;
    await this.page.getByRole('button', { name }).click();
  }

  /** The change screen; answers the order's number. */
  async isSold(): Promise<string> {
    const order = await this.page.getByText(/^Order \d\S*$/).textContent();
    await this.page.getByRole('button', { name: /New sale/ }).waitFor();
    return order!.replace('Order ', '');
  }
}

function keystrokes(session: CDPSession, code: string, end: 'Enter' | 'Tab', gap_s = KEY_GAP_S): Promise<unknown>[] {
  const start = Date.now() / 1000;
  return [...code, end].flatMap((key, index) => {
    const text = key === 'Enter' ? '\r' : key === 'Tab' ? '' : key;
    const timestamp = start + index * gap_s;
    const isDigit = /^\d$/.test(key);
    const press = {
      key,
      timestamp,
      ...(isDigit && { code: `Digit${key}`, windowsVirtualKeyCode: 48 + Number(key) }),
    };
    const named = key.length > 1 ? { code: key, windowsVirtualKeyCode: key === 'Enter' ? 13 : 9 } : {};
    return [
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', text, ...press, ...named }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...press, ...named }),
    ];
  });
}
