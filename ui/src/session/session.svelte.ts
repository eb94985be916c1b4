/** Who is signed in, in which shop, at which till. */
import type { Core } from '../api/core.svelte';
import { isFailure } from '../api/failure';
import { isDesktop } from '../api/transport';
import type { Input } from '../api/operations';
import type { DemoAccount, Id, Me, Setup, Shop, Till, User } from '../api/types';
import { format, knownZone } from '../lib/format.svelte';
import { wordsFor } from '../lib/words';
import { machine } from './machine';
import { shopDraft } from './shop-draft';

export type Stage =
  | 'starting'
  /** The core has not answered since the desk was opened. */
  | 'unreachable'
  | 'first_run'
  | 'sign_in'
  /** Signed in at a machine that does not know yet which of the shop's tills it is. */
  | 'choose_till'
  | 'open';

const DEMO_ACCOUNTS = 'vayupos.demo';
const MOST_TILLS = 100;

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
  /** The desk waits for a PIN or a password. Whatever it was at stays behind it. */
  isLocked = $state(false);
  tills = $state.raw<readonly Till[]>([]);
  demoAccounts = $state.raw<readonly DemoAccount[]>(readDemoAccounts());

  #permissions = $state.raw<ReadonlySet<string>>(new Set());
  #locking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly core: Core,
    private readonly opened: () => Promise<void>,
  ) {
    core.onSignedOut(() => this.#expire());
    core.onLocked(() => this.#beLocked());
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
      else if (!this.core.mayBeSignedIn()) this.stage = 'sign_in';
      else if (machine.isLocked) await this.lock();
      else await this.#enter();
    } catch (error) {
      if (this.isLocked) this.hasExpired = false;
      else if (isFailure(error, 'unauthenticated')) this.stage = 'sign_in';
      else {
        this.obstacle = obstacleIn(error);
        this.stage = 'unreachable';
      }
    }
    this.hasExpired = false;
  }

  async signIn(username: string, password: string): Promise<void> {
    const till_id = machine.till;
    try {
      await this.core.call('login', { username, password, ...(till_id !== null && { till_id }) });
    } catch (error) {
      // The till this machine was is gone.
      if (till_id === null || !isFailure(error, 'not_found')) throw error;
      machine.till = null;
      await this.core.call('login', { username, password });
    }
    await this.#enter();
  }

  /** Nothing can be seen or done until `unlock`. It holds here at once, and in the core as soon as it answers. */
  async lock(): Promise<void> {
    this.#beLocked();
    this.#locking = this.core.call('lock', {}).catch(() => null);
    await this.#locking;
  }

  /** Whoever locked it, or somebody else, who then goes on at this till. */
  async unlock(proof: Input<'unlock'>): Promise<void> {
    // Sent side by side, the core could hear of the unlocking first.
    await this.#locking;
    await this.core.call('unlock', proof);
    await this.#enter();
    machine.isLocked = false;
    this.isLocked = false;
  }

  /** This machine is that till from now on. */
  async moveTo(tillId: Id): Promise<void> {
    if (tillId !== this.till?.id) this.till = (await this.core.call('move_to_till', { till_id: tillId })).till;
    machine.till = tillId;
    if (this.stage === 'choose_till') await this.#open();
  }

  async listTills(): Promise<readonly Till[]> {
    this.tills = (await this.core.call('list_tills', { limit: MOST_TILLS })).data;
    return this.tills;
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
    format.timeZone = knownZone(shop.time_zone);
    format.locale = shop.locale;
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
    const { username, full_name, has_pin } = me.user;
    machine.greet({ username, name: full_name ?? username, has_pin });
    if (await this.#knowsItsTill()) await this.#open();
    else this.stage = 'choose_till';
  }

  async #open(): Promise<void> {
    this.stage = 'open';
    await this.opened();
  }

  async #knowsItsTill(): Promise<boolean> {
    if (machine.till !== null || !this.may('sell')) return true;
    if ((await this.listTills()).length > 1) return false;
    // The only one so far. It stays this one when others come.
    machine.till = this.till?.id ?? null;
    return true;
  }

  #beLocked(): void {
    machine.isLocked = true;
    this.isLocked = true;
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
    if (this.stage !== 'open' && !this.isLocked) return;
    this.#forget();
    this.hasExpired = true;
  }

  #forget(): void {
    this.user = null;
    machine.isLocked = false;
    this.isLocked = false;
    this.#permissions = new Set();
    this.stage = 'sign_in';
  }

  #keepDemoAccounts(accounts: readonly DemoAccount[]): void {
    this.demoAccounts = accounts;
    localStorage.setItem(DEMO_ACCOUNTS, JSON.stringify(accounts));
  }
}

/** In the desktop's own process the core says which file or server it is; over the network only that it is away. */
function obstacleIn(error: unknown): string | null {
  if (isDesktop && error instanceof Error) return error.message;
  return isFailure(error, 'unavailable') ? null : wordsFor(error);
}

function readDemoAccounts(): readonly DemoAccount[] {
  try {
    const accounts = JSON.parse(localStorage.getItem(DEMO_ACCOUNTS) ?? '[]') as DemoAccount[];
    return Array.isArray(accounts) ? accounts : [];
  } catch {
    return [];
  }
}
