//! What a caller wants to sell, and what it comes to: the meeting of an input with the shop's own records.
//!
//! Prices and taxes are the shop's; a caller may only ask for another price or a discount, and needs the right to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::auth::{Caller, DiscountFreely, OverridePrice};
use crate::catalog;
use crate::catalog::store::SaleProduct;
use crate::coupons::{self, Coupon};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Amount, PERCENT_WHOLE_E4, Percent, UnitPrice, round_div};
use crate::quantity::Quantity;
use crate::sales::basket::{self, Discount, Line, LineTax, Priced};
use crate::settings::Shop;
use crate::wire;

/// Lines of a basket at the most.
pub(crate) const MAX_LINES: usize = 500;
pub(crate) const MAX_NOTE_CHARS: usize = 500;

/// One line of what is to be sold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    product_id: Id,
    /// More than zero.
    quantity: Quantity,
    /// Off this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    discount_percent: Option<Percent>,
    /// Off this line, after the percentage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    discount_amount: Option<Amount>,
    /// Another price than the shelf's; needs the right to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit_price: Option<Amount>,
    /// The code it was scanned by. A price that is printed in it needs no right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 512))]
    pub(crate) code: Option<String>,
    /// A remark on the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 500))]
    note: Option<String>,
}

/// What every input that names things to sell has in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket<'a> {
    pub(crate) items: &'a [NewItem],
    pub(crate) discount_percent: Option<Percent>,
    pub(crate) discount_amount: Option<Amount>,
    pub(crate) coupon_code: Option<&'a str>,
    pub(crate) notes: Option<&'a str>,
}

/// Declares an input that names things to sell, with its further fields.
macro_rules! ticket_input {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_meta])* $field: $type,)*
            /// Who buys, where known.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            customer_id: Option<crate::id::Id>,
            /// What is sold.
            #[schemars(length(max = 500))]
            items: Vec<crate::sales::ticket::NewItem>,
            /// Off the whole order.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            discount_percent: Option<crate::money::Percent>,
            /// Off the whole order, after the percentage.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            discount_amount: Option<crate::money::Amount>,
            /// A coupon, besides any other discount.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(length(max = 40))]
            coupon_code: Option<String>,
            /// A remark.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(length(max = 500))]
            notes: Option<String>,
        }

        impl $name {
            pub(crate) fn ticket(&self) -> crate::sales::ticket::Ticket<'_> {
                crate::sales::ticket::Ticket {
                    items: &self.items,
                    discount_percent: self.discount_percent,
                    discount_amount: self.discount_amount,
                    coupon_code: self.coupon_code.as_deref().map(str::trim).filter(|code| !code.is_empty()),
                    notes: self.notes.as_deref(),
                }
            }
        }
    };
}
pub(crate) use ticket_input;

/// What a ticket refers to, besides its products.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) coupon: Option<Coupon>,
    pub(crate) priced_by_label: Vec<usize>,
}

/// A ticket with the products it names and its price.
#[derive(Debug)]
pub(crate) struct Drafted {
    /// In the order of the ticket.
    pub(crate) lines: Vec<DraftedLine>,
    pub(crate) priced: Priced,
    pub(crate) coupon: Option<Coupon>,
    pub(crate) notes: Option<String>,
}

#[derive(Debug)]
pub(crate) struct DraftedLine {
    pub(crate) product: SaleProduct,
    pub(crate) quantity: Quantity,
    pub(crate) unit_price: UnitPrice,
    pub(crate) note: Option<String>,
}

impl Ticket<'_> {
    /// The products it names, each once.
    pub(crate) fn product_ids(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.items.iter().map(|item| item.product_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Refuses more lines than a basket may have, before anything is looked up for them.
    pub(crate) fn bounded(self) -> Result<Self> {
        if self.items.len() > MAX_LINES {
            return Err(Error::invalid("items", format!("A basket has at most {MAX_LINES} lines.")));
        }
        Ok(self)
    }

    /// The same, and refuses one with nothing on it.
    pub(crate) fn to_sell(self) -> Result<Self> {
        if self.items.is_empty() {
            return Err(Error::invalid("items", "There is nothing to sell."));
        }
        self.bounded()
    }

    /// Looks up what it refers to.
    ///
    /// # Errors
    /// `invalid`, `conflict`
    pub(crate) async fn find(&self, db: &mut impl Session, shop: &Shop, now: DateTime<Utc>) -> Result<Found> {
        Ok(Found { coupon: self.coupon(db, shop).await?, priced_by_label: self.priced_by_label(db, shop, now).await? })
    }

    /// The coupon it names, whether or not it can be used.
    ///
    /// # Errors
    /// `invalid` for a code there is none of.
    async fn coupon(&self, db: &mut impl Session, shop: &Shop) -> Result<Option<Coupon>> {
        match self.coupon_code {
            None => Ok(None),
            Some(code) => {
                let coupon = coupons::store::find(db, code, shop.currency).await?;
                let unknown = || Error::invalid("coupon_code", "There is no coupon of this code.");
                coupon.ok_or_else(unknown).map(Some)
            }
        }
    }

    /// The places of the lines that cost what is printed in their code: a scales' label, a GS1 code with a price.
    ///
    /// # Errors
    /// As a scan of the code, without `not_found`.
    async fn priced_by_label(&self, db: &mut impl Session, shop: &Shop, now: DateTime<Utc>) -> Result<Vec<usize>> {
        let mut places = Vec::new();
        for (place, item) in self.items.iter().enumerate() {
            let (Some(code), Some(asked)) = (&item.code, &item.unit_price) else { continue };
            let Some(scan) = catalog::resolve_code(db, shop, code, now).await? else { continue };
            let asked = shop.currency.parse_unit_price(asked, &format!("items[{place}].unit_price"))?;
            let is_same = scan.product.id == item.product_id && scan.quantity == item.quantity;
            if is_same && scan.unit_price == Some(asked) {
                places.push(place);
            }
        }
        Ok(places)
    }

    /// Puts the shop's products and rules to the ticket and prices it.
    pub(crate) fn draft(
        &self,
        caller: &Caller,
        shop: &Shop,
        products: &[SaleProduct],
        found: Found,
    ) -> Result<Drafted> {
        let mut lines = Vec::with_capacity(self.items.len());
        let mut to_price = Vec::with_capacity(self.items.len());
        for (place, item) in self.items.iter().enumerate() {
            let product = products
                .iter()
                .find(|product| product.id == item.product_id && product.is_active)
                .ok_or(Error::NotFound { what: "A product of this basket" })?;
            let by_label = found.priced_by_label.contains(&place);
            let (line, priced) = draft_line(caller, shop, product, item, place, by_label)?;
            lines.push(line);
            to_price.push(priced);
        }
        let (percent, amount) = (self.discount_percent, self.discount_amount.as_ref());
        let order_discount = Discount::parse(shop.currency, percent, amount, "discount_amount")?;
        let mut priced = basket::price(&shop.policy(), &to_price, order_discount)?;
        refuse_discounts_above_limit(caller, shop, &to_price, order_discount, &priced)?;
        let coupon = found.coupon;
        if let Some(coupon) = &coupon {
            let off_minor = coupon.off_minor(priced.subtotal_minor).min(priced.subtotal_minor - priced.discount_minor);
            let amount_minor = order_discount.amount_minor + off_minor;
            priced = basket::price(&shop.policy(), &to_price, Discount { amount_minor, ..order_discount })?;
        }
        Ok(Drafted { lines, priced, coupon, notes: wire::optional(self.notes, "notes", MAX_NOTE_CHARS)? })
    }
}

fn draft_line(
    caller: &Caller,
    shop: &Shop,
    product: &SaleProduct,
    item: &NewItem,
    place: usize,
    by_label: bool,
) -> Result<(DraftedLine, Line)> {
    let at = |field: &str| format!("items[{place}].{field}");
    let in_pieces = product.unit == "each" && !product.sold_by_weight;
    if in_pieces && item.quantity.e3() % Quantity::ONE.e3() != 0 {
        return Err(Error::invalid(at("quantity"), format!("{} is sold in whole pieces.", product.name)));
    }
    let list_price = UnitPrice::stored(product.price_e4, shop.currency_digits);
    let unit_price = match &item.unit_price {
        None => list_price,
        Some(asked) => {
            let asked = shop.currency.parse_unit_price(asked, &at("unit_price"))?;
            if asked != list_price && !by_label {
                caller.permit::<OverridePrice>()?;
            }
            asked
        }
    };
    let (percent, amount) = (item.discount_percent, item.discount_amount.as_ref());
    let discount = Discount::parse(shop.currency, percent, amount, &at("discount_amount"))?;
    let taxes = product
        .taxes
        .iter()
        .map(|tax| LineTax { name: tax.name.clone(), rate: tax.rate, included: tax.included })
        .collect();
    let note = wire::optional(item.note.as_deref(), &at("note"), MAX_NOTE_CHARS)?;
    Ok((
        DraftedLine { product: product.clone(), quantity: item.quantity, unit_price, note },
        Line { unit_price, quantity: item.quantity, discount, taxes },
    ))
}

/// A cashier's discounts stay within the shop's limit, on each line and on the order, however they are given.
fn refuse_discounts_above_limit(
    caller: &Caller,
    shop: &Shop,
    lines: &[Line],
    order_discount: Discount,
    priced: &Priced,
) -> Result<()> {
    let limit = shop.cashier_discount_limit;
    let above = |discount: Discount, off_minor: i64, of_minor: i64| {
        // A percentage within the limit is fine even where rounding to the cent makes more of it.
        let within = discount.amount_minor == 0 && discount.percent <= limit;
        let most = round_div(i128::from(of_minor) * i128::from(limit.e4()), i128::from(PERCENT_WHOLE_E4));
        !within && i128::from(off_minor) > most
    };
    let any_above = above(order_discount, priced.discount_minor, priced.subtotal_minor)
        || lines.iter().zip(&priced.lines).any(|(line, priced)| {
            above(line.discount, priced.discount_minor, priced.line_total_minor + priced.discount_minor)
        });
    if any_above {
        caller.permit::<DiscountFreely>()?;
    }
    Ok(())
}
