/** Who is signed in, in which shop, at which till. */
import type { Core } from '../api/core.svelte';
import { isFailure } from '../api/failure';
import type { Input } from '../api/operations';
import type { DemoAccount, Me, Setup, Shop, Till, User } from '../api/types';
import { format } from '../lib/format.svelte';
import { shopDraft } from './shop-draft';

export type Stage =
  | 'starting'
  /** The core has not answered since the desk was opened. */
  | 'unreachable'
  | 'first_run'
  | 'sign_in'
  | 'open';

const DEMO_ACCOUNTS = 'vayupos.demo';

export class Session {
  stage = $state<Stage>('starting');
  setup = $state.raw<Setup | null>(null);
  shop = $state.raw<Shop | null>(null);
  user = $state.raw<User | null>(null);
  till = $state.raw<Till | null>(null);
  /** What stands between us and the shop, in the core's words: it names the file or the server. */
  obstacle = $state<string | null>(null);
  /** The session ended by itself, in the middle of work. */
  hasExpired = $state(false);
  demoAccounts = $state.raw<readonly DemoAccount[]>(readDemoAccounts());

  #permissions = $state.raw<ReadonlySet<string>>(new Set());

  constructor(
    private readonly core: Core,
    private readonly opened: () => Promise<void>,
  ) {
    core.onSignedOut(() => this.#expire());
    core.onReturn(() => {
      if (this.stage === 'unreachable') void this.start();
    });
  }

  may(permission: string): boolean {
    return this.#permissions.has(permission);
  }

  async start(): Promise<void> {
    try {
      await this.#readSetup();
      if (this.setup?.needs_admin) this.#beFirst();
      else if (this.core.mayBeSignedIn()) await this.#enter();
      else this.stage = 'sign_in';
    } catch (error) {
      if (isFailure(error, 'unauthenticated')) this.stage = 'sign_in';
      else {
        this.obstacle = error instanceof Error ? error.message : null;
        this.stage = 'unreachable';
      }
    }
    this.hasExpired = false;
  }

  async signIn(username: string, password: string): Promise<void> {
    await this.core.call('login', { username, password });
    await this.#enter();
  }

  async signOut(): Promise<void> {
    await this.core.call('logout', {}).catch(() => null);
    this.#forget();
    this.hasExpired = false;
  }

  /** The shop's settings as they are from now on. */
  adopt(shop: Shop): void {
    this.shop = shop;
    format.set(shop.currency, shop.currency_digits);
    format.timeZone = shop.time_zone;
  }

  /** Fills an empty database with the demo shop and signs in as its cashier. */
  async openDemoShop(): Promise<void> {
    const { accounts } = await this.core.call('load_demo_shop', {});
    this.#keepDemoAccounts(accounts);
    const cashier = accounts.find((account) => account.role === 'cashier') ?? accounts[0];
    await this.#readSetup();
    this.stage = 'sign_in';
    if (cashier) await this.signIn(cashier.username, cashier.password);
  }

  dismissDemoAccounts(): void {
    this.#keepDemoAccounts([]);
  }

  async #enter(): Promise<void> {
    const me: Me = await this.core.call('get_me', {});
    this.#permissions = new Set(me.permissions);
    this.adopt(await this.#finishShop());
    this.user = me.user;
    this.till = me.till;
    this.hasExpired = false;
    this.stage = 'open';
    await this.opened();
  }

  /** A shop whose setting up was broken off is finished by whoever may, with what was typed then. */
  async #finishShop(): Promise<Shop> {
    const draft = shopDraft.read();
    if (!draft || !this.may('change_settings')) return this.core.call('get_shop', {});
    const { tax, ...settings } = draft;
    const shop = await this.core.call('update_shop', settings);
    if (tax) await this.#addTax(tax);
    shopDraft.clear();
    return shop;
  }

  /** A tax that the core refuses can be added later, and must not keep the shop shut. */
  async #addTax(tax: Input<'create_tax'>): Promise<void> {
    try {
      await this.core.call('create_tax', tax);
    } catch (error) {
      if (!isFailure(error, 'invalid', 'conflict', 'forbidden')) throw error;
    }
  }

  async #readSetup(): Promise<void> {
    const setup = await this.core.call('get_setup', {});
    this.setup = setup;
    format.set(setup.currency, setup.currency_digits);
  }

  /** What this browser holds from another database is worth nothing in this one. */
  #beFirst(): void {
    this.core.forgetSession();
    this.stage = 'first_run';
  }

  #expire(): void {
    if (this.stage !== 'open') return;
    this.#forget();
    this.hasExpired = true;
  }

  #forget(): void {
    this.user = null;
    this.#permissions = new Set();
    this.stage = 'sign_in';
  }

  #keepDemoAccounts(accounts: readonly DemoAccount[]): void {
    this.demoAccounts = accounts;
    localStorage.setItem(DEMO_ACCOUNTS, JSON.stringify(accounts));
  }
}

function readDemoAccounts(): readonly DemoAccount[] {
  try {
    const accounts = JSON.parse(localStorage.getItem(DEMO_ACCOUNTS) ?? '[]') as DemoAccount[];
    return Array.isArray(accounts) ? accounts : [];
  } catch {
    return [];
  }
}
