//! Every report as a file: CSV for a spreadsheet, PDF for the folder.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{GroupBy, inventory, people, products, tables};
use crate::app::App;
use crate::auth::{Permit, SeeReports, SeeStockReport};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::receipts::Document;
use crate::receipts::pdf::{self, Cell, Table};
use crate::settings::{self, Shop};
use crate::wire;
use crate::words::words;

/// Rows of a file at the most.
const MAX_CSV_ROWS: usize = 50_000;
/// Rows of a printed report at the most: a hundred sheets.
const MAX_PDF_ROWS: usize = 5_000;
/// A spreadsheet takes a cell that begins with one of these for a formula, and runs it. Source: OWASP, CSV injection.
const FORMULA_MARKS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

words! {
    /// A report that can be had as a file.
    pub enum ReportName {
        /// By day, week or month.
        Sales = "sales",
        /// What is left of the sales.
        Margin = "margin",
        /// By hour and weekday.
        Hours = "hours",
        /// By cashier.
        Cashiers = "cashiers",
        /// Discounts by cashier.
        Discounts = "discounts",
        /// By product.
        ProductsSales = "products-sales",
        /// By category.
        Categories = "categories",
        /// How it was paid.
        PaymentMethods = "payment-methods",
        /// The taxes.
        Taxes = "taxes",
        /// Who bought.
        Customers = "customers",
        /// What came back.
        Refunds = "refunds",
        /// What is on the shelf.
        Inventory = "inventory",
        /// A day on one page.
        DailySummary = "daily-summary",
    }
}

/// Which report, and what that report takes; what it does not take is refused.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportReport {
    report: ReportName,
    /// The first business date.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<NaiveDate>,
    /// The last business date.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<NaiveDate>,
    /// The day of a daily summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_by: Option<GroupBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    till_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cashier_id: Option<Id>,
    /// Of the products' report: beginnings of words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    q: Option<String>,
    /// Of the stock report: only what runs low.
    #[serde(skip_serializing_if = "Option::is_none")]
    low_only: Option<bool>,
}

/// A report as a file for a spreadsheet: a row of headings, then the rows of all pages. Sums are left to the reader.
///
/// Errors: `forbidden` unless one may see that report; `invalid`, also for more than 50,000 rows.
pub async fn export_report_csv(app: &App, by: Permit<SeeStockReport>, input: ExportReport) -> Result<Document> {
    let report = input.report;
    let table = Export { app, by: &by, max_rows: MAX_CSV_ROWS }.table(input).await?;
    Ok(Document {
        file_name: file_name(report, &table, "csv"),
        content_type: "text/csv; charset=utf-8",
        bytes: csv(&table)?,
    })
}

/// A report as a PDF on A4, with its sums.
///
/// Errors: `forbidden` unless one may see that report; `invalid`, also for more than 5,000 rows.
pub async fn export_report_pdf(app: &App, by: Permit<SeeStockReport>, input: ExportReport) -> Result<Document> {
    let report = input.report;
    let table = Export { app, by: &by, max_rows: MAX_PDF_ROWS }.table(input).await?;
    let file_name = file_name(report, &table, "pdf");
    // Laying out fonts is work for a core, not for the threads that answer.
    let bytes = tokio::task::spawn_blocking(move || pdf::sheets(&table)).await.map_err(Error::internal)??;
    Ok(Document { file_name, content_type: "application/pdf", bytes })
}

/// `sales-2026-03-01-to-2026-03-31.csv`
fn file_name(report: ReportName, table: &Table, ending: &str) -> String {
    let days = table.subtitle.split(',').next().unwrap_or_default().replace(' ', "-");
    format!("{}-{days}.{ending}", report.as_str())
}

fn csv(table: &Table) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.heading)).map_err(Error::internal)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(plain)).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(|error| Error::internal(error.to_string()))
}

/// A cell that no spreadsheet runs: words that look like a formula get an apostrophe, figures stay figures.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.starts_with(FORMULA_MARKS) => format!("'{text}"),
        Cell::Text(text) | Cell::Figure(text) => text.clone(),
    }
}

struct Export<'a> {
    app: &'a App,
    by: &'a Permit<SeeStockReport>,
    max_rows: usize,
}

impl Export<'_> {
    async fn table(&self, input: ExportReport) -> Result<Table> {
        let shop = settings::store::shop(&mut self.app.db.read()).await?;
        let table = self.table_of(&shop, input).await?;
        if table.rows.len() > self.max_rows {
            return Err(self.too_many());
        }
        Ok(table)
    }

    async fn table_of(&self, shop: &Shop, input: ExportReport) -> Result<Table> {
        let (app, caller) = (self.app, self.by.caller());
        if input.report != ReportName::Inventory {
            caller.permit::<SeeReports>()?;
        }
        let mut fields = serde_json::to_value(&input).map_err(Error::internal)?;
        if let Some(fields) = fields.as_object_mut() {
            fields.remove("report");
        }
        match input.report {
            ReportName::Sales => {
                let report = super::get_sales_report(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::sales(shop, &report))
            }
            ReportName::Margin => {
                let report = super::get_margin_report(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::margin(shop, &report))
            }
            ReportName::Hours => {
                let report = super::get_hours_report(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::hours(shop, &report))
            }
            ReportName::Cashiers => {
                let report = super::get_cashiers_report(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::cashiers(shop, &report))
            }
            ReportName::Discounts => {
                let report = super::get_discounts_report(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::discounts(shop, &report))
            }
            ReportName::ProductsSales => {
                let report = products::product_sales(app, wire::decode(fields)?, self.max_rows).await?;
                self.whole(report.next_cursor.as_ref())?;
                Ok(tables::products(shop, &report))
            }
            ReportName::Categories => {
                let report = super::get_categories_report(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::categories(shop, &report))
            }
            ReportName::PaymentMethods => {
                let report = super::get_methods_report(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::methods(shop, &report))
            }
            ReportName::Taxes => {
                let report = super::get_taxes_report(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::taxes(shop, &report))
            }
            ReportName::Customers => {
                let report = people::customers_report(app, wire::decode(fields)?, self.max_rows).await?;
                self.whole(report.next_cursor.as_ref())?;
                Ok(tables::customers(shop, &report))
            }
            ReportName::Refunds => {
                let report = people::refunds_report(app, wire::decode(fields)?, self.max_rows).await?;
                self.whole(report.next_cursor.as_ref())?;
                Ok(tables::refunds(shop, &report))
            }
            ReportName::Inventory => {
                let report = inventory::inventory_report(app, wire::decode(fields)?, self.max_rows).await?;
                self.whole(report.next_cursor.as_ref())?;
                Ok(tables::inventory(shop, shop.business_date(app.clock.now()), &report))
            }
            ReportName::DailySummary => {
                let report = super::get_daily_summary(app, caller.permit()?, wire::decode(fields)?).await?;
                Ok(tables::daily(shop, &report))
            }
        }
    }

    /// Refuses a report that goes on where a file must end.
    fn whole(&self, next_cursor: Option<&String>) -> Result<()> {
        if next_cursor.is_some() { Err(self.too_many()) } else { Ok(()) }
    }

    fn too_many(&self) -> Error {
        let message = format!("This report has more than {} rows. Please choose fewer days.", self.max_rows);
        Error::invalid("from", message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipts::pdf::Column;

    #[test]
    fn words_that_look_like_a_formula_are_words_and_figures_stay_figures() {
        let cells = ["=1+1", "+353", "-x", "@A1", "a,\"b\"\nc", "'quoted", "", "日本 =1"];
        let rows = cells.iter().map(|text| vec![Cell::Text((*text).into()), Cell::Figure("-1.50".into())]).collect();
        let columns = ["Name", "Total"].map(|heading| Column { heading, is_figure: heading == "Total" }).into();
        let table =
            Table { shop: String::new(), title: String::new(), subtitle: String::new(), columns, rows, totals: vec![] };
        let text = String::from_utf8(csv(&table).expect("a table of words")).expect("UTF-8");
        let expected = "Name,Total\r\n'=1+1,-1.50\r\n'+353,-1.50\r\n'-x,-1.50\r\n'@A1,-1.50\r\n\"a,\"\"b\"\"\nc\",-1.50\r\n\
                        'quoted,-1.50\r\n,-1.50\r\n日本 =1,-1.50\r\n";
        assert_eq!(text, expected);
    }
}
