//! The rules of stock.

use super::{Rule, rule};

pub(super) const LEVEL: Rule = rule(
    "stock_level",
    "the stock of a product is what it began with and all its movements",
    "select 'product ' || p.sku
     from products p
     left join (
         select product_id, cast(sum(quantity_e3) as bigint) as moved_e3 from inventory_logs group by product_id
     ) l on l.product_id = p.id
     where p.stock_e3 <> p.opening_stock_e3 + coalesce(l.moved_e3, 0)
     limit 1",
);

pub(super) const STEP: Rule = rule(
    "stock_movement",
    "every movement of stock leads from the level before to the level after",
    "select 'product ' || p.sku || ', movement ' || l.id
     from inventory_logs l
     join products p on p.id = l.product_id
     where l.after_e3 <> l.before_e3 + l.quantity_e3
     limit 1",
);

/// Movements of the same moment have no order, so it is asked of the levels: each is left as often as it is reached,
/// but for the first one, which was reached by nothing, and the last one, which is not left.
pub(super) const CHAIN: Rule = rule(
    "stock_chain",
    "the movements of a product join on to each other",
    "select 'product ' || p.sku
     from products p
     join (
         select product_id, level_e3
         from (
             select product_id, before_e3 as level_e3, 1 as weight from inventory_logs
             union all
             select product_id, after_e3, -1 from inventory_logs
             union all
             select id, opening_stock_e3, -1 from products
             union all
             select id, stock_e3, 1 from products
         ) levels
         group by product_id, level_e3
         having sum(weight) <> 0
     ) loose on loose.product_id = p.id
     limit 1",
);
