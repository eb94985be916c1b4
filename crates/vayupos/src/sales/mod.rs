//! Ringing up: baskets, quotes, checkout, orders.
//!
//! [`basket`], [`tender`], [`price`] and [`explain`] are pure; one file per use case stands beside them; all SQL is in `store`.

pub mod basket;
mod baskets;
mod cancel_order;
mod checkout;
pub(crate) mod complete;
mod create_order;
pub mod explain;
pub(crate) mod loyalty;
pub(crate) mod order;
pub(crate) mod parking;
pub mod price;
mod queries;
mod quote;
pub(crate) mod sale;
pub(crate) mod store;
mod taxing;
pub mod tender;
mod ticket;
mod timeline;
mod update_order;

pub use baskets::{Basket, DiscardBasket, SaveBasket, discard_basket, list_baskets, save_basket};
pub use cancel_order::{CancelOrder, cancel_order};
pub use checkout::{Checkout, CheckoutDone, NewPayment, checkout};
pub use create_order::{CreateOrder, create_order};
pub use order::{Cashier, Order, OrderItem, OrderStatus, OrderSummary, OrderTax};
pub use parking::{
    ListParkedBaskets, ParkBasket, ParkedBasket, RecallBasket, list_parked_baskets, park_basket, recall_basket,
};
pub use queries::{
    GetOrder, GetOrderByNumber, ListCustomerOrders, ListOrders, get_order, get_order_by_number, list_customer_orders,
    list_orders,
};
pub use quote::{Quote, QuoteItem, QuoteOrder, quote_order};
pub use ticket::NewItem;
pub use timeline::{Event, OrderEvent, OrderTimeline, RefundedGoods, RefundedMoney, get_order_timeline};
pub use update_order::{UpdateOrder, update_order};
