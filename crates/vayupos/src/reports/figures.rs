//! The figures of a day, a cashier or a whole year, as they are added up and as they are shown. Pure.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::currency::Currency;
use crate::money::{Money, round_div};
use crate::quantity::Quantity;

/// Declares sums as a row of the database gives them.
macro_rules! sums {
    ($(#[$meta:meta])* $name:ident { $($field:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
        pub(super) struct $name {
            $(pub(super) $field: i64,)+
        }

        impl $name {
            /// Adds another's figures.
            pub(super) fn add(&mut self, other: &Self) {
                $(self.$field += other.$field;)+
            }

            /// All of them together.
            pub(super) fn of<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
                let mut sums = Self::default();
                parts.into_iter().for_each(|part| sums.add(part));
                sums
            }
        }
    };
}

sums! {
    /// Sums of `day_total`.
    Sums {
        orders, discounted_orders, items_e3, gross_minor, discount_minor, net_minor, tax_minor, total_minor,
        cash_rounding_minor, cost_minor, lines_without_cost, refunds, refund_net_minor, refund_tax_minor,
        refund_total_minor, refund_cash_rounding_minor, refund_cost_minor,
    }
}

sums! {
    /// Sums of `day_product`.
    ProductSums {
        quantity_e3, gross_minor, discount_minor, net_minor, tax_minor, total_minor, cost_minor, lines_without_cost,
        refund_quantity_e3, refund_net_minor, refund_tax_minor, refund_total_minor, refund_cost_minor,
    }
}

/// What was sold and given back.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SalesFigures {
    /// Completed orders.
    pub orders: i64,
    /// Pieces; a weighed line counts one.
    pub items: Quantity,
    /// At the prices of the lines, before any discount.
    pub gross: Money,
    /// Line and order discounts.
    pub discount: Money,
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax: Money,
    /// `net + tax`.
    pub total: Money,
    /// What rounding cash added, or took off: Σ payments = total + cash_rounding.
    pub cash_rounding: Money,
    /// The total of one order.
    pub average: Money,
    /// How often something was given back.
    pub refunds: i64,
    /// Of what was given back, without taxes.
    pub refund_net: Money,
    /// The taxes of what was given back.
    pub refund_tax: Money,
    /// `refund_net + refund_tax`.
    pub refund_total: Money,
    /// As `cash_rounding`, of what was given back.
    pub refund_cash_rounding: Money,
    /// `net − refund_net`.
    pub net_sales: Money,
    /// `total − refund_total`.
    pub total_sales: Money,
}

impl Sums {
    pub(super) fn figures(&self, currency: Currency) -> SalesFigures {
        let money = |minor| currency.money(minor);
        SalesFigures {
            orders: self.orders,
            items: Quantity::new(self.items_e3),
            gross: money(self.gross_minor),
            discount: money(self.discount_minor),
            net: money(self.net_minor),
            tax: money(self.tax_minor),
            total: money(self.total_minor),
            cash_rounding: money(self.cash_rounding_minor),
            average: money(average(self.total_minor, self.orders)),
            refunds: self.refunds,
            refund_net: money(self.refund_net_minor),
            refund_tax: money(self.refund_tax_minor),
            refund_total: money(self.refund_total_minor),
            refund_cash_rounding: money(self.refund_cash_rounding_minor),
            net_sales: money(self.net_minor - self.refund_net_minor),
            total_sales: money(self.total_minor - self.refund_total_minor),
        }
    }

    pub(super) fn margin(&self, currency: Currency) -> MarginFigures {
        MarginFigures::of(
            currency,
            self.net_minor - self.refund_net_minor,
            self.cost_minor - self.refund_cost_minor,
            self.lines_without_cost,
        )
    }
}

/// What is left of the net sales when the goods are paid for.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct MarginFigures {
    /// Without taxes, less what was given back.
    pub net_sales: Money,
    /// What the goods cost, less those that came back to the shelf.
    pub cost: Money,
    /// `net_sales − cost`.
    pub margin: Money,
    /// Of `net_sales`, with two decimals; null when nothing was sold.
    pub margin_percent: Option<String>,
    /// Lines sold whose cost nobody had entered: they count as if they had cost nothing.
    pub lines_without_cost: i64,
}

impl MarginFigures {
    fn of(currency: Currency, net_minor: i64, cost_minor: i64, lines_without_cost: i64) -> Self {
        Self {
            net_sales: currency.money(net_minor),
            cost: currency.money(cost_minor),
            margin: currency.money(net_minor - cost_minor),
            margin_percent: percent(net_minor - cost_minor, net_minor),
            lines_without_cost,
        }
    }
}

/// What was sold and given back of a product, or of several.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ProductFigures {
    /// How much was sold.
    pub quantity: Quantity,
    /// Before any discount.
    pub gross: Money,
    /// The lines' own discounts and their shares of the orders'.
    pub discount: Money,
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax: Money,
    /// `net + tax`.
    pub total: Money,
    /// How much came back.
    pub refund_quantity: Quantity,
    /// Of what was given back, without taxes.
    pub refund_net: Money,
    /// The taxes of what was given back.
    pub refund_tax: Money,
    /// `refund_net + refund_tax`.
    pub refund_total: Money,
    /// What is left of it.
    #[serde(flatten)]
    pub margin: MarginFigures,
}

impl ProductSums {
    pub(super) fn figures(&self, currency: Currency) -> ProductFigures {
        let money = |minor| currency.money(minor);
        ProductFigures {
            quantity: Quantity::new(self.quantity_e3),
            gross: money(self.gross_minor),
            discount: money(self.discount_minor),
            net: money(self.net_minor),
            tax: money(self.tax_minor),
            total: money(self.total_minor),
            refund_quantity: Quantity::new(self.refund_quantity_e3),
            refund_net: money(self.refund_net_minor),
            refund_tax: money(self.refund_tax_minor),
            refund_total: money(self.refund_total_minor),
            margin: MarginFigures::of(
                currency,
                self.net_minor - self.refund_net_minor,
                self.cost_minor - self.refund_cost_minor,
                self.lines_without_cost,
            ),
        }
    }
}

/// To the minor unit; of nothing it is nothing.
fn average(total_minor: i64, count: i64) -> i64 {
    if count == 0 {
        return 0;
    }
    narrow(round_div(i128::from(total_minor), i128::from(count)))
}

/// A part of a whole in percent with two decimals; none of nothing.
pub(super) fn percent(part: i64, whole: i64) -> Option<String> {
    if whole == 0 {
        return None;
    }
    // The denominator of a rounded division is positive.
    let (part, whole) = if whole < 0 { (-i128::from(part), -i128::from(whole)) } else { (part.into(), whole.into()) };
    Some(Decimal::from_i128_with_scale(round_div(part * 10_000, whole), 2).to_string())
}

fn narrow(minor: i128) -> i64 {
    i64::try_from(minor).expect("an average is not beyond what it is taken of")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_and_percentages_round_ties_away_from_zero() {
        assert_eq!([average(5, 2), average(-5, 2), average(7, 3), average(9, 0)], [3, -3, 2, 0]);
        assert_eq!(percent(1, 3).as_deref(), Some("33.33"));
        assert_eq!(percent(2, 3).as_deref(), Some("66.67"));
        assert_eq!(percent(-5, 2).as_deref(), Some("-250.00"));
        assert_eq!(percent(5, -2).as_deref(), Some("-250.00"));
        assert_eq!(percent(i64::MAX, 1).as_deref(), Some("922337203685477580700.00"));
        assert_eq!(percent(5, 0), None);
    }
}
