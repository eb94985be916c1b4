//! The texts of the day tables: for each one what a sale and what a refund adds to it.
//!
//! One select a table says what the ledger adds up to. With the id of one order it books that order, without it
//! rebuilds the table, and beside the stored rows it shows whether they are right. Keys come sorted, so that two
//! bookings of one moment wait for each other and never in a circle.

/// A table of sums by day.
#[derive(Debug)]
pub(super) struct DayTable {
    pub(super) name: &'static str,
    /// Adds one order; its id is the last value.
    pub(super) book_order: &'static str,
    /// Adds one refund; its id is the last value.
    pub(super) book_refund: &'static str,
    /// Adds all orders.
    pub(super) book_orders: &'static str,
    /// Adds all refunds.
    pub(super) book_refunds: &'static str,
    /// Takes all rows out.
    pub(super) clear: &'static str,
    /// The rows as they are (`expected` 0) and as the ledger adds up (1), as texts.
    pub(super) both: &'static str,
    /// Whether the first value is how many ten-thousandths a minor unit has.
    pub(super) has_cost: bool,
    /// Whether it only concerns orders with a customer.
    pub(super) of_customer: bool,
}

/// The cost of a quantity of an item in minor units, ties up. Divided before it is multiplied, because the product
/// of the largest cost and the largest quantity is beyond 64 bits; a cost beyond what the till counts is cut there,
/// so that no slip of a purchase price can stop a sale.
macro_rules! cost {
    ($quantity:literal) => {
        concat!(
            "case when i.cost_price_e4 is null then 0
                  when i.cost_price_e4 * (",
            $quantity,
            " / 1000) / cast($1 as bigint) >= 1000000000000
                  then 1000000000000
                  else i.cost_price_e4 * (",
            $quantity,
            " / 1000) / cast($1 as bigint)
                       + ((i.cost_price_e4 * (",
            $quantity,
            " / 1000) % cast($1 as bigint)) * 1000
                          + i.cost_price_e4 * (",
            $quantity,
            " % 1000) + 500 * cast($1 as bigint))
                         / (1000 * cast($1 as bigint)) end"
        )
    };
}

/// Whether an order counts.
macro_rules! counts {
    () => {
        "o.status in ('completed', 'partially_refunded', 'refunded')"
    };
}

macro_rules! total_of_orders {
    ($one:literal) => {
        concat!(
            "select o.business_date, o.till_id, o.cashier_id, o.business_hour as hour, count(*) as orders,
                    sum(case when o.savings_minor <> 0 then 1 else 0 end) as discounted_orders,
                    sum(o.item_count) as items_e3,
                    sum(o.subtotal_minor + o.savings_minor - o.discount_minor) as gross_minor,
                    sum(o.savings_minor) as discount_minor, sum(o.net_minor) as net_minor,
                    sum(o.tax_minor) as tax_minor, sum(o.total_minor) as total_minor,
                    sum(o.cash_rounding_minor) as cash_rounding_minor,
                    sum((select coalesce(sum(",
            cost!("i.quantity_e3"),
            "), 0)
                         from order_items i where i.order_id = o.id)) as cost_minor,
                    sum((select count(*) from order_items i
                         where i.order_id = o.id and i.cost_price_e4 is null)) as lines_without_cost
             from orders o
             where ",
            counts!(),
            $one,
            "
             group by 1, 2, 3, 4
             order by 1, 2, 3, 4"
        )
    };
}

macro_rules! total_of_refunds {
    ($one:literal) => {
        concat!(
            "select r.business_date, r.till_id, r.user_id as cashier_id, r.business_hour as hour,
                    count(*) as refunds, sum(r.net_minor) as refund_net_minor, sum(r.tax_minor) as refund_tax_minor,
                    sum(r.total_minor) as refund_total_minor,
                    sum(r.cash_rounding_minor) as refund_cash_rounding_minor,
                    sum((select coalesce(sum(case when b.restock then ",
            cost!("b.quantity_e3"),
            " else 0 end), 0)
                         from refund_items b join order_items i on i.id = b.order_item_id
                         where b.refund_id = r.id)) as refund_cost_minor
             from refunds r
             where not r.is_deposit",
            $one,
            "
             group by 1, 2, 3, 4
             order by 1, 2, 3, 4"
        )
    };
}

macro_rules! method_of_orders {
    ($one:literal) => {
        concat!(
            "select business_date, till_id, method, sum(payments) as payments, sum(amount_minor) as amount_minor
             from (select o.business_date, o.till_id, p.method, 1 as payments, p.amount_minor
                   from orders o join payments p on p.order_id = o.id
                   where ",
            counts!(),
            $one,
            "
                   union all
                   select o.business_date, o.till_id, b.method, 0, -b.amount_minor
                   from orders o
                   join refunds r on r.order_id = o.id
                   join refund_payments b on b.refund_id = r.id
                   where r.is_deposit and ",
            counts!(),
            $one,
            ") as paid
             group by 1, 2, 3
             order by 1, 2, 3"
        )
    };
}

macro_rules! method_of_refunds {
    ($one:literal) => {
        concat!(
            "select r.business_date, r.till_id, b.method, count(*) as refund_payments,
                    sum(b.amount_minor) as refund_amount_minor
             from refunds r join refund_payments b on b.refund_id = r.id
             where not r.is_deposit",
            $one,
            "
             group by 1, 2, 3
             order by 1, 2, 3"
        )
    };
}

macro_rules! tax_of_orders {
    ($one:literal) => {
        concat!(
            "select o.business_date, o.till_id, t.name, t.rate_e4, t.included, sum(t.net_minor) as net_minor,
                    sum(t.tax_minor) as tax_minor
             from orders o join order_taxes t on t.order_id = o.id
             where ",
            counts!(),
            $one,
            "
             group by 1, 2, 3, 4, 5
             order by 1, 2, 3, 4, 5"
        )
    };
}

macro_rules! tax_of_refunds {
    ($one:literal) => {
        concat!(
            "select r.business_date, r.till_id, t.value ->> 'name' as name,
                    cast(t.value ->> 'rate_e4' as bigint) as rate_e4,
                    cast(t.value ->> 'included' as boolean) as included, sum(b.net_minor) as refund_net_minor,
                    sum(cast(t.value ->> 'tax_minor' as bigint)) as refund_tax_minor
             from refunds r
             join refund_items b on b.refund_id = r.id
             cross join json_each(b.taxes) t
             where not r.is_deposit",
            $one,
            "
             group by 1, 2, 3, 4, 5
             order by 1, 2, 3, 4, 5"
        )
    };
}

// A line's share of the order discount is not stored: it is what its total lacks of the line's own, but for the taxes
// that came on top.
macro_rules! product_of_orders {
    ($one:literal) => {
        concat!(
            "select o.business_date, i.product_id, count(distinct o.id) as orders, sum(i.quantity_e3) as quantity_e3,
                    sum(i.line_total_minor + i.discount_minor) as gross_minor,
                    sum(i.discount_minor + i.line_total_minor - i.total_minor
                        + (select coalesce(sum(cast(t.value ->> 'tax_minor' as bigint)), 0) from json_each(i.taxes) t
                           where not cast(t.value ->> 'included' as boolean))) as discount_minor,
                    sum(i.net_minor) as net_minor, sum(i.tax_minor) as tax_minor, sum(i.total_minor) as total_minor,
                    sum(", cost!("i.quantity_e3"), ") as cost_minor,
                    sum(case when i.cost_price_e4 is null then 1 else 0 end) as lines_without_cost
             from orders o join order_items i on i.order_id = o.id
             where ", counts!(), $one, "
             group by 1, 2
             order by 1, 2"
        )
    };
}

macro_rules! product_of_refunds {
    ($one:literal) => {
        concat!(
            "select r.business_date, i.product_id, sum(b.quantity_e3) as refund_quantity_e3,
                    sum(b.net_minor) as refund_net_minor, sum(b.tax_minor) as refund_tax_minor,
                    sum(b.total_minor) as refund_total_minor,
                    sum(case when b.restock then ",
            cost!("b.quantity_e3"),
            " else 0 end) as refund_cost_minor
             from refunds r
             join refund_items b on b.refund_id = r.id
             join order_items i on i.id = b.order_item_id
             where not r.is_deposit",
            $one,
            "
             group by 1, 2
             order by 1, 2"
        )
    };
}

macro_rules! customer_of_orders {
    ($one:literal) => {
        concat!(
            "select o.business_date, o.customer_id, count(*) as orders, sum(o.total_minor) as total_minor
             from orders o
             where o.customer_id is not null and ",
            counts!(),
            $one,
            "
             group by 1, 2
             order by 1, 2"
        )
    };
}

macro_rules! customer_of_refunds {
    ($one:literal) => {
        concat!(
            "select r.business_date, o.customer_id, count(*) as refunds, sum(r.total_minor) as refund_total_minor
             from refunds r join orders o on o.id = r.order_id
             where o.customer_id is not null and not r.is_deposit",
            $one,
            "
             group by 1, 2
             order by 1, 2"
        )
    };
}

macro_rules! list {
    ($one:literal $(, $other:literal)*) => { concat!($one, $(", ", $other,)*) };
}

/// Adds what a select answers to the rows of its table.
macro_rules! add {
    ($table:literal, [$($key:literal),+], $one:literal $(, $other:literal)*, from $select:expr) => {
        concat!(
            "insert into ", $table, " (", $($key, ", ",)+ $one, $(", ", $other,)* ") ", $select,
            " on conflict (", list!($($key),+), ") do update set ",
            $one, " = ", $table, ".", $one, " + excluded.", $one,
            $(", ", $other, " = ", $table, ".", $other, " + excluded.", $other,)*
        )
    };
}

/// Columns as one text: `orders=3 items_e3=4000`.
macro_rules! as_text {
    ($one:literal $(, $other:literal)*) => {
        concat!(
            "'", $one, "=' || cast(", $one, " as text)", $(" || ' ", $other, "=' || cast(", $other, " as text)",)*
        )
    };
}

macro_rules! day_table {
    ($name:literal key [$($key:literal),+] orders [$($sale:literal),+] by $orders:ident $order:literal
        refunds [$($back:literal),+] by $refunds:ident $refund:literal, cost $cost:literal, customer $customer:literal) => {
        DayTable {
            name: $name,
            book_order: add!($name, [$($key),+], $($sale),+, from $orders!($order)),
            book_refund: add!($name, [$($key),+], $($back),+, from $refunds!($refund)),
            book_orders: add!($name, [$($key),+], $($sale),+, from $orders!("")),
            book_refunds: add!($name, [$($key),+], $($back),+, from $refunds!("")),
            clear: concat!("delete from ", $name),
            both: concat!(
                "select cast(0 as bigint) as expected, ", as_text!($($key),+), " as key, ",
                as_text!($($sale,)+ $($back),+), " as figures from ", $name,
                " union all select cast(1 as bigint), ", as_text!($($key),+), ", ", as_text!($($sale,)+ $($back),+),
                " from (select ", $("cast(sum(", $sale, ") as bigint) as ", $sale, ", ",)+
                $("cast(sum(", $back, ") as bigint) as ", $back, ", ",)+ list!($($key),+),
                " from (select ", $($sale, ", ",)+ $("0 as ", $back, ", ",)+ list!($($key),+),
                " from (", $orders!(""), ") as sold",
                " union all select ", $("0 as ", $sale, ", ",)+ $($back, ", ",)+ list!($($key),+),
                " from (", $refunds!(""), ") as returned) as each_way",
                " group by ", list!($($key),+), ") as due"
            ),
            has_cost: $cost,
            of_customer: $customer,
        }
    };
}

/// All of them, in the order in which every booking touches them.
pub(super) const DAY_TABLES: [DayTable; 5] = [
    day_table! {
        "day_total" key ["business_date", "till_id", "cashier_id", "hour"]
        orders ["orders", "discounted_orders", "items_e3", "gross_minor", "discount_minor", "net_minor", "tax_minor",
                "total_minor", "cash_rounding_minor", "cost_minor", "lines_without_cost"]
        by total_of_orders " and o.id = $2"
        refunds ["refunds", "refund_net_minor", "refund_tax_minor", "refund_total_minor",
                 "refund_cash_rounding_minor", "refund_cost_minor"]
        by total_of_refunds " and r.id = $2", cost true, customer false
    },
    day_table! {
        "day_method" key ["business_date", "till_id", "method"]
        orders ["payments", "amount_minor"] by method_of_orders " and o.id = $1"
        refunds ["refund_payments", "refund_amount_minor"] by method_of_refunds " and r.id = $1",
        cost false, customer false
    },
    day_table! {
        "day_tax" key ["business_date", "till_id", "name", "rate_e4", "included"]
        orders ["net_minor", "tax_minor"] by tax_of_orders " and o.id = $1"
        refunds ["refund_net_minor", "refund_tax_minor"] by tax_of_refunds " and r.id = $1",
        cost false, customer false
    },
    day_table! {
        "day_product" key ["business_date", "product_id"]
        orders ["orders", "quantity_e3", "gross_minor", "discount_minor", "net_minor", "tax_minor", "total_minor",
                "cost_minor", "lines_without_cost"]
        by product_of_orders " and o.id = $2"
        refunds ["refund_quantity_e3", "refund_net_minor", "refund_tax_minor", "refund_total_minor",
                 "refund_cost_minor"]
        by product_of_refunds " and r.id = $2", cost true, customer false
    },
    day_table! {
        "day_customer" key ["business_date", "customer_id"]
        orders ["orders", "total_minor"] by customer_of_orders " and o.id = $1"
        refunds ["refunds", "refund_total_minor"] by customer_of_refunds " and r.id = $1",
        cost false, customer true
    },
];
