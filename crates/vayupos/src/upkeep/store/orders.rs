//! The rules of orders and their payments.

use super::{Rule, rule};
use crate::db::Sql;

pub(super) const TOTALS: Rule = rule(
    "order_totals",
    "net + tax = total, of every order and every item",
    "select 'order ' || o.order_number
     from orders o
     where o.total_minor <> o.net_minor + o.tax_minor
        or exists (select 1 from order_items i where i.order_id = o.id and i.total_minor <> i.net_minor + i.tax_minor)
     limit 1",
);

pub(super) const ITEMS: Rule = rule(
    "order_items",
    "the items of an order add up to it",
    "select 'order ' || o.order_number
     from orders o
     left join (
         select order_id, cast(sum(net_minor) as bigint) as net_minor, cast(sum(tax_minor) as bigint) as tax_minor,
                cast(sum(total_minor) as bigint) as total_minor
         from order_items
         group by order_id
     ) i on i.order_id = o.id
     where coalesce(i.net_minor, 0) <> o.net_minor
        or coalesce(i.tax_minor, 0) <> o.tax_minor
        or coalesce(i.total_minor, 0) <> o.total_minor
     limit 1",
);

pub(super) const TAXES: Rule = rule(
    "order_taxes",
    "the taxes of an order add up to its tax",
    "select 'order ' || o.order_number
     from orders o
     left join (
         select order_id, cast(sum(tax_minor) as bigint) as tax_minor from order_taxes group by order_id
     ) t on t.order_id = o.id
     where coalesce(t.tax_minor, 0) <> o.tax_minor
     limit 1",
);

pub(super) const PRODUCTS: Rule = rule(
    "order_products",
    "what was sold is in the catalogue",
    "select 'order ' || o.order_number || ', ' || i.name
     from order_items i
     join orders o on o.id = i.order_id
     left join products p on p.id = i.product_id
     where p.id is null
     limit 1",
);

/// The number of an order is what follows the till's code and a dash.
macro_rules! numbers {
    ($number:literal) => {
        concat!(
            "select 'till ' || t.code || ': ' || count(o.id) || ' orders, the last number is ' || t.last_order_number
             from tills t
             left join (
                 select id, till_id, ",
            $number,
            " as number
                 from (select id, till_id, substr(order_number, length(till_code) + 2) as digits from orders) numbered
             ) o on o.till_id = t.id
             group by t.id, t.code, t.last_order_number
             having count(o.id) <> t.last_order_number
                 or count(distinct o.number) <> t.last_order_number
                 or coalesce(max(o.number), 0) <> t.last_order_number
                 or coalesce(min(o.number), 1) <> 1
             limit 1"
        )
    };
}

pub(super) const NUMBERS: Rule = Rule {
    name: "order_numbers",
    says: "the order numbers of a till have no gap",
    broken: Sql {
        lite: numbers!("case when digits not glob '*[^0-9]*' then cast(digits as integer) end"),
        pg: numbers!("case when digits ~ '^[0-9]{1,18}$' then cast(digits as bigint) end"),
    },
};

/// Orders with what was paid for them, and what of it went back before they were completed.
macro_rules! settled {
    ($wrong:literal) => {
        concat!(
            "select 'order ' || o.order_number
             from orders o
             left join (
                 select order_id, cast(sum(amount_minor) as bigint) as minor from payments group by order_id
             ) paid on paid.order_id = o.id
             left join (
                 select r.order_id, cast(sum(p.amount_minor) as bigint) as minor,
                        cast(sum(case when r.is_deposit then p.amount_minor else 0 end) as bigint) as deposit_minor
                 from refunds r
                 join refund_payments p on p.refund_id = r.id
                 group by r.order_id
             ) back on back.order_id = o.id
             where ",
            $wrong,
            " limit 1"
        )
    };
}

pub(super) const PAID: Rule = rule(
    "paid_in_full",
    "what was paid for a completed order is its total and the rounding of cash",
    settled!(
        "o.status in ('completed', 'partially_refunded', 'refunded')
         and coalesce(paid.minor, 0) - coalesce(back.deposit_minor, 0) <> o.total_minor + o.cash_rounding_minor"
    ),
);

pub(super) const NOT_OVERPAID: Rule = rule(
    "not_overpaid",
    "no more is held for a pending or cancelled order than it costs",
    settled!(
        "o.status in ('pending', 'cancelled')
         and coalesce(paid.minor, 0) - coalesce(back.minor, 0) not between 0 and o.total_minor + o.cash_rounding_minor"
    ),
);
