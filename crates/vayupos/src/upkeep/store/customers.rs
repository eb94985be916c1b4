//! The rules of customers: points, credit and what they bought.

use super::{Rule, rule};

macro_rules! balance {
    ($account:literal, $column:literal) => {
        concat!(
            "select 'customer ' || c.name
             from customers c
             left join (
                 select customer_id, cast(sum(change) as bigint) as balance
                 from customer_ledger
                 where account = '",
            $account,
            "'
                 group by customer_id
             ) l on l.customer_id = c.id
             where coalesce(l.balance, 0) <> c.",
            $column,
            " limit 1"
        )
    };
}

pub(super) const POINTS: Rule = rule(
    "customer_points",
    "the points of a customer are the sum of their ledger",
    balance!("points", "loyalty_points"),
);

pub(super) const CREDIT: Rule = rule(
    "customer_credit",
    "the credit of a customer is the sum of their ledger",
    balance!("credit", "store_credit_minor"),
);

/// As the stock's chain: a balance is left as often as it is reached, but for nothing at the beginning and the
/// balance of now.
pub(super) const CHAIN: Rule = rule(
    "customer_ledger",
    "the entries of a customer's ledger join on to each other",
    "select 'customer ' || c.name || ', ' || loose.account
     from customers c
     join (
         select customer_id, account, level
         from (
             select customer_id, account, balance - change as level, 1 as weight from customer_ledger
             union all
             select customer_id, account, balance, -1 from customer_ledger
             union all
             select id, 'points', 0, -1 from customers
             union all
             select id, 'points', loyalty_points, 1 from customers
             union all
             select id, 'credit', 0, -1 from customers
             union all
             select id, 'credit', store_credit_minor, 1 from customers
         ) levels
         group by customer_id, account, level
         having sum(weight) <> 0
     ) loose on loose.customer_id = c.id
     limit 1",
);

pub(super) const PURCHASES: Rule = rule(
    "customer_purchases",
    "a customer's orders and what they spent are those of the orders, less what went back",
    "select 'customer ' || c.name
     from customers c
     left join (
         select customer_id, count(*) as orders, cast(sum(total_minor) as bigint) as minor
         from orders
         where status in ('completed', 'partially_refunded', 'refunded')
         group by customer_id
     ) bought on bought.customer_id = c.id
     left join (
         select o.customer_id, cast(sum(r.total_minor) as bigint) as minor
         from refunds r
         join orders o on o.id = r.order_id
         where not r.is_deposit
         group by o.customer_id
     ) back on back.customer_id = c.id
     where c.order_count <> coalesce(bought.orders, 0)
        or c.total_spent_minor <> coalesce(bought.minor, 0) - coalesce(back.minor, 0)
     limit 1",
);
