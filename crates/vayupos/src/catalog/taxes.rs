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
    if input.rate.e4() > MAX_RATE_E4 {
        return Err(Error::invalid("rate", "A tax is at most 400 percent."));
    }
    Ok(Tax {
        id: input.id.unwrap_or_else(Id::now),
        name: wire::required(&input.name, "name", MAX_NAME_CHARS)?,
        rate: input.rate,
        included,
    })
}

/// All taxes by name.
pub async fn list_taxes(app: &App, _by: Permit<SignedIn>, _input: Nothing) -> Result<Page<Tax>> {
    Ok(Page::whole(store::taxes(&mut app.db.read()).await?))
}
