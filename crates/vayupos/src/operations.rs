//! ★ The product's public surface on one page: every operation, by verb, path, function, input and output.
//!
//! Each face expands this table: the desktop window into commands, the server into routes and their OpenAPI
//! document. The verb says how HTTP answers: `create` is a POST that answers 201, `post` one that answers 200,
//! `download` a GET that answers a file. What is in a path or a query is a field of the input.
//! Who may call an operation is the permission in its signature.

pub use crate::auth::*;
pub use crate::catalog::*;
pub use crate::inventory::*;
pub use crate::page::Page;
pub use crate::receipts::*;
pub use crate::reports::*;
pub use crate::sales::*;
pub use crate::settings::*;
pub use crate::setup::*;
pub use crate::tills::*;
pub use crate::users::*;
pub use crate::wire::Nothing;

use crate::error::{Error, Result};

/// Expands a macro over the table of operations.
#[macro_export]
macro_rules! for_each_operation {
    ($callback:ident) => {
        $callback! {
            get      "/setup"                                  setup::get_setup                 (Nothing) -> Setup;
            create   "/setup/demo"                             setup::load_demo_shop            (Nothing) -> DemoShop;

            create   "/auth/register"                          auth::register                   (Register) -> User;
            post     "/auth/login"                             auth::login                      (Login) -> Session;
            post     "/auth/logout"                            auth::logout                     (Nothing) -> Nothing;
            get      "/auth/me"                                auth::get_me                     (Nothing) -> Me;
            post     "/auth/change-password"                   auth::change_password            (ChangePassword) -> Nothing;

            get      "/users"                                  users::list_users                (ListUsers) -> Page<User>;
            get      "/users/{user_id}"                        users::get_user                  (GetUser) -> User;
            put      "/users/{user_id}"                        users::update_user               (UpdateUser) -> User;
            delete   "/users/{user_id}"                        users::deactivate_user           (DeactivateUser) -> User;
            post     "/users/{user_id}/activate"               users::activate_user             (ActivateUser) -> User;

            get      "/settings/shop"                          settings::get_shop               (Nothing) -> Shop;
            put      "/settings/shop"                          settings::update_shop            (UpdateShop) -> Shop;

            create   "/categories"                             catalog::create_category         (CreateCategory) -> Category;
            get      "/categories"                             catalog::list_categories         (ListCategories) -> Page<Category>;
            get      "/categories/{category_id}"               catalog::get_category            (GetCategory) -> Category;
            put      "/categories/{category_id}"               catalog::update_category         (UpdateCategory) -> Category;
            delete   "/categories/{category_id}"               catalog::delete_category         (DeleteCategory) -> Nothing;
            create   "/taxes"                                  catalog::create_tax              (CreateTax) -> Tax;
            get      "/taxes"                                  catalog::list_taxes              (Nothing) -> Page<Tax>;
            create   "/products"                               catalog::create_product          (CreateProduct) -> Product;
            get      "/products"                               catalog::list_products           (ListProducts) -> Page<Product>;
            get      "/products/search"                        catalog::search_products         (SearchProducts) -> Page<Product>;
            get      "/products/scan"                          catalog::scan_product            (ScanProduct) -> Scan;
            get      "/products/low-stock"                     catalog::list_low_stock          (ListLowStock) -> Page<Product>;
            get      "/products/{product_id}"                  catalog::get_product             (GetProduct) -> Product;
            put      "/products/{product_id}"                  catalog::update_product          (UpdateProduct) -> Product;
            delete   "/products/{product_id}"                  catalog::delete_product          (DeleteProduct) -> Nothing;

            post     "/orders/quote"                           sales::quote_order               (QuoteOrder) -> Quote;
            create   "/orders/checkout"                        sales::checkout                  (Checkout) -> CheckoutDone;
            get      "/orders"                                 sales::list_orders               (ListOrders) -> Page<OrderSummary>;
            get      "/orders/{order_id}"                      sales::get_order                 (GetOrder) -> Order;
            get      "/orders/number/{order_number}"           sales::get_order_by_number       (GetOrderByNumber) -> Order;
            get      "/baskets"                                sales::list_baskets              (Nothing) -> Page<Basket>;
            put      "/baskets/{basket_id}"                    sales::save_basket               (SaveBasket) -> Basket;
            delete   "/baskets/{basket_id}"                    sales::discard_basket            (DiscardBasket) -> Nothing;

            get      "/orders/{order_id}/receipt"              receipts::get_receipt            (GetReceipt) -> Receipt;
            download "/orders/{order_id}/receipt.pdf"          receipts::get_receipt_pdf        (GetReceipt) -> Document;

            get      "/inventory/product/{product_id}/history" inventory::list_product_history  (ListProductHistory) -> Page<InventoryLog>;

            get      "/reports/dashboard"                      reports::get_dashboard           (Nothing) -> Dashboard;
            get      "/reports/daily-summary"                  reports::get_daily_summary       (GetDailySummary) -> DailySummary;
            get      "/reports/sales"                          reports::get_sales_report        (GetSalesReport) -> SalesReport;
            get      "/reports/margin"                         reports::get_margin_report       (GetSalesReport) -> MarginReport;
            get      "/reports/hours"                          reports::get_hours_report        (GetHoursReport) -> HoursReport;
            get      "/reports/cashiers"                       reports::get_cashiers_report     (GetCashiersReport) -> CashiersReport;
            get      "/reports/discounts"                      reports::get_discounts_report    (GetCashiersReport) -> DiscountsReport;
            get      "/reports/products-sales"                 reports::list_product_sales      (ListProductSales) -> ProductSales;
            get      "/reports/categories"                     reports::get_categories_report   (GetCategoriesReport) -> CategoriesReport;
            get      "/reports/payment-methods"                reports::get_methods_report      (GetMethodsReport) -> MethodsReport;
            get      "/reports/taxes"                          reports::get_taxes_report        (GetMethodsReport) -> TaxesReport;
            get      "/reports/customers"                      reports::get_customers_report    (GetCustomersReport) -> CustomersReport;
            get      "/reports/refunds"                        reports::get_refunds_report      (GetRefundsReport) -> RefundsReport;
            get      "/reports/inventory"                      reports::get_inventory_report    (GetInventoryReport) -> InventoryReport;
            download "/reports/{report}/export.csv"            reports::export_report_csv       (ExportReport) -> Document;
            download "/reports/{report}/export.pdf"            reports::export_report_pdf       (ExportReport) -> Document;
        }
    };
}

/// How often a transaction that lost a race is run again.
const MAX_ATTEMPTS: u32 = 5;

/// Runs an operation, and runs it again when its transaction lost a race: it has changed nothing then.
///
/// # Errors
/// What the operation answers; `unavailable` when it keeps losing.
pub async fn attempt<O, F: Future<Output = Result<O>>>(mut operation: impl FnMut() -> F) -> Result<O> {
    let mut attempts = 1;
    loop {
        match operation().await {
            Err(Error::Raced(_)) if attempts < MAX_ATTEMPTS => attempts += 1,
            outcome => return outcome,
        }
    }
}
