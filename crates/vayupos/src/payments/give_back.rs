//! Giving back: what goods that come back are worth, and from which payments the money goes. Pure.
//!
//! Every figure is rounded on the running sum over all refunds of an item: whatever the steps, an item that came back
//! whole gave back exactly what was paid for it, tax by tax.

use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::round_div;
use crate::quantity::Quantity;
use crate::sales::basket::{Policy, allocate};
use crate::sales::order::StoredTax;
use crate::sales::tender::{Method, cash_payable_minor};

/// An item of an order, with what was given back of it so far.
#[derive(Debug, Clone)]
pub(crate) struct SoldItem {
    pub(crate) id: Id,
    pub(crate) product_id: Id,
    pub(crate) name: String,
    pub(crate) in_pieces: bool,
    pub(crate) quantity_e3: i64,
    pub(crate) total_minor: i64,
    pub(crate) taxes: Vec<StoredTax>,
    pub(crate) returned_e3: i64,
    pub(crate) refunded_minor: i64,
}

impl SoldItem {
    fn left_minor(&self) -> i64 {
        self.total_minor - self.refunded_minor
    }
}

/// A wish to bring something back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    pub(crate) item_id: Id,
    pub(crate) quantity: Quantity,
    pub(crate) restock: bool,
}

/// What goes back of one item.
#[derive(Debug, Clone)]
pub(crate) struct GoneBack {
    pub(crate) item_id: Id,
    pub(crate) product_id: Id,
    pub(crate) quantity_e3: i64,
    pub(crate) restock: bool,
    pub(crate) total_minor: i64,
    pub(crate) tax_minor: i64,
    pub(crate) taxes: Vec<StoredTax>,
}

impl GoneBack {
    pub(crate) fn net_minor(&self) -> i64 {
        self.total_minor - self.tax_minor
    }

    /// `value` of an item's total, with the taxes that lie in it.
    fn of(item: &SoldItem, quantity_e3: i64, restock: bool, value_minor: i64) -> Self {
        let taxes: Vec<StoredTax> = item
            .taxes
            .iter()
            .map(|tax| {
                let up_to = |minor: i64| part(tax.tax_minor, minor, item.total_minor);
                let tax_minor = up_to(item.refunded_minor + value_minor) - up_to(item.refunded_minor);
                StoredTax { tax_minor, ..tax.clone() }
            })
            .collect();
        Self {
            item_id: item.id,
            product_id: item.product_id,
            quantity_e3,
            restock,
            total_minor: value_minor,
            tax_minor: taxes.iter().map(|tax| tax.tax_minor).sum(),
            taxes,
        }
    }
}

/// `whole × done / of`, rounded; nothing of nothing.
fn part(whole_minor: i64, done: i64, of: i64) -> i64 {
    if of == 0 {
        return 0;
    }
    let part = round_div(i128::from(whole_minor) * i128::from(done), i128::from(of));
    i64::try_from(part).expect("a part of an i64 is an i64")
}

/// Goods that come back, and what they are worth.
///
/// # Errors
/// `not_found` for an item of another order; `invalid` for a quantity of nothing, a part of a piece, or an item named
/// twice; `conflict` for more than is left of it.
pub(crate) fn goods(items: &[SoldItem], wishes: &[Wish]) -> Result<Vec<GoneBack>> {
    let mut gone: Vec<GoneBack> = Vec::with_capacity(wishes.len());
    for (place, wish) in wishes.iter().enumerate() {
        let at = |field: &str| format!("items[{place}].{field}");
        let item = items
            .iter()
            .find(|item| item.id == wish.item_id)
            .ok_or(Error::NotFound { what: "An item of this return" })?;
        let quantity_e3 = wish.quantity.e3();
        if quantity_e3 <= 0 || (item.in_pieces && quantity_e3 % Quantity::ONE.e3() != 0) {
            return Err(Error::invalid(at("quantity"), format!("{} comes back in whole pieces.", item.name)));
        }
        if gone.iter().any(|other| other.item_id == item.id) {
            return Err(Error::invalid(at("order_item_id"), "This item is named twice."));
        }
        let left = item.quantity_e3 - item.returned_e3;
        if quantity_e3 > left {
            let left = Quantity::new(left);
            return Err(Error::Conflict {
                message: format!("Only {left} of {} can still come back.", item.name),
                details: Some(serde_json::json!({ "order_item_id": item.id, "left": left })),
            });
        }
        let up_to = |e3: i64| part(item.total_minor, e3, item.quantity_e3);
        let worth = up_to(item.returned_e3 + quantity_e3) - up_to(item.returned_e3);
        // Money alone may have gone back before: nobody gets it twice.
        gone.push(GoneBack::of(item, quantity_e3, wish.restock, worth.min(item.left_minor())));
    }
    Ok(gone)
}

/// Money alone, spread over what is left of each item by largest remainder.
pub(crate) fn money(items: &[SoldItem], value_minor: i64) -> Vec<GoneBack> {
    let left: Vec<i64> = items.iter().map(SoldItem::left_minor).collect();
    items
        .iter()
        .zip(allocate(value_minor, &left))
        .filter(|(_, value)| *value > 0)
        .map(|(item, value)| GoneBack::of(item, 0, false, value))
        .collect()
}

/// A payment, and what of it was given back so far.
#[derive(Debug, Clone)]
pub(crate) struct Paid {
    pub(crate) id: Id,
    pub(crate) method: Method,
    pub(crate) amount_minor: i64,
    pub(crate) refunded_minor: i64,
    pub(crate) points: Option<i64>,
}

impl Paid {
    pub(crate) fn left_minor(&self) -> i64 {
        self.amount_minor - self.refunded_minor
    }

    /// Points and credit were never money: they go back as what they were.
    fn goes_back_by(&self, other_way: Option<Method>) -> Method {
        match self.method {
            Method::LoyaltyPoints | Method::StoreCredit => self.method,
            Method::Cash | Method::Card | Method::Mobile | Method::BankTransfer | Method::GiftCard | Method::Other => {
                other_way.unwrap_or(self.method)
            }
        }
    }
}

/// What of one payment goes back, and how.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) payment_id: Id,
    pub(crate) method: Method,
    pub(crate) amount_minor: i64,
}

/// Takes `value` out of the payments: the ones without cash first, so that the drawer is touched last.
///
/// `through` names another way for all of it. A part in cash is rounded to coins, never above what is left of its
/// payment. Less than the value comes out when less was paid, which only rounding can cause.
pub(crate) fn split(policy: &Policy, paid: &[Paid], value_minor: i64, through: Option<Method>) -> Vec<Part> {
    let mut open = value_minor;
    let mut in_turn: Vec<&Paid> = paid.iter().collect();
    in_turn.sort_by_key(|payment| payment.method == Method::Cash);
    let mut parts = Vec::new();
    for payment in in_turn {
        let amount = open.min(payment.left_minor());
        if amount <= 0 {
            continue;
        }
        open -= amount;
        let method = payment.goes_back_by(through);
        let amount_minor = match method {
            Method::Cash => cash_payable_minor(policy, amount).min(payment.left_minor()),
            Method::Card
            | Method::Mobile
            | Method::BankTransfer
            | Method::GiftCard
            | Method::StoreCredit
            | Method::LoyaltyPoints
            | Method::Other => amount,
        };
        parts.push(Part { payment_id: payment.id, method, amount_minor });
    }
    parts
}

/// All that is left of the payments.
pub(crate) fn all_of(paid: &[Paid], through: Option<Method>) -> Vec<Part> {
    paid.iter()
        .filter(|payment| payment.left_minor() > 0)
        .map(|payment| Part {
            payment_id: payment.id,
            method: payment.goes_back_by(through),
            amount_minor: payment.left_minor(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::currency::Currency;
    use crate::sales::basket::TaxScope;

    fn item(number: u128, quantity: i64, total_minor: i64, taxes_minor: &[i64]) -> SoldItem {
        let tax = |(place, tax_minor): (usize, &i64)| StoredTax {
            name: format!("tax {place}"),
            rate_e4: 70_000,
            included: true,
            tax_minor: *tax_minor,
        };
        SoldItem {
            id: Id::from_u128(number),
            product_id: Id::from_u128(number),
            name: "Tea".into(),
            in_pieces: true,
            quantity_e3: quantity * 1000,
            total_minor,
            taxes: taxes_minor.iter().enumerate().map(tax).collect(),
            returned_e3: 0,
            refunded_minor: 0,
        }
    }

    proptest! {
        #[test]
        fn however_goods_and_money_go_back_together_they_are_what_was_paid(
            sold in prop::collection::vec((1_i64..20, 0_i64..100_000, 0_i64..20_000), 1..6),
            steps in prop::collection::vec((any::<prop::sample::Index>(), 1_i64..8, any::<bool>(), 0_i64..5_000), 0..30),
        ) {
            let mut items: Vec<SoldItem> = sold.iter().enumerate()
                .map(|(place, (quantity, total, tax))| item(place as u128 + 1, *quantity, *total, &[*tax.min(total) / 2, *tax.min(total) / 3]))
                .collect();
            let mut back: Vec<(i64, i64, Vec<i64>)> = vec![(0, 0, vec![0, 0]); items.len()];
            let mut book = |items: &mut Vec<SoldItem>, gone: Vec<GoneBack>| {
                for gone in gone {
                    let place = items.iter().position(|item| item.id == gone.item_id).expect("its own item");
                    items[place].returned_e3 += gone.quantity_e3;
                    items[place].refunded_minor += gone.total_minor;
                    assert!(items[place].refunded_minor <= items[place].total_minor, "never more than was paid");
                    assert!(gone.total_minor >= 0 && gone.tax_minor >= 0);
                    back[place].0 += gone.total_minor;
                    back[place].1 += gone.tax_minor;
                    for (sum, tax) in back[place].2.iter_mut().zip(&gone.taxes) {
                        *sum += tax.tax_minor;
                    }
                }
            };
            for (which, quantity, as_goods, amount) in steps {
                let item = items[which.index(items.len())].clone();
                let left = (item.quantity_e3 - item.returned_e3) / 1000;
                if as_goods && left > 0 {
                    let quantity = Quantity::new(quantity.min(left) * 1000);
                    let gone = goods(&items, &[Wish { item_id: item.id, quantity, restock: true }]).expect("there is as much");
                    book(&mut items, gone);
                } else {
                    let left: i64 = items.iter().map(SoldItem::left_minor).sum();
                    let gone = money(&items, amount.min(left));
                    prop_assert_eq!(gone.iter().map(|gone| gone.total_minor).sum::<i64>(), amount.min(left));
                    book(&mut items, gone);
                }
            }
            let wishes: Vec<Wish> = items.iter().filter(|item| item.returned_e3 < item.quantity_e3)
                .map(|item| Wish { item_id: item.id, quantity: Quantity::new(item.quantity_e3 - item.returned_e3), restock: true })
                .collect();
            let rest = goods(&items, &wishes).expect("the rest");
            book(&mut items, rest);
            let left: i64 = items.iter().map(SoldItem::left_minor).sum();
            let rest = money(&items, left);
            book(&mut items, rest);
            for (item, (total, tax, taxes)) in items.iter().zip(&back) {
                prop_assert_eq!(*total, item.total_minor);
                // Of an item that cost nothing nothing can go back, nor a tax of it.
                let sold_taxes: Vec<i64> = item.taxes.iter().map(|tax| if item.total_minor == 0 { 0 } else { tax.tax_minor }).collect();
                prop_assert_eq!(taxes, &sold_taxes);
                prop_assert_eq!(*tax, sold_taxes.iter().sum::<i64>());
            }
        }

        #[test]
        fn payments_give_no_more_than_they_took(
            paid in prop::collection::vec((0_usize..3, 1_i64..10_000, 0_i64..10_000), 1..5),
            value in 0_i64..40_000,
            step in prop::option::of(prop::sample::select(vec![5_i64, 10, 100])),
        ) {
            let currency = Currency::find("EUR").expect("a currency");
            let policy = Policy { currency, tax_scope: TaxScope::Line, cash_rounding: step.map(|step| currency.money(step)) };
            let methods = [Method::Cash, Method::Card, Method::LoyaltyPoints];
            let paid: Vec<Paid> = paid.iter().enumerate()
                .map(|(place, (method, amount, refunded))| Paid {
                    id: Id::from_u128(place as u128 + 1), method: methods[*method], amount_minor: *amount,
                    refunded_minor: *refunded.min(amount), points: None,
                })
                .collect();
            let left: i64 = paid.iter().map(Paid::left_minor).sum();
            for through in [None, Some(Method::Cash)] {
                for parts in [split(&policy, &paid, value, through), all_of(&paid, through)] {
                    for part in &parts {
                        let payment = paid.iter().find(|payment| payment.id == part.payment_id).expect("its own payment");
                        prop_assert!(part.amount_minor <= payment.left_minor());
                        prop_assert!(payment.method != Method::LoyaltyPoints || part.method == Method::LoyaltyPoints);
                    }
                }
                let out: i64 = split(&policy, &paid, value, through).iter().map(|part| part.amount_minor).sum();
                let slack = step.unwrap_or(0) * paid.len() as i64;
                prop_assert!((out - value.min(left)).abs() <= slack);
                prop_assert_eq!(all_of(&paid, through).iter().map(|part| part.amount_minor).sum::<i64>(), left);
            }
        }
    }
}
