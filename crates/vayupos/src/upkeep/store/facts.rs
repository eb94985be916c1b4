//! How large the database is, for the support desk: counts, and never what is counted.

use crate::db::{Session, Sql};
use crate::error::Result;

/// What a database says of itself.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct DatabaseFacts {
    pub(crate) version: String,
    pub(crate) size_bytes: i64,
    pub(crate) users: i64,
    pub(crate) products: i64,
    pub(crate) customers: i64,
    pub(crate) orders: i64,
    pub(crate) baskets: i64,
    pub(crate) letters: i64,
}

macro_rules! select_facts {
    ($version:literal, $size:literal) => {
        concat!(
            "select ",
            $version,
            " as version, ",
            $size,
            " as size_bytes,
                    (select count(*) from users) as users, (select count(*) from products) as products,
                    (select count(*) from customers) as customers, (select count(*) from orders) as orders,
                    (select count(*) from baskets) as baskets, (select count(*) from outbox) as letters"
        )
    };
}

/// What the database says of itself.
pub(crate) async fn database_facts(db: &mut impl Session) -> Result<DatabaseFacts> {
    Ok(db
        .sql(Sql {
            lite: select_facts!(
                "sqlite_version()",
                "(select page_count * page_size from pragma_page_count(), pragma_page_size())"
            ),
            pg: select_facts!("current_setting('server_version')", "pg_database_size(current_database())"),
        })
        .one()
        .await?)
}
