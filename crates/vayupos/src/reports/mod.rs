//! Reports: what was sold, by day, product, method, tax, customer, hour and cashier.
//!
//! They read the day tables, which every sale and refund keeps up to date ([`rollups`]), so that a year costs as
//! little as a day. This slice may read everybody's tables; it owns the `day_*` ones alone.

mod day_tables;
mod export;
mod figures;
mod inventory;
mod ledger_store;
mod money_in;
mod overview;
mod people;
mod products;
mod range;
pub(crate) mod rollups;
mod sales;
mod store;
mod tables;

pub use export::{ExportReport, ReportName, export_report_csv, export_report_pdf};
pub use figures::{MarginFigures, ProductFigures, SalesFigures};
pub use inventory::{GetInventoryReport, InventoryReport, StockLevel, StockStatus, StockTotals, get_inventory_report};
pub use money_in::{
    GetMethodsReport, MethodFigures, MethodPeriod, MethodTotal, MethodsReport, TaxPeriod, TaxTotal, TaxesReport,
    get_methods_report, get_taxes_report,
};
pub use overview::{DailySummary, Dashboard, DashboardHour, GetDailySummary, get_daily_summary, get_dashboard};
pub use people::{
    CustomerFigures, CustomerSales, CustomersReport, GetCustomersReport, GetRefundsReport, RefundFigures,
    RefundReported, RefundsReport, get_customers_report, get_refunds_report,
};
pub use products::{
    CategoriesReport, CategorySales, GetCategoriesReport, ListProductSales, ProductSales, ProductSalesRow,
    get_categories_report, list_product_sales,
};
pub use range::{GroupBy, Period};
pub use rollups::{Difference, compare_days, rebuild_days};
pub use sales::{
    CashierDiscounts, CashierFigures, CashiersReport, DiscountFigures, DiscountsReport, GetCashiersReport,
    GetHoursReport, GetSalesReport, HourFigures, HoursReport, MarginPeriod, MarginReport, SalesPeriod, SalesReport,
    WeekdayFigures, get_cashiers_report, get_discounts_report, get_hours_report, get_margin_report, get_sales_report,
};
