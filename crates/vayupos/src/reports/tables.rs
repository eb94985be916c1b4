//! The reports as tables for files: which columns, and which figure stands where.

use chrono::NaiveDate;

use super::figures::{MarginFigures, ProductFigures, SalesFigures};
use super::overview::DailySummary;
use super::{
    CashiersReport, CategoriesReport, CustomersReport, DiscountFigures, DiscountsReport, HoursReport, InventoryReport,
    MarginReport, MethodFigures, MethodsReport, ProductSales, RefundsReport, SalesReport, TaxTotal, TaxesReport,
};
use crate::money::Money;
use crate::receipts::pdf::{Cell, Column, Table};
use crate::settings::Shop;

const TOTAL: &str = "Total";
const NO_CATEGORY: &str = "No category";
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const SALES: [&str; 16] = [
    "Orders",
    "Items",
    "Gross",
    "Discount",
    "Net",
    "Tax",
    "Total",
    "Cash rounding",
    "Average",
    "Refunds",
    "Refund net",
    "Refund tax",
    "Refund total",
    "Refund rounding",
    "Net sales",
    "Total sales",
];
const PRODUCTS: [&str; 15] = [
    "Quantity",
    "Gross",
    "Discount",
    "Net",
    "Tax",
    "Total",
    "Returned",
    "Refund net",
    "Refund tax",
    "Refund total",
    "Net sales",
    "Cost",
    "Margin",
    "Margin %",
    "Lines without cost",
];
const MARGIN: [&str; 5] = ["Net sales", "Cost", "Margin", "Margin %", "Lines without cost"];
const DISCOUNTS: [&str; 5] = ["Orders", "Discounted orders", "Gross", "Discount", "Discount %"];
const METHODS: [&str; 5] = ["Payments", "Amount", "Refund payments", "Refund amount", "Balance"];

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn figure(figure: impl ToString) -> Cell {
    Cell::Figure(figure.to_string())
}

fn maybe(value: Option<impl ToString>) -> Cell {
    Cell::Figure(value.map(|value| value.to_string()).unwrap_or_default())
}

fn sales_cells(figures: &SalesFigures) -> Vec<Cell> {
    let f = figures;
    let mut cells = vec![figure(f.orders), figure(f.items)];
    cells.extend([f.gross, f.discount, f.net, f.tax, f.total, f.cash_rounding, f.average].map(figure));
    cells.push(figure(f.refunds));
    let back = [f.refund_net, f.refund_tax, f.refund_total, f.refund_cash_rounding, f.net_sales, f.total_sales];
    cells.extend(back.map(figure));
    cells
}

fn margin_cells(figures: &MarginFigures) -> Vec<Cell> {
    let mut cells: Vec<Cell> = [figures.net_sales, figures.cost, figures.margin].map(figure).into();
    cells.extend([maybe(figures.margin_percent.as_ref()), figure(figures.lines_without_cost)]);
    cells
}

fn product_cells(figures: &ProductFigures) -> Vec<Cell> {
    let f = figures;
    let mut cells = vec![figure(f.quantity)];
    cells.extend([f.gross, f.discount, f.net, f.tax, f.total].map(figure));
    cells.push(figure(f.refund_quantity));
    cells.extend([f.refund_net, f.refund_tax, f.refund_total].map(figure));
    cells.extend(margin_cells(&f.margin));
    cells
}

fn discount_cells(figures: &DiscountFigures) -> Vec<Cell> {
    vec![
        figure(figures.orders),
        figure(figures.discounted_orders),
        figure(figures.gross),
        figure(figures.discount),
        maybe(figures.discount_percent.as_ref()),
    ]
}

fn method_cells(figures: &MethodFigures) -> Vec<Cell> {
    vec![
        figure(figures.payments),
        figure(figures.amount),
        figure(figures.refund_payments),
        figure(figures.refund_amount),
        figure(figures.balance),
    ]
}

/// Words first, then figures.
fn row(words: impl IntoIterator<Item = Cell>, figures: Vec<Cell>) -> Vec<Cell> {
    words.into_iter().chain(figures).collect()
}

fn columns(words: &[&'static str], figures: &[&'static str]) -> Vec<Column> {
    let column = |is_figure| move |heading: &&'static str| Column { heading, is_figure };
    words.iter().map(column(false)).chain(figures.iter().map(column(true))).collect()
}

fn table(shop: &Shop, title: &str, days: (NaiveDate, NaiveDate), columns: Vec<Column>) -> Table {
    let days = if days.0 == days.1 { days.0.to_string() } else { format!("{} to {}", days.0, days.1) };
    Table {
        shop: shop.name.clone(),
        title: title.to_owned(),
        subtitle: format!("{days}, amounts in {}", shop.currency.code()),
        columns,
        rows: Vec::new(),
        totals: Vec::new(),
    }
}

pub(super) fn sales(shop: &Shop, report: &SalesReport) -> Table {
    Table {
        rows: report.data.iter().map(|of| row([text(&of.period.period)], sales_cells(&of.figures))).collect(),
        totals: row([text(TOTAL)], sales_cells(&report.totals)),
        ..table(shop, "Sales", (report.from, report.to), columns(&["Period"], &SALES))
    }
}

pub(super) fn margin(shop: &Shop, report: &MarginReport) -> Table {
    Table {
        rows: report.data.iter().map(|of| row([text(&of.period.period)], margin_cells(&of.figures))).collect(),
        totals: row([text(TOTAL)], margin_cells(&report.totals)),
        ..table(shop, "Margin", (report.from, report.to), columns(&["Period"], &MARGIN))
    }
}

/// The hours and the days of the week are two views of the same sales, so a column says which of them a row is.
pub(super) fn hours(shop: &Shop, report: &HoursReport) -> Table {
    let clock = |hour: i64| format!("{hour:02}:00");
    let hours = report.hours.iter().map(|of| row([text("hour"), text(clock(of.hour))], sales_cells(&of.figures)));
    let weekdays = report
        .weekdays
        .iter()
        .zip(WEEKDAYS)
        .map(|(of, name)| row([text("weekday"), text(name)], sales_cells(&of.figures)));
    Table {
        rows: hours.chain(weekdays).collect(),
        totals: row([text(TOTAL), text("")], sales_cells(&report.totals)),
        ..table(shop, "Hours and weekdays", (report.from, report.to), columns(&["By", "When"], &SALES))
    }
}

pub(super) fn cashiers(shop: &Shop, report: &CashiersReport) -> Table {
    Table {
        rows: report.data.iter().map(|of| row([text(&of.cashier_name)], sales_cells(&of.figures))).collect(),
        totals: row([text(TOTAL)], sales_cells(&report.totals)),
        ..table(shop, "Cashiers", (report.from, report.to), columns(&["Cashier"], &SALES))
    }
}

pub(super) fn discounts(shop: &Shop, report: &DiscountsReport) -> Table {
    Table {
        rows: report.data.iter().map(|of| row([text(&of.cashier_name)], discount_cells(&of.figures))).collect(),
        totals: row([text(TOTAL)], discount_cells(&report.totals)),
        ..table(shop, "Discounts", (report.from, report.to), columns(&["Cashier"], &DISCOUNTS))
    }
}

pub(super) fn products(shop: &Shop, report: &ProductSales) -> Table {
    let columns = columns(&["SKU", "Product", "Category", "Unit"], &PRODUCTS);
    let rows = report.data.iter().map(|of| {
        let category = of.category_name.clone().unwrap_or_default();
        row([text(&of.sku), text(&of.name), text(category), text(&of.unit)], product_cells(&of.figures))
    });
    Table {
        rows: rows.collect(),
        totals: row([text(TOTAL), text(""), text(""), text("")], product_cells(&report.totals)),
        ..table(shop, "Products", (report.from, report.to), columns)
    }
}

pub(super) fn categories(shop: &Shop, report: &CategoriesReport) -> Table {
    let rows = report.data.iter().map(|of| {
        let name = of.category_name.clone().unwrap_or_else(|| NO_CATEGORY.to_owned());
        row([text(name)], product_cells(&of.figures))
    });
    Table {
        rows: rows.collect(),
        totals: row([text(TOTAL)], product_cells(&report.totals)),
        ..table(shop, "Categories", (report.from, report.to), columns(&["Category"], &PRODUCTS))
    }
}

pub(super) fn methods(shop: &Shop, report: &MethodsReport) -> Table {
    let rows = report.data.iter().map(|of| {
        let method = of.method.method.as_str().replace('_', " ");
        row([text(&of.period.period), text(method)], method_cells(&of.method.figures))
    });
    Table {
        rows: rows.collect(),
        totals: row([text(TOTAL), text("")], method_cells(&report.totals)),
        ..table(shop, "Payment methods", (report.from, report.to), columns(&["Period", "Method"], &METHODS))
    }
}

fn tax_name(tax: &TaxTotal) -> String {
    format!("{} {}", tax.name, if tax.included { "in the price" } else { "on top" })
}

pub(super) fn taxes(shop: &Shop, report: &TaxesReport) -> Table {
    let figures = ["Rate %", "Net", "Tax", "Refund net", "Refund tax", "Tax due"];
    let rows = report.data.iter().map(|of| {
        let tax = &of.tax;
        let mut cells = vec![figure(tax.rate)];
        cells.extend([tax.net, tax.tax, tax.refund_net, tax.refund_tax, tax.tax_due].map(figure));
        row([text(&of.period.period), text(tax_name(tax))], cells)
    });
    let none = || Cell::Figure(String::new());
    let (tax, back, due) = (figure(report.tax), figure(report.refund_tax), figure(report.tax_due));
    Table {
        rows: rows.collect(),
        // No sum of the nets: an item with two taxes is in both.
        totals: row([text(TOTAL), text("")], vec![none(), none(), tax, none(), back, due]),
        ..table(shop, "Taxes", (report.from, report.to), columns(&["Period", "Tax"], &figures))
    }
}

pub(super) fn customers(shop: &Shop, report: &CustomersReport) -> Table {
    let columns = columns(&["Customer", "Phone", "Last order"], &["Orders", "Total", "Refunds", "Refund total"]);
    let rows = report.data.iter().map(|of| {
        let last = of.last_order.map(|day| day.to_string()).unwrap_or_default();
        let f = &of.figures;
        let cells = vec![figure(f.orders), figure(f.total), figure(f.refunds), figure(f.refund_total)];
        row([text(&of.name), text(of.phone.clone().unwrap_or_default()), text(last)], cells)
    });
    let f = &report.totals;
    let totals = vec![figure(f.orders), figure(f.total), figure(f.refunds), figure(f.refund_total)];
    Table {
        rows: rows.collect(),
        totals: row([text(TOTAL), text(""), text("")], totals),
        ..table(shop, "Customers", (report.from, report.to), columns)
    }
}

pub(super) fn refunds(shop: &Shop, report: &RefundsReport) -> Table {
    let words = ["Date", "Order", "Sold on", "Customer", "Reason", "Given back by", "Till"];
    let columns = columns(&words, &["Net", "Tax", "Total", "Cash rounding"]);
    let rows = report.data.iter().map(|of| {
        let words = [
            text(of.business_date.to_string()),
            text(&of.order_number),
            text(of.sold_on.to_string()),
            text(of.customer_name.clone().unwrap_or_default()),
            text(&of.reason),
            text(&of.user_name),
            text(&of.till_name),
        ];
        row(words, [of.net, of.tax, of.total, of.cash_rounding].map(figure).into())
    });
    let f = &report.totals;
    let mut totals = vec![text(TOTAL)];
    totals.extend((1..words.len()).map(|_| text("")));
    Table {
        rows: rows.collect(),
        totals: row(totals, [f.net, f.tax, f.total, f.cash_rounding].map(figure).into()),
        ..table(shop, "Refunds", (report.from, report.to), columns)
    }
}

pub(super) fn inventory(shop: &Shop, today: NaiveDate, report: &InventoryReport) -> Table {
    let figures = ["Stock", "Minimum", "Cost", "Price", "Cost value", "Retail value"];
    let columns = columns(&["SKU", "Product", "Category", "Unit", "Status"], &figures);
    let rows = report.data.iter().map(|of| {
        let words = [
            text(&of.sku),
            text(&of.name),
            text(of.category_name.clone().unwrap_or_default()),
            text(&of.unit),
            text(of.status.as_str()),
        ];
        let cells = vec![
            figure(of.stock_quantity),
            figure(of.min_stock_level),
            maybe(of.cost_price),
            figure(of.price),
            maybe(of.cost_value),
            figure(of.retail_value),
        ];
        row(words, cells)
    });
    // Of what is listed, which need not be everything.
    let sum = |values: &mut dyn Iterator<Item = Money>| {
        figure(shop.currency.money(values.map(Money::minor).fold(0, i64::saturating_add)))
    };
    let none = || Cell::Figure(String::new());
    let cost = sum(&mut report.data.iter().filter_map(|of| of.cost_value));
    let retail = sum(&mut report.data.iter().map(|of| of.retail_value));
    let words = [text(TOTAL), text(""), text(""), text(""), text("")];
    let totals = row(words, vec![none(), none(), none(), none(), cost, retail]);
    Table { rows: rows.collect(), totals, ..table(shop, "Stock", (today, today), columns) }
}

/// A day on one page: a column says which part of it a row belongs to.
pub(super) fn daily(shop: &Shop, report: &DailySummary) -> Table {
    let less = |amount: Money, back: Money| figure(shop.currency.money(amount.minor() - back.minor()));
    let none = || Cell::Figure(String::new());
    let line = |part: &str, name: &str, count: Cell, amount: Money, back: Money| {
        vec![text(part), text(name), count, figure(amount), figure(back), less(amount, back)]
    };
    let one = |name: &str, amount: Money| vec![text("Day"), text(name), none(), figure(amount), none(), none()];
    let day = &report.sales;
    let mut rows = vec![
        vec![
            text("Day"),
            text("Sales"),
            figure(day.orders),
            figure(day.total),
            figure(day.refund_total),
            figure(day.total_sales),
        ],
        vec![
            text("Day"),
            text("Without taxes"),
            none(),
            figure(day.net),
            figure(day.refund_net),
            figure(day.net_sales),
        ],
        line("Day", "Taxes", none(), day.tax, day.refund_tax),
        line("Day", "Cash rounding", none(), day.cash_rounding, day.refund_cash_rounding),
        one("Before discounts", day.gross),
        one("Discounts", day.discount),
        one("Average of an order", day.average),
        one("Cash the day should have brought", report.expected_cash),
    ];
    rows.extend(report.methods.iter().map(|of| {
        let name = of.method.as_str().replace('_', " ");
        line("Payments", &name, figure(of.figures.payments), of.figures.amount, of.figures.refund_amount)
    }));
    rows.extend(report.taxes.iter().map(|tax| line("Taxes", &tax_name(tax), none(), tax.tax, tax.refund_tax)));
    rows.extend(
        report.top_products.iter().map(|of| {
            line("Products", &of.name, figure(of.figures.quantity), of.figures.total, of.figures.refund_total)
        }),
    );
    rows.extend(report.hours.iter().map(|of| {
        let name = format!("{:02}:00", of.hour);
        line("Hours", &name, figure(of.figures.orders), of.figures.total, of.figures.refund_total)
    }));
    rows.extend(report.cashiers.iter().map(|of| {
        line("Cashiers", &of.cashier_name, figure(of.figures.orders), of.figures.total, of.figures.refund_total)
    }));
    let columns = columns(&["Part", "What"], &["Count", "Amount", "Given back", "Balance"]);
    Table { rows, ..table(shop, "Daily summary", (report.date, report.date), columns) }
}
