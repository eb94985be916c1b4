//! The rules of refunds.

use super::{Rule, rule};

pub(super) const ITEMS: Rule = rule(
    "refund_items",
    "the items of a refund add up to it",
    "select 'refund ' || r.id || ' of order ' || o.order_number
     from refunds r
     join orders o on o.id = r.order_id
     left join (
         select refund_id, cast(sum(net_minor) as bigint) as net_minor, cast(sum(tax_minor) as bigint) as tax_minor,
                cast(sum(total_minor) as bigint) as total_minor
         from refund_items
         group by refund_id
     ) i on i.refund_id = r.id
     where not r.is_deposit
       and (coalesce(i.net_minor, 0) <> r.net_minor
         or coalesce(i.tax_minor, 0) <> r.tax_minor
         or coalesce(i.total_minor, 0) <> r.total_minor
         or r.total_minor <> r.net_minor + r.tax_minor)
     limit 1",
);

pub(super) const PAYMENTS: Rule = rule(
    "refund_payments",
    "what was given back for a refund is its total and the rounding of cash",
    "select 'refund ' || r.id || ' of order ' || o.order_number
     from refunds r
     join orders o on o.id = r.order_id
     left join (
         select refund_id, cast(sum(amount_minor) as bigint) as minor from refund_payments group by refund_id
     ) p on p.refund_id = r.id
     where not r.is_deposit and coalesce(p.minor, 0) <> r.total_minor + r.cash_rounding_minor
     limit 1",
);

pub(super) const OWN_ORDER: Rule = rule(
    "refund_order",
    "a refund gives back items and payments of its own order",
    "select 'refund ' || r.id
     from refunds r
     where exists (
             select 1 from refund_items i join order_items s on s.id = i.order_item_id
             where i.refund_id = r.id and s.order_id <> r.order_id
         )
        or exists (
             select 1 from refund_payments b join payments p on p.id = b.payment_id
             where b.refund_id = r.id and p.order_id <> r.order_id
         )
     limit 1",
);

pub(super) const NO_MORE_THAN_SOLD: Rule = rule(
    "returned_items",
    "of an item no more came back than was sold, in pieces and in money",
    "select 'order ' || o.order_number || ', ' || i.name
     from order_items i
     join orders o on o.id = i.order_id
     join refund_items b on b.order_item_id = i.id
     group by i.id, o.order_number, i.name, i.quantity_e3, i.total_minor
     having sum(b.quantity_e3) > i.quantity_e3 or sum(b.total_minor) > i.total_minor
     limit 1",
);

pub(super) const NO_MORE_THAN_PAID: Rule = rule(
    "returned_payments",
    "of a payment no more went back than it was",
    "select 'order ' || o.order_number || ', ' || p.method || ' payment ' || p.id
     from payments p
     join orders o on o.id = p.order_id
     join refund_payments b on b.payment_id = p.id
     group by p.id, o.order_number, p.method, p.amount_minor
     having sum(b.amount_minor) > p.amount_minor
     limit 1",
);

pub(super) const STATUS: Rule = rule(
    "order_status",
    "an order is refunded when all of its money or all of its goods came back, and partially refunded before",
    "select 'order ' || order_number || ' is ' || status
     from (
         select o.order_number, o.status,
                exists (select 1 from refunds r where r.order_id = o.id and not r.is_deposit) as is_begun,
                o.total_minor = (
                    select coalesce(cast(sum(r.total_minor) as bigint), 0)
                    from refunds r where r.order_id = o.id and not r.is_deposit
                ) or not exists (
                    select 1 from order_items i
                    where i.order_id = o.id
                      and i.quantity_e3 > (
                          select coalesce(cast(sum(b.quantity_e3) as bigint), 0)
                          from refund_items b where b.order_item_id = i.id
                      )
                ) as is_all_back
         from orders o
         where o.status in ('partially_refunded', 'refunded')
            or exists (select 1 from refunds r where r.order_id = o.id and not r.is_deposit)
     ) returned
     where not is_begun
        or status not in ('partially_refunded', 'refunded')
        or (status = 'refunded') <> is_all_back
     limit 1",
);
