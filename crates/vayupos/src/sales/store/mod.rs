//! All SQL on orders, their items and taxes, and on baskets.

mod baskets;
mod customers;
mod list;
mod new_order;
mod opening;
mod orders;
mod status;

pub(crate) use baskets::{
    Edit, StoredBasket, Whereabouts, basket_at, baskets, count_parked, delete_basket, discard_basket, hold_basket,
    is_elsewhere, park, parked_basket, parked_baskets, recall, save_basket, whereabouts,
};
pub(crate) use customers::{has_ordered, move_orders};
pub(crate) use list::{OrderFilter, Wanted, is_paying_since, newest};
pub(crate) use new_order::{NewOrder, fingerprint, insert_order, refused};
pub(crate) use opening::begin;
pub(crate) use orders::{any, id_by_number, order, sold_among, was_sold};
pub(crate) use status::{
    Completion, LockedOrder, cancel, complete, lock_order, set_refunded, sold_items, update_pending,
};
