/** The shop under test, asked directly over its API: what journeys need to know that is not on the screen. */

export interface Product {
  id: string;
  name: string;
  sku: string;
  barcodes: string[];
  price: string;
  stock_quantity: string;
  track_stock: boolean;
  sold_by_weight: boolean;
}

export interface Account {
  username: string;
  password: string;
}

/** As the demo shop has them; its own note on the screen says the same. */
export const CASHIER: Account = { username: 'cashier1', password: 'cashier123' };
export const MANAGER: Account = { username: 'manager1', password: 'manager123' };

export function address(variable: 'VAYUPOS_URL' | 'VAYUPOS_EMPTY_URL'): string {
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} has to say where the shop is served`);
  return url.replace(/\/$/, '');
}

export class Shop {
  #token = '';

  constructor(readonly url: string) {}

  static async demo(account: Account = CASHIER): Promise<Shop> {
    const shop = new Shop(address('VAYUPOS_URL'));
    const setup = (await shop.call('GET', '/setup')) as { needs_admin: boolean };
    if (setup.needs_admin) await shop.call('POST', '/setup/demo', {});
    await shop.signIn(account);
    return shop;
  }

  async signIn(account: Account): Promise<void> {
    this.#token = '';
    const session = (await this.call('POST', '/auth/login', account)) as { access_token: string };
    this.#token = session.access_token;
  }

  async call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(this.#token && { authorization: `Bearer ${this.#token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** So that one journey's unfinished ticket does not greet the next one. */
  async discardBaskets(): Promise<void> {
    const { data } = (await this.call('GET', '/baskets')) as { data: { id: string }[] };
    for (const { id } of data) await this.call('DELETE', `/baskets/${id}`);
  }

  /** Products with a barcode, the fullest shelves first. */
  async scannable(): Promise<Product[]> {
    const { data } = (await this.call('GET', '/products?limit=200')) as { data: Product[] };
    return data
      .filter((product) => product.barcodes.length > 0 && !product.sold_by_weight && product.track_stock)
      .sort((left, right) => Number(right.stock_quantity) - Number(left.stock_quantity));
  }

  async orderCount(): Promise<number> {
    const { data } = (await this.call('GET', '/orders?limit=200')) as { data: unknown[] };
    return data.length;
  }
}
