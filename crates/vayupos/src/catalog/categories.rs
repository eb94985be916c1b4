//! Categories: the shelves of the catalogue.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageCatalog, Permit, SignedIn};
use crate::catalog::{MAX_NAME_CHARS, store};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::{self, Limit, Page};
use crate::wire::{self, Nothing};
use crate::words::words;

words! {
    /// The colour of a category's bar on its tiles; every theme has its own shade of it.
    pub enum Colour {
        /// Amber.
        Amber = "amber",
        /// Blue.
        Blue = "blue",
        /// Brown.
        Brown = "brown",
        /// Green.
        Green = "green",
        /// Purple.
        Purple = "purple",
        /// Orange.
        Orange = "orange",
        /// Grey.
        Grey = "grey",
        /// Indigo.
        Indigo = "indigo",
        /// Red.
        Red = "red",
        /// Teal.
        Teal = "teal",
    }
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Category {
    /// The identifier.
    pub id: Id,
    /// Its name, unlike any other's.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
    /// Its place among the others.
    pub position: i64,
    /// Active products in it.
    pub product_count: i64,
}

/// A new category.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCategory {
    /// Chosen by the caller, so that a retry adds nothing twice.
    pub(crate) id: Option<Id>,
    #[schemars(length(min = 1, max = 120))]
    pub(crate) name: String,
    /// Left out: grey.
    pub(crate) colour: Option<Colour>,
    /// Left out: 0. Equal places are ordered by name.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub(crate) position: Option<u32>,
}

/// Changes of a category; what is left out stays.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCategory {
    category_id: Id,
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    colour: Option<Colour>,
    #[schemars(range(min = 0, max = 1_000_000))]
    position: Option<u32>,
}

/// Which category.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteCategory {
    category_id: Id,
}

/// Which page of categories.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCategories {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Which category.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCategory {
    category_id: Id,
}

/// Adds a category.
///
/// Errors: `conflict` for a name that is taken; `invalid`.
pub async fn create_category(app: &App, _by: Permit<ManageCatalog>, input: CreateCategory) -> Result<Category> {
    let category = checked(input)?;
    let mut tx = app.db.write().await?;
    let category = store::insert_category(&mut tx, &category, app.clock.now()).await?;
    tx.commit().await?;
    Ok(category)
}

pub(crate) fn checked(input: CreateCategory) -> Result<Category> {
    Ok(Category {
        id: input.id.unwrap_or_else(Id::now),
        name: wire::required(&input.name, "name", MAX_NAME_CHARS)?,
        colour: input.colour.unwrap_or(Colour::Grey),
        position: checked_position(input.position.unwrap_or(0))?,
        product_count: 0,
    })
}

fn checked_position(position: u32) -> Result<i64> {
    const MAX_POSITION: u32 = 1_000_000;
    if position > MAX_POSITION {
        return Err(Error::invalid("position", format!("A place is 0 to {MAX_POSITION}.")));
    }
    Ok(i64::from(position))
}

/// Changes a category.
///
/// Errors: `not_found`; `conflict` for a name that is taken; `invalid`.
pub async fn update_category(app: &App, _by: Permit<ManageCatalog>, input: UpdateCategory) -> Result<Category> {
    let mut tx = app.db.write().await?;
    let old = store::category(&mut tx, input.category_id).await?;
    let category = Category {
        name: input.name.map_or(Ok(old.name), |name| wire::required(&name, "name", MAX_NAME_CHARS))?,
        colour: input.colour.unwrap_or(old.colour),
        position: input.position.map_or(Ok(old.position), checked_position)?,
        ..old
    };
    store::update_category(&mut tx, &category).await?;
    tx.commit().await?;
    Ok(category)
}

/// Deletes an empty category.
///
/// Errors: `not_found`; `conflict` while it holds products, active or not.
pub async fn delete_category(app: &App, _by: Permit<ManageCatalog>, input: DeleteCategory) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    store::delete_category(&mut tx, input.category_id).await?;
    tx.commit().await?;
    Ok(Nothing {})
}

/// The categories by place and name.
pub async fn list_categories(app: &App, _by: Permit<SignedIn>, input: ListCategories) -> Result<Page<Category>> {
    let limit = input.limit.unwrap_or_default();
    let after: Option<(i64, String)> = page::decode(input.cursor.as_deref())?;
    let rows = store::categories(&mut app.db.read(), after, limit).await?;
    Ok(Page::cut(rows, limit, |category| (category.position, crate::finding::fold(&category.name))))
}

/// One category.
///
/// Errors: `not_found`.
pub async fn get_category(app: &App, _by: Permit<SignedIn>, input: GetCategory) -> Result<Category> {
    store::category(&mut app.db.read(), input.category_id).await
}
