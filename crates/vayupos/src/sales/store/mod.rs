//! All SQL on orders, their items and taxes, and on baskets.

mod baskets;
mod customers;
mod list;
mod new_order;
mod orders;
mod status;

pub(crate) use baskets::{baskets, delete_basket, save_basket};
pub(crate) use customers::{has_ordered, last_orders, move_orders};
pub(crate) use list::{OrderFilter, newest};
pub(crate) use new_order::{NewOrder, fingerprint, insert_order, refused};
pub(crate) use orders::{any, id_by_number, order, was_sold};
pub(crate) use status::{
    Completion, LockedOrder, cancel, complete, lock_order, set_refunded, sold_items, update_pending,
};
