//! All SQL on payments and refunds.

mod payments;
mod refunds;

pub(crate) use payments::{
    Booking, NewPayment, PaymentFilter, fingerprint, insert, of_order, order_of, paid, payment, payments, update,
};
pub(crate) use refunds::{NewRefund, insert_refund, refund, refund_fingerprint, refunded_items, refunds_of_order};
