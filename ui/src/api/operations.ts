/**
 * The operations that the desk calls: what goes in and out, and where each one lives over HTTP.
 *
 * The desktop window calls the same names as commands, so nothing else in the desk knows a path.
 */
import type * as t from './types';

type Nothing = Record<string, never>;

export interface Operations {
  get_setup: { input: Nothing; output: t.Setup };
  load_demo_shop: { input: Nothing; output: t.DemoShop };
  register: {
    input: { id?: t.Id; username: string; password: string; full_name?: string | null };
    output: t.User;
  };
  login: { input: { username: string; password: string }; output: t.Session };
  logout: { input: Nothing; output: Nothing };
  get_me: { input: Nothing; output: t.Me };
  get_shop: { input: Nothing; output: t.Shop };
  update_shop: { input: Partial<t.ShopSettings>; output: t.Shop };
  list_categories: { input: { limit?: number; cursor?: string }; output: t.Page<t.Category> };
  list_taxes: { input: Nothing; output: t.Page<t.Tax> };
  create_product: { input: t.NewProduct; output: t.Product };
  list_products: {
    input: { category_id?: t.Id; is_favourite?: boolean; limit?: number; cursor?: string };
    output: t.Page<t.Product>;
  };
  search_products: { input: { q: string; limit?: number }; output: t.Page<t.Product> };
  scan_product: { input: { code: string }; output: t.Scan };
  get_product: { input: { product_id: t.Id }; output: t.Product };
  save_basket: { input: { basket_id: t.Id } & t.SaveBasket; output: t.Basket };
  list_baskets: { input: Nothing; output: t.Page<t.Basket> };
  discard_basket: { input: { basket_id: t.Id }; output: Nothing };
  checkout: { input: t.CheckoutOrder; output: t.Checkout };
  get_order: { input: { order_id: t.Id }; output: t.Order };
  get_receipt: { input: { order_id: t.Id; copy?: boolean }; output: t.Receipt };
}

/** An operation that answers a file. */
export interface Downloads {
  get_receipt_pdf: { input: { order_id: t.Id; copy?: boolean } };
}

export type Operation = keyof Operations;
export type Download = keyof Downloads;
export type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE';

export const routes: Record<Operation | Download, readonly [Verb, string]> = {
  get_setup: ['GET', '/setup'],
  load_demo_shop: ['POST', '/setup/demo'],
  register: ['POST', '/auth/register'],
  login: ['POST', '/auth/login'],
  logout: ['POST', '/auth/logout'],
  get_me: ['GET', '/auth/me'],
  get_shop: ['GET', '/settings/shop'],
  update_shop: ['PUT', '/settings/shop'],
  list_categories: ['GET', '/categories'],
  list_taxes: ['GET', '/taxes'],
  create_product: ['POST', '/products'],
  list_products: ['GET', '/products'],
  search_products: ['GET', '/products/search'],
  scan_product: ['GET', '/products/scan'],
  get_product: ['GET', '/products/{product_id}'],
  save_basket: ['PUT', '/baskets/{basket_id}'],
  list_baskets: ['GET', '/baskets'],
  discard_basket: ['DELETE', '/baskets/{basket_id}'],
  checkout: ['POST', '/orders/checkout'],
  get_order: ['GET', '/orders/{order_id}'],
  get_receipt: ['GET', '/orders/{order_id}/receipt'],
  get_receipt_pdf: ['GET', '/orders/{order_id}/receipt.pdf'],
};
