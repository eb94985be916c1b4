/** The shop's settings as typed at the first run, until the core has stored them. Never a password. */
import type { Input } from '../api/operations';
import type { Shop } from '../api/types';

export type ShopDraft = Pick<Shop, 'name' | 'currency' | 'time_zone'> & {
  /** How the shop writes money and dates. */
  locale?: Shop['locale'];
  prices_include_tax?: boolean;
  /** The tax that most goods have. With its id, so that it is there once however often it is sent. */
  tax?: Input<'create_tax'>;
};

const KEY = 'vayupos.shop-draft';

export const shopDraft = {
  read(): ShopDraft | null {
    try {
      return JSON.parse(localStorage.getItem(KEY) ?? 'null') as ShopDraft | null;
    } catch {
      return null;
    }
  },
  keep(draft: ShopDraft): void {
    localStorage.setItem(KEY, JSON.stringify(draft));
  },
  clear(): void {
    localStorage.removeItem(KEY);
  },
};
