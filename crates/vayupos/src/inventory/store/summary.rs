//! Stock in figures, by category.

use crate::db::Session;
use crate::error::Result;
use crate::id::Id;

/// Figures of one category; of none for products that have none.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::inventory) struct CategoryRow {
    pub(in crate::inventory) category_id: Option<Id>,
    pub(in crate::inventory) category_name: Option<String>,
    pub(in crate::inventory) products: i64,
    pub(in crate::inventory) tracked: i64,
    pub(in crate::inventory) out_of_stock: i64,
    pub(in crate::inventory) low_stock: i64,
    pub(in crate::inventory) without_cost: i64,
    pub(in crate::inventory) pieces_e3: i64,
    pub(in crate::inventory) cost_high: i64,
    pub(in crate::inventory) cost_low: i64,
    pub(in crate::inventory) price_high: i64,
    pub(in crate::inventory) price_low: i64,
}

/// The active products' stock by category, in the order of the categories.
///
/// Prices are split at a million: stock times price can be more than an integer of the database holds, their parts not.
pub(in crate::inventory) async fn by_category(db: &mut impl Session) -> Result<Vec<CategoryRow>> {
    Ok(db
        .sql(
            "select p.category_id, c.name as category_name,
                    count(*) as products,
                    count(*) filter (where p.track_stock) as tracked,
                    count(*) filter (where p.track_stock and p.stock_e3 <= 0) as out_of_stock,
                    count(*) filter (where p.track_stock and p.stock_e3 <= p.min_stock_e3) as low_stock,
                    count(*) filter (where p.track_stock and p.cost_price_e4 is null) as without_cost,
                    coalesce(cast(sum(p.stock_e3) filter (where p.track_stock and p.unit = 'each') as bigint), 0) as pieces_e3,
                    coalesce(cast(sum(p.stock_e3 * (p.cost_price_e4 / 1000000)) filter (where p.track_stock) as bigint), 0)
                        as cost_high,
                    coalesce(cast(sum(p.stock_e3 * (p.cost_price_e4 % 1000000)) filter (where p.track_stock) as bigint), 0)
                        as cost_low,
                    coalesce(cast(sum(p.stock_e3 * (p.price_e4 / 1000000)) filter (where p.track_stock) as bigint), 0)
                        as price_high,
                    coalesce(cast(sum(p.stock_e3 * (p.price_e4 % 1000000)) filter (where p.track_stock) as bigint), 0)
                        as price_low
             from products p
             left join categories c on c.id = p.category_id
             where p.is_active
             group by p.category_id, c.name, c.position, c.name_key
             order by case when p.category_id is null then 1 else 0 end, c.position, c.name_key",
        )
        .all()
        .await?)
}
