//! First run: what a face must know before anybody can sign in, and the sample shop.

mod demo;
mod history;

use serde::Serialize;

use crate::app::App;
use crate::auth::{Anyone, Permit};
use crate::currency::Currency;
use crate::db::Engine;
use crate::error::Result;
use crate::wire::Nothing;
use crate::{settings, users};

pub use demo::{DemoAccount, DemoShop, load_demo_shop};
pub use history::{DemoPast, load_demo_with_past};

/// What a face needs before anybody is signed in.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Setup {
    /// Whether the shop has no user yet: the first to register becomes its admin.
    pub needs_admin: bool,
    /// The shop's name.
    pub shop_name: String,
    /// What it sells in.
    pub currency: Currency,
    /// Decimal digits of that currency.
    pub currency_digits: u8,
    /// The program's version.
    pub version: &'static str,
    /// Where its data lies.
    pub database: Engine,
}

/// What a face needs before anybody is signed in.
pub async fn get_setup(app: &App, _by: Permit<Anyone>, _input: Nothing) -> Result<Setup> {
    let mut reader = app.db.read();
    let shop = settings::store::shop(&mut reader).await?;
    Ok(Setup {
        needs_admin: !users::store::any(&mut reader).await?,
        shop_name: shop.name,
        currency: shop.currency,
        currency_digits: shop.currency_digits,
        version: env!("CARGO_PKG_VERSION"),
        database: app.db.engine(),
    })
}
