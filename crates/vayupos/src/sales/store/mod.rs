//! All SQL on orders, their items and taxes, and on baskets.

mod baskets;
mod customers;
mod new_order;
mod orders;

pub(crate) use baskets::{baskets, delete_basket, save_basket};
pub(crate) use customers::{has_ordered, last_orders, move_orders};
pub(crate) use new_order::{NewOrder, fingerprint, insert_order};
pub(crate) use orders::{any, id_by_number, newest, order, was_sold};
