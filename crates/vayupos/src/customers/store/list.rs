//! Lists of customers, in any order.

use chrono::{DateTime, Utc};

use crate::customers::CustomerSort;
use crate::customers::store::CustomerRow;
use crate::customers::store::customers::select_customers;
use crate::db::{Session, Sql};
use crate::error::Result;
use crate::finding::Prefixes;
use crate::page::{Direction, Limit, Start};

macro_rules! words_lite {
    () => {
        "c.id in (select n.customer_id from customer_numbers n join customer_words w on w.rowid = n.number
                  where w.search_text match $2)"
    };
}
macro_rules! words_pg {
    () => {
        "array_to_tsvector(string_to_array(ltrim(c.search_text), ' ')) @@ cast($2 as tsquery)"
    };
}

macro_rules! page {
    ($words:expr, $key:literal, $after:literal, $direction:literal) => {
        select_customers!(
            "where c.is_active = $1 and ",
            $words,
            " and (",
            $key,
            ", c.id) ",
            $after,
            " ($3, $4) order by ",
            $key,
            " ",
            $direction,
            ", c.id ",
            $direction,
            " limit $5"
        )
    };
}

macro_rules! count {
    ($words:expr) => {
        concat!("select count(*) from customers c where c.is_active = $1 and ", $words)
    };
}

/// Puts the words, where there are any, into a text.
macro_rules! by_words {
    ($words:expr, $text:ident $(, $rest:literal)*) => {
        if $words {
            Sql { lite: $text!(words_lite!() $(, $rest)*), pg: $text!(words_pg!() $(, $rest)*) }
        } else {
            $text!("cast($2 as text) is null" $(, $rest)*).into()
        }
    };
}

// Who never ordered comes before everybody who did.
fn page_text(words: bool, sort: CustomerSort, direction: Direction) -> Sql {
    match (sort, direction) {
        (CustomerSort::Name, Direction::Asc) => by_words!(words, page, "c.name_key", ">", "asc"),
        (CustomerSort::Name, Direction::Desc) => by_words!(words, page, "c.name_key", "<", "desc"),
        (CustomerSort::TotalSpent, Direction::Asc) => by_words!(words, page, "c.total_spent_minor", ">", "asc"),
        (CustomerSort::TotalSpent, Direction::Desc) => by_words!(words, page, "c.total_spent_minor", "<", "desc"),
        (CustomerSort::LastOrder, Direction::Asc) => {
            by_words!(words, page, "coalesce(c.last_order_at, $6)", ">", "asc")
        }
        (CustomerSort::LastOrder, Direction::Desc) => {
            by_words!(words, page, "coalesce(c.last_order_at, $6)", "<", "desc")
        }
    }
}

/// A page of customers, with one row to spare.
pub(crate) async fn list(
    db: &mut impl Session,
    is_active: bool,
    words: Option<&Prefixes>,
    start: &Start<CustomerSort>,
    limit: Limit,
) -> Result<Vec<CustomerRow>> {
    let engine = db.engine();
    let query = db
        .sql(page_text(words.is_some(), start.sort, start.direction))
        .bind(is_active)
        .bind(words.map(|words| words.on(engine).to_owned()));
    let (query, id) = match start.sort {
        CustomerSort::Name => {
            let (key, id) = start.text()?;
            (query.bind(key), id)
        }
        CustomerSort::TotalSpent => {
            let (key, id) = start.number()?;
            (query.bind(key), id)
        }
        CustomerSort::LastOrder => {
            let (key, id) = start.number()?;
            (query.bind(moment(key)), id)
        }
    };
    let query = query.bind(id).bind(limit.and_one());
    let query = match start.sort {
        CustomerSort::Name | CustomerSort::TotalSpent => query,
        CustomerSort::LastOrder => query.bind(DateTime::UNIX_EPOCH),
    };
    Ok(query.all().await?)
}

/// A time by its microseconds; beyond the calendar, its nearer end.
fn moment(us: i64) -> DateTime<Utc> {
    let end = DateTime::<Utc>::from_timestamp_nanos(i64::MAX);
    DateTime::from_timestamp_micros(us).unwrap_or(if us < 0 { DateTime::UNIX_EPOCH } else { end }).min(end)
}

/// How many customers a list has on all its pages.
pub(crate) async fn count(db: &mut impl Session, is_active: bool, words: Option<&Prefixes>) -> Result<i64> {
    let engine = db.engine();
    let text: Sql = by_words!(words.is_some(), count);
    let (count,): (i64,) =
        db.sql(text).bind(is_active).bind(words.map(|words| words.on(engine).to_owned())).one().await?;
    Ok(count)
}
