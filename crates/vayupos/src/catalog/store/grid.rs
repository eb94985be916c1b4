//! Lists of products, by any filter and in any order.

use crate::catalog::store::products::{ProductRow, complete, select_products};
use crate::catalog::{Product, ProductSort};
use crate::currency::Currency;
use crate::db::{Session, Sql};
use crate::error::Result;
use crate::finding::Prefixes;
use crate::id::Id;
use crate::page::{Direction, Limit, Start};

/// Which products of a list.
#[derive(Debug, Default)]
pub(crate) struct ProductFilter {
    pub(crate) is_active: bool,
    pub(crate) category_id: Option<Id>,
    pub(crate) is_favourite: Option<bool>,
    pub(crate) low_stock: Option<bool>,
    pub(crate) tax_id: Option<Id>,
    /// Words they have, or beginnings of them.
    pub(crate) words: Option<Prefixes>,
}

/// The condition that narrows a list most: one text for each, because an optional condition hides its index from the
/// planner.
#[derive(Clone, Copy)]
enum Lead {
    Words,
    Category,
    Removed,
    Favourites,
    All,
}

impl ProductFilter {
    fn lead(&self) -> Lead {
        if self.words.is_some() {
            Lead::Words
        } else if self.category_id.is_some() {
            Lead::Category
        } else if !self.is_active {
            Lead::Removed
        } else if self.is_favourite == Some(true) {
            Lead::Favourites
        } else {
            Lead::All
        }
    }
}

macro_rules! matching {
    ($lead:expr) => {
        concat!(
            "where p.is_active = $1
               and (cast($2 as text) is null or p.category_id = $2)
               and (cast($3 as boolean) is null or p.is_favourite = $3)
               and (cast($4 as boolean) is null or (p.track_stock and p.stock_e3 <= p.min_stock_e3) = $4)
               and (cast($5 as text) is null
                    or exists (select 1 from product_taxes t where t.product_id = p.id and t.tax_id = $5))
               and ",
            $lead
        )
    };
}

macro_rules! words_lite {
    () => {
        "p.number in (select w.rowid from product_words w where w.search_text match $6)"
    };
}
macro_rules! words_pg {
    () => {
        "array_to_tsvector(string_to_array(ltrim(p.search_text), ' ')) @@ cast($6 as tsquery)"
    };
}

/// Puts each lead into a text.
macro_rules! by_lead {
    ($lead:expr, $text:ident $(, $rest:literal)*) => {
        match $lead {
            Lead::Words => Sql { lite: $text!(words_lite!() $(, $rest)*), pg: $text!(words_pg!() $(, $rest)*) },
            Lead::Category => $text!("p.category_id = $2 and cast($6 as text) is null" $(, $rest)*).into(),
            Lead::Removed => $text!("not p.is_active and cast($6 as text) is null" $(, $rest)*).into(),
            Lead::Favourites => $text!("p.is_favourite and cast($6 as text) is null" $(, $rest)*).into(),
            Lead::All => $text!("cast($6 as text) is null" $(, $rest)*).into(),
        }
    };
}

macro_rules! page {
    ($lead:expr, $key:literal, $after:literal, $direction:literal) => {
        select_products!(
            matching!($lead),
            " and (",
            $key,
            ", p.id) ",
            $after,
            " ($7, $8) order by ",
            $key,
            " ",
            $direction,
            ", p.id ",
            $direction,
            " limit $9"
        )
    };
}

macro_rules! count {
    ($lead:expr) => {
        concat!("select count(*) from products p ", matching!($lead))
    };
}

fn page_text(lead: Lead, sort: ProductSort, direction: Direction) -> Sql {
    match (sort, direction) {
        (ProductSort::Name, Direction::Asc) => by_lead!(lead, page, "p.name_key", ">", "asc"),
        (ProductSort::Name, Direction::Desc) => by_lead!(lead, page, "p.name_key", "<", "desc"),
        (ProductSort::Sku, Direction::Asc) => by_lead!(lead, page, "p.sku_key", ">", "asc"),
        (ProductSort::Sku, Direction::Desc) => by_lead!(lead, page, "p.sku_key", "<", "desc"),
        (ProductSort::Price, Direction::Asc) => by_lead!(lead, page, "p.price_e4", ">", "asc"),
        (ProductSort::Price, Direction::Desc) => by_lead!(lead, page, "p.price_e4", "<", "desc"),
        (ProductSort::Stock, Direction::Asc) => by_lead!(lead, page, "p.stock_e3", ">", "asc"),
        (ProductSort::Stock, Direction::Desc) => by_lead!(lead, page, "p.stock_e3", "<", "desc"),
    }
}

macro_rules! filtered {
    ($db:expr, $text:expr, $filter:expr) => {{
        let engine = $db.engine();
        $db.sql($text)
            .bind($filter.is_active)
            .bind($filter.category_id)
            .bind($filter.is_favourite)
            .bind($filter.low_stock)
            .bind($filter.tax_id)
            .bind($filter.words.as_ref().map(|words| words.on(engine).to_owned()))
    }};
}

/// A page of products, with one row to spare.
pub(crate) async fn products(
    db: &mut impl Session,
    filter: &ProductFilter,
    start: &Start<ProductSort>,
    limit: Limit,
    currency: Currency,
) -> Result<Vec<Product>> {
    let query = filtered!(db, page_text(filter.lead(), start.sort, start.direction), filter);
    let (query, id) = match start.sort {
        ProductSort::Name | ProductSort::Sku => {
            let (key, id) = start.text()?;
            (query.bind(key), id)
        }
        ProductSort::Price | ProductSort::Stock => {
            let (key, id) = start.number()?;
            (query.bind(key), id)
        }
    };
    let rows: Vec<ProductRow> = query.bind(id).bind(limit.and_one()).all().await?;
    complete(db, rows, currency).await
}

/// How many products a list has on all its pages.
pub(crate) async fn count_products(db: &mut impl Session, filter: &ProductFilter) -> Result<i64> {
    let text: Sql = by_lead!(filter.lead(), count);
    let (count,): (i64,) = filtered!(db, text, filter).one().await?;
    Ok(count)
}
