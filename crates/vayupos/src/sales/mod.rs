//! Ringing up: baskets, quotes, checkout, orders.
//!
//! [`basket`], [`tender`], [`price`] and [`explain`] are pure; one file per use case stands beside them; all SQL is in `store`.

pub mod basket;
mod baskets;
mod checkout;
pub mod explain;
mod order;
pub mod price;
mod queries;
mod quote;
pub(crate) mod store;
mod taxing;
pub mod tender;
mod ticket;

pub use baskets::{Basket, DiscardBasket, SaveBasket, discard_basket, list_baskets, save_basket};
pub use checkout::{Checkout, CheckoutDone, NewPayment, checkout};
pub use order::{Order, OrderItem, OrderStatus, OrderSummary, OrderTax};
pub use queries::{GetOrder, GetOrderByNumber, ListOrders, get_order, get_order_by_number, list_orders};
pub use quote::{Quote, QuoteItem, QuoteOrder, quote_order};
pub use ticket::NewItem;
