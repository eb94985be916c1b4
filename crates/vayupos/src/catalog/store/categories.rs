//! Rows of `categories`.

use chrono::{DateTime, Utc};

use crate::catalog::{Category, Colour};
use crate::db::{Session, Tx};
use crate::error::{Error, Result};
use crate::finding::fold;
use crate::id::Id;
use crate::page::Limit;

#[derive(sqlx::FromRow)]
struct CategoryRow {
    id: Id,
    name: String,
    colour: Colour,
    position: i64,
    product_count: i64,
}

impl From<CategoryRow> for Category {
    fn from(row: CategoryRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            colour: row.colour,
            position: row.position,
            product_count: row.product_count,
        }
    }
}

pub(crate) async fn insert_category(tx: &mut Tx, new: &Category, now: DateTime<Utc>) -> Result<Category> {
    let inserted = tx
        .sql(
            "insert into categories (id, name, name_key, colour, position, created_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.name.clone())
        .bind(fold(&new.name))
        .bind(new.colour)
        .bind(new.position)
        .bind(now)
        .execute()
        .await?;
    if inserted == 1 {
        return Ok(new.clone());
    }
    match category(tx, new.id).await {
        Ok(old) if (&old.name, old.colour, old.position) == (&new.name, new.colour, new.position) => Ok(old),
        Ok(_) | Err(Error::NotFound { .. }) => Err(Error::conflict("There is a category of this name already.")),
        Err(error) => Err(error),
    }
}

pub(crate) async fn category(db: &mut impl Session, id: Id) -> Result<Category> {
    db.sql(
        "select c.id, c.name, c.colour, c.position,
                (select count(*) from products p where p.category_id = c.id and p.is_active) as product_count
         from categories c
         where c.id = $1",
    )
    .bind(id)
    .optional::<CategoryRow>()
    .await?
    .map(Category::from)
    .ok_or(Error::NotFound { what: "This category" })
}

pub(crate) async fn categories(
    db: &mut impl Session,
    after: Option<(i64, String)>,
    limit: Limit,
) -> Result<Vec<Category>> {
    let (position, name_key) = after.unwrap_or((-1, String::new()));
    let rows: Vec<CategoryRow> = db
        .sql(
            "select c.id, c.name, c.colour, c.position,
                    (select count(*) from products p where p.category_id = c.id and p.is_active) as product_count
             from categories c
             where (c.position, c.name_key) > ($1, $2)
             order by c.position, c.name_key
             limit $3",
        )
        .bind(position)
        .bind(name_key)
        .bind(limit.and_one())
        .all()
        .await?;
    Ok(rows.into_iter().map(Category::from).collect())
}

pub(crate) async fn update_category(tx: &mut Tx, category: &Category) -> Result<()> {
    let written = tx
        .sql("update categories set name = $2, name_key = $3, colour = $4, position = $5 where id = $1")
        .bind(category.id)
        .bind(category.name.clone())
        .bind(fold(&category.name))
        .bind(category.colour)
        .bind(category.position)
        .execute()
        .await;
    match written {
        Err(failure) if failure.duplicate_of().is_some() => {
            Err(Error::conflict("There is a category of this name already."))
        }
        Err(failure) => Err(failure.into()),
        Ok(_) => Ok(()),
    }
}

pub(crate) async fn delete_category(tx: &mut Tx, id: Id) -> Result<()> {
    match tx.sql("delete from categories where id = $1").bind(id).execute().await {
        Err(failure) if failure.is_dangling() => {
            Err(Error::conflict("There are products in this category: move them to another one first."))
        }
        Err(failure) => Err(failure.into()),
        Ok(0) => Err(Error::NotFound { what: "This category" }),
        Ok(_) => Ok(()),
    }
}
