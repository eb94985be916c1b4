/**
 * The shapes that the core speaks, under the names the desk uses. `schema.gen.ts` is generated from the core's own
 * description of itself.
 *
 * Money, prices, quantities and percents are decimal strings. The desk formats money and never computes with it.
 */
import type { components } from './schema.gen';

type Schemas = components['schemas'];

export type Id = Schemas['Id'];
export type Money = Schemas['Money'];
export type UnitPrice = Schemas['UnitPrice'];
export type Quantity = Schemas['Quantity'];
export type Percent = Schemas['Percent'];
export type Role = Schemas['Role'];
export type Method = Schemas['Method'];
export type Code = Schemas['Code'];

export type Setup = Schemas['Setup'];
export type DemoAccount = Schemas['DemoAccount'];
export type User = Schemas['User'];
export type Till = Schemas['Till'];
export type Me = Schemas['Me'];
export type Shop = Schemas['Shop'];
export type Category = Schemas['Category'];
export type Tax = Schemas['Tax'];
export type Product = Schemas['Product'];
export type Coupon = Schemas['Coupon'];
export type Colour = Schemas['Colour'];
export type Reason = Schemas['Reason'];
export type InventoryLog = Schemas['InventoryLog'];
export type StockLevel = Schemas['StockLevel'];
export type StockCount = Schemas['StockCount'];
export type CountLine = Schemas['CountLine'];
export type LabelLayout = Schemas['LabelLayout'];
export type ImageType = Schemas['ImageType'];
export type Scan = Schemas['Scan'];
export type NewItem = Schemas['NewItem'];
export type Quote = Schemas['Quote'];
export type QuoteItem = Schemas['QuoteItem'];
export type Basket = Schemas['Basket'];
export type ParkedBasket = Schemas['ParkedBasket'];
export type Customer = Schemas['Customer'];
export type NewPayment = Schemas['NewPayment'];
export type Checkout = Schemas['CheckoutDone'];
export type Order = Schemas['Order'];
export type Receipt = Schemas['Receipt'];

/** One page of a list. */
export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}
