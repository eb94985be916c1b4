/**
 * The shapes that the core speaks, under the names the desk uses.
 *
 * Money, prices, quantities and percents are decimal strings. The desk formats money and never computes with it.
 */

export type Id = string;
export type Money = string;
export type UnitPrice = string;
export type Quantity = string;
export type Percent = string;
export type Role = 'admin' | 'manager' | 'cashier' | 'inventory_officer';
export type Method =
  'cash' | 'card' | 'mobile' | 'bank_transfer' | 'gift_card' | 'store_credit' | 'loyalty_points' | 'other';

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}
export interface Setup {
  needs_admin: boolean;
  shop_name: string;
  currency: string;
  currency_digits: number;
  version: string;
  database: 'sqlite' | 'postgres';
}
export interface DemoAccount {
  username: string;
  password: string;
  role: Role;
  full_name: string;
}
export interface DemoShop {
  accounts: DemoAccount[];
}
export interface User {
  id: Id;
  username: string;
  email: string | null;
  full_name: string | null;
  phone: string | null;
  role: Role;
  is_active: boolean;
  created_at: string;
}
export interface Till {
  id: Id;
  code: string;
  name: string;
}
export interface Session {
  access_token: string;
  token_type: string;
  expires_in: number;
  user: User;
  till: Till;
}
export interface Me {
  user: User;
  till: Till;
  permissions: string[];
}
export interface ShopSettings {
  name: string;
  address: string;
  phone: string | null;
  tax_number: string | null;
  currency: string;
  time_zone: string;
  day_cutover_hour: number;
  prices_include_tax: boolean;
  tax_scope: 'line' | 'rate_total';
  cash_rounding: Money | null;
  receipt_footer: string;
  cashier_discount_limit: Percent;
}
export interface Shop extends ShopSettings {
  currency_digits: number;
  updated_at: string;
}
export interface Category {
  id: Id;
  name: string;
  colour: string;
  position: number;
  product_count: number;
}
export interface Tax {
  id: Id;
  name: string;
  rate: Percent;
  included: boolean;
}
export interface NewProduct {
  id?: Id;
  sku: string;
  name: string;
  description?: string | null;
  barcodes?: string[];
  category_id?: Id | null;
  price: UnitPrice;
  cost_price?: UnitPrice | null;
  tax_ids?: Id[];
  stock_quantity?: Quantity;
  min_stock_level?: Quantity;
  unit?: string;
  sold_by_weight?: boolean;
  track_stock?: boolean;
  is_favourite?: boolean;
}
export interface Product {
  id: Id;
  sku: string;
  name: string;
  description: string | null;
  barcodes: string[];
  category_id: Id | null;
  category_name: string | null;
  colour: string;
  price: UnitPrice;
  cost_price: UnitPrice | null;
  taxes: Tax[];
  stock_quantity: Quantity;
  min_stock_level: Quantity;
  unit: string;
  sold_by_weight: boolean;
  track_stock: boolean;
  is_favourite: boolean;
  is_active: boolean;
  created_at: string;
  updated_at: string;
}
export interface Scan {
  code: string;
  product: Product;
  quantity: Quantity;
  unit_price: UnitPrice | null;
}
export interface NewItem {
  product_id: Id;
  quantity: Quantity;
  discount_percent?: Percent | null;
  discount_amount?: Money | null;
  unit_price?: UnitPrice | null;
  note?: string | null;
}
export interface NewOrder {
  id?: Id;
  customer_id?: Id | null;
  items: NewItem[];
  discount_percent?: Percent | null;
  discount_amount?: Money | null;
  notes?: string | null;
}
export interface TaxLine {
  name: string;
  rate: Percent;
  included: boolean;
  net: Money;
  tax: Money;
}
export interface PricedItem {
  product_id: Id;
  name: string;
  sku: string;
  quantity: Quantity;
  unit: string;
  sold_by_weight: boolean;
  unit_price: UnitPrice;
  list_price: UnitPrice;
  discount: Money;
  line_total: Money;
  net: Money;
  tax: Money;
  total: Money;
  available: Quantity | null;
  note: string | null;
}
export interface Quote {
  items: PricedItem[];
  item_count: string;
  subtotal: Money;
  discount_total: Money;
  savings_total: Money;
  net: Money;
  tax_total: Money;
  total: Money;
  taxes: TaxLine[];
  cash_rounding: Money;
  cash_payable: Money;
  quick_cash: Money[];
}
export interface SaveBasket extends Omit<NewOrder, 'id'> {
  revision: number;
}
export interface Basket {
  id: Id;
  revision: number;
  items: NewItem[];
  discount_percent: Percent | null;
  discount_amount: Money | null;
  customer_id: Id | null;
  notes: string | null;
  updated_at: string;
  quote: Quote;
}
export interface Tender {
  method: Method;
  amount: Money;
  reference?: string | null;
}
export interface CheckoutOrder extends NewOrder {
  id: Id;
  payments: Tender[];
  expected_total?: Money;
}
export interface Payment {
  id: Id;
  order_id: Id;
  method: Method;
  amount: Money;
  given: Money;
  change: Money;
  reference: string | null;
  status: string;
  created_at: string;
}
export interface Order {
  id: Id;
  order_number: string;
  status: 'pending' | 'completed' | 'cancelled' | 'partially_refunded' | 'refunded';
  till: Till;
  cashier: { id: Id; name: string };
  total: Money;
  cash_rounding: Money;
  currency: string;
  business_date: string;
  created_at: string;
  payments: Payment[];
  change: Money;
}
export interface Checkout {
  order: Order;
  payments: Payment[];
  change: Money;
}
export interface Receipt {
  copy: boolean;
  shop_name: string;
  shop_lines: string[];
  order_number: string;
  sold_at: string;
  till: string;
  cashier: string;
  currency: string;
  items: { name: string; detail: string | null; discount: Money | null; total: Money; note: string | null }[];
  subtotal: Money;
  order_discount: Money | null;
  taxes: { name: string; rate: Percent; net: Money; tax: Money; included: boolean }[];
  net: Money;
  tax_total: Money;
  total: Money;
  cash_rounding: Money | null;
  tenders: { method: Method; given: Money }[];
  change: Money | null;
  footer: string;
  qr: string;
}
