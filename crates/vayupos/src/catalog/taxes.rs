//! Taxes: a name, a rate, and whether prices contain it.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageTaxes, Permit, SignedIn};
use crate::catalog::{MAX_NAME_CHARS, store};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Percent;
use crate::page::Page;
use crate::wire::{self, Nothing};

/// The highest rate: four times the price, far above any tax.
const MAX_RATE_E4: i64 = 400 * crate::money::PERCENT_ONE_E4;

/// A tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Tax {
    /// The identifier.
    pub id: Id,
    /// Its name on receipts, unlike any other's.
    pub name: String,
    /// Its rate.
    pub rate: Percent,
    /// Whether prices contain it already.
    pub included: bool,
}

/// A new tax.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTax {
    /// Chosen by the caller, so that a retry adds nothing twice.
    pub(crate) id: Option<Id>,
    #[schemars(length(min = 1, max = 120))]
    pub(crate) name: String,
    pub(crate) rate: Percent,
    /// Left out: as the shop's `prices_include_tax` says.
    pub(crate) included: Option<bool>,
}

/// Which tax.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTax {
    tax_id: Id,
}

/// Changes of a tax; what is left out stays.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTax {
    tax_id: Id,
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    rate: Option<Percent>,
    included: Option<bool>,
}

/// Which tax.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteTax {
    tax_id: Id,
}

/// Adds a tax.
///
/// Errors: `conflict` for a name that is taken; `invalid`.
pub async fn create_tax(app: &App, _by: Permit<ManageTaxes>, input: CreateTax) -> Result<Tax> {
    let mut tx = app.db.write().await?;
    let included = match input.included {
        Some(included) => included,
        None => crate::settings::store::shop(&mut tx).await?.prices_include_tax,
    };
    let tax = checked(input, included)?;
    let tax = store::insert_tax(&mut tx, &tax, app.clock.now()).await?;
    tx.commit().await?;
    Ok(tax)
}

pub(crate) fn checked(input: CreateTax, included: bool) -> Result<Tax> {
    Ok(Tax {
        id: input.id.unwrap_or_else(Id::now),
        name: wire::required(&input.name, "name", MAX_NAME_CHARS)?,
        rate: checked_rate(input.rate)?,
        included,
    })
}

fn checked_rate(rate: Percent) -> Result<Percent> {
    if rate.e4() > MAX_RATE_E4 {
        return Err(Error::invalid("rate", "A tax is at most 400 percent."));
    }
    Ok(rate)
}

/// Changes a tax. It counts from the next sale on: what was sold keeps the tax it was sold with.
///
/// Errors: `not_found`; `conflict` for a name that is taken; `invalid`.
pub async fn update_tax(app: &App, _by: Permit<ManageTaxes>, input: UpdateTax) -> Result<Tax> {
    let name = input.name.map(|name| wire::required(&name, "name", MAX_NAME_CHARS)).transpose()?;
    let rate = input.rate.map(checked_rate).transpose()?;
    let mut tx = app.db.write().await?;
    let tax = store::update_tax(&mut tx, input.tax_id, name, rate, input.included).await?;
    tx.commit().await?;
    Ok(tax)
}

/// Deletes a tax that no product has.
///
/// Errors: `not_found`; `conflict` while a product has it, active or not.
pub async fn delete_tax(app: &App, _by: Permit<ManageTaxes>, input: DeleteTax) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    store::delete_tax(&mut tx, input.tax_id).await?;
    tx.commit().await?;
    Ok(Nothing {})
}

/// One tax.
///
/// Errors: `not_found`.
pub async fn get_tax(app: &App, _by: Permit<SignedIn>, input: GetTax) -> Result<Tax> {
    store::tax(&mut app.db.read(), input.tax_id).await
}

/// All taxes by name.
pub async fn list_taxes(app: &App, _by: Permit<SignedIn>, _input: Nothing) -> Result<Page<Tax>> {
    Ok(Page::whole(store::taxes(&mut app.db.read()).await?))
}
