//! ★ The product's public surface on one page: every operation, by verb, path, function, input and output.
//!
//! Each face expands this table: the desktop window into commands, the server into routes and their OpenAPI
//! document. The verb says how HTTP answers: `create` is a POST that answers 201, `post` one that answers 200,
//! `download` a GET that answers a file. What is in a path or a query is a field of the input.
//! Who may call an operation is the permission in its signature.

pub use crate::auth::*;
pub use crate::calls::{Shown, run};
pub use crate::catalog::*;
pub use crate::coupons::*;
pub use crate::customers::*;
pub use crate::exchange::*;
pub use crate::imports::*;
pub use crate::inventory::*;
pub use crate::labels::*;
pub use crate::mail::*;
pub use crate::moving::*;
pub use crate::page::{Direction, Page};
pub use crate::payments::*;
pub use crate::prices::*;
pub use crate::receipts::*;
pub use crate::reports::*;
pub use crate::sales::*;
pub use crate::settings::*;
pub use crate::setup::*;
pub use crate::tills::*;
pub use crate::upkeep::*;
pub use crate::users::*;
pub use crate::wire::Nothing;
pub use crate::work::*;

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
            post     "/auth/refresh"                           auth::refresh                    (Nothing) -> Session;
            post     "/auth/lock"                              auth::lock                       (Nothing) -> Nothing;
            post     "/auth/unlock"                            auth::unlock                     (Unlock) -> Session;
            put      "/auth/pin"                               auth::set_pin                    (SetPin) -> Nothing;
            put      "/auth/till"                              auth::move_to_till               (MoveToTill) -> Me;
            get      "/auth/me"                                auth::get_me                     (Nothing) -> Me;
            post     "/auth/change-password"                   auth::change_password            (ChangePassword) -> Nothing;

            create   "/approvals"                              auth::approve                    (Approve) -> Approved;
            get      "/approvals"                              auth::list_approvals             (ListApprovals) -> Page<Approval>;

            get      "/users"                                  users::list_users                (ListUsers) -> Page<User>;
            get      "/roles"                                  users::list_roles                (Nothing) -> Page<RoleRights>;
            get      "/users/{user_id}"                        users::get_user                  (GetUser) -> User;
            put      "/users/{user_id}"                        users::update_user               (UpdateUser) -> User;
            delete   "/users/{user_id}"                        users::deactivate_user           (DeactivateUser) -> User;
            post     "/users/{user_id}/activate"               users::activate_user             (ActivateUser) -> User;
            put      "/users/{user_id}/password"               users::reset_password            (ResetPassword) -> User;
            delete   "/users/{user_id}/pin"                    users::clear_pin                 (ClearPin) -> User;
            delete   "/users/{user_id}/sessions"               users::sign_out_user             (SignOutUser) -> User;

            get      "/tills"                                  tills::list_tills                (ListTills) -> Page<Till>;
            create   "/tills"                                  tills::create_till               (CreateTill) -> Till;
            put      "/tills/{till_id}"                        tills::update_till               (UpdateTill) -> Till;

            get      "/settings/shop"                          settings::get_shop               (Nothing) -> Shop;
            put      "/settings/shop"                          settings::update_shop            (UpdateShop) -> Shop;
            put      "/settings/receipt"                       settings::update_receipt_design  (ChangeReceiptDesign) -> Shop;
            put      "/settings/logo"                          settings::set_shop_logo          (SetShopLogo) -> ShopLogo;
            download "/settings/logo"                          settings::get_shop_logo          (Nothing) -> Document;
            delete   "/settings/logo"                          settings::delete_shop_logo       (Nothing) -> Nothing;
            get      "/settings/receipt/preview"               receipts::get_receipt_preview    (ChangeReceiptDesign) -> Receipt;
            download "/settings/receipt/preview.pdf"           receipts::get_receipt_preview_pdf (ChangeReceiptDesign) -> Document;

            create   "/categories"                             catalog::create_category         (CreateCategory) -> Category;
            get      "/categories"                             catalog::list_categories         (ListCategories) -> Page<Category>;
            get      "/categories/{category_id}"               catalog::get_category            (GetCategory) -> Category;
            put      "/categories/{category_id}"               catalog::update_category         (UpdateCategory) -> Category;
            delete   "/categories/{category_id}"               catalog::delete_category         (DeleteCategory) -> Nothing;
            create   "/taxes"                                  catalog::create_tax              (CreateTax) -> Tax;
            get      "/taxes"                                  catalog::list_taxes              (Nothing) -> Page<Tax>;
            get      "/taxes/{tax_id}"                         catalog::get_tax                 (GetTax) -> Tax;
            put      "/taxes/{tax_id}"                         catalog::update_tax              (UpdateTax) -> Tax;
            delete   "/taxes/{tax_id}"                         catalog::delete_tax              (DeleteTax) -> Nothing;
            create   "/products"                               catalog::create_product          (CreateProduct) -> Product;
            get      "/products"                               catalog::list_products           (ListProducts) -> Page<Product>;
            get      "/products/search"                        catalog::search_products         (SearchProducts) -> Page<Product>;
            get      "/products/scan"                          catalog::scan_product            (ScanProduct) -> Scan;
            get      "/products/low-stock"                     catalog::list_low_stock          (ListLowStock) -> Page<Product>;
            get      "/products/{product_id}"                  catalog::get_product             (GetProduct) -> Product;
            put      "/products/{product_id}"                  catalog::update_product          (UpdateProduct) -> Product;
            delete   "/products/{product_id}"                  catalog::delete_product          (DeleteProduct) -> Nothing;
            put      "/products/{product_id}/image"            catalog::set_product_image       (SetProductImage) -> ProductImage;
            download "/products/{product_id}/image"            catalog::get_product_image       (GetProductImage) -> Document;
            delete   "/products/{product_id}/image"            catalog::delete_product_image    (DeleteProductImage) -> Nothing;

            post     "/products/imports/preview"               imports::preview_product_import  (PreviewProductImport) -> ImportPreview;
            create   "/products/imports"                       imports::run_product_import      (RunProductImport) -> ProductImport;
            get      "/products/imports"                       imports::list_product_imports    (ListProductImports) -> Page<ProductImport>;
            post     "/products/imports/{import_id}/undo"      imports::undo_product_import     (UndoProductImport) -> ProductImport;
            post     "/products/prices/preview"                prices::preview_price_change     (PreviewPriceChange) -> PricePreview;
            create   "/products/prices"                        prices::change_prices            (ChangePrices) -> PriceChange;
            get      "/products/prices"                        prices::list_price_changes       (ListPriceChanges) -> Page<PriceChange>;
            post     "/products/prices/{change_id}/undo"       prices::undo_price_change        (UndoPriceChange) -> PriceChange;

            create   "/customers"                              customers::create_customer       (CreateCustomer) -> Customer;
            get      "/customers"                              customers::list_customers        (ListCustomers) -> Page<Customer>;
            get      "/customers/search"                       customers::search_customers      (SearchCustomers) -> Page<Customer>;
            get      "/customers/{customer_id}"                customers::get_customer          (GetCustomer) -> Customer;
            put      "/customers/{customer_id}"                customers::update_customer       (UpdateCustomer) -> Customer;
            delete   "/customers/{customer_id}"                customers::delete_customer       (DeleteCustomer) -> Nothing;
            post     "/customers/{customer_id}/loyalty-points" customers::adjust_loyalty_points (AdjustLoyaltyPoints) -> Customer;
            get      "/customers/{customer_id}/ledger"         customers::list_customer_ledger  (ListCustomerLedger) -> Page<LedgerEntry>;
            post     "/customers/{customer_id}/merge"          customers::merge_customer        (MergeCustomer) -> Customer;

            create   "/coupons"                                coupons::create_coupon           (CreateCoupon) -> Coupon;
            get      "/coupons"                                coupons::list_coupons            (ListCoupons) -> Page<Coupon>;
            get      "/coupons/{coupon_id}"                    coupons::get_coupon              (GetCoupon) -> Coupon;
            put      "/coupons/{coupon_id}"                    coupons::update_coupon           (UpdateCoupon) -> Coupon;
            delete   "/coupons/{coupon_id}"                    coupons::delete_coupon           (DeleteCoupon) -> Nothing;

            post     "/orders/quote"                           sales::quote_order               (QuoteOrder) -> Quote;
            create   "/orders/checkout"                        sales::checkout                  (Checkout) -> CheckoutDone;
            create   "/orders"                                 sales::create_order              (CreateOrder) -> Order;
            get      "/orders"                                 sales::list_orders               (ListOrders) -> Page<OrderSummary>;
            get      "/orders/{order_id}"                      sales::get_order                 (GetOrder) -> Order;
            get      "/orders/{order_id}/timeline"             sales::get_order_timeline        (GetOrder) -> OrderTimeline;
            put      "/orders/{order_id}"                      sales::update_order              (UpdateOrder) -> Order;
            post     "/orders/{order_id}/cancel"               sales::cancel_order              (CancelOrder) -> Order;
            post     "/orders/{order_id}/return"               payments::return_items           (ReturnItems) -> Refund;
            get      "/orders/number/{order_number}"           sales::get_order_by_number       (GetOrderByNumber) -> Order;
            get      "/orders/customer/{customer_id}"          sales::list_customer_orders      (ListCustomerOrders) -> Page<OrderSummary>;
            get      "/baskets"                                sales::list_baskets              (Nothing) -> Page<Basket>;
            get      "/baskets/parked"                         sales::list_parked_baskets       (ListParkedBaskets) -> Page<ParkedBasket>;
            put      "/baskets/{basket_id}"                    sales::save_basket               (SaveBasket) -> Basket;
            delete   "/baskets/{basket_id}"                    sales::discard_basket            (DiscardBasket) -> Nothing;
            post     "/baskets/{basket_id}/park"               sales::park_basket               (ParkBasket) -> ParkedBasket;
            post     "/baskets/{basket_id}/recall"             sales::recall_basket             (RecallBasket) -> Basket;

            create   "/payments"                               payments::create_payment         (CreatePayment) -> Payment;
            get      "/payments"                               payments::list_payments          (ListPayments) -> Page<Payment>;
            get      "/payments/{payment_id}"                  payments::get_payment            (GetPayment) -> Payment;
            put      "/payments/{payment_id}"                  payments::update_payment         (UpdatePayment) -> Payment;
            post     "/payments/{payment_id}/refund"           payments::refund_payment         (RefundPayment) -> Refund;
            get      "/payments/order/{order_id}/status"       payments::get_payment_status     (GetPaymentStatus) -> OrderPaymentStatus;

            get      "/orders/{order_id}/receipt"              receipts::get_receipt            (GetReceipt) -> Receipt;
            download "/orders/{order_id}/receipt.pdf"          receipts::get_receipt_pdf        (GetReceipt) -> Document;
            download "/orders/{order_id}/receipt.escpos"       receipts::get_receipt_escpos     (GetReceiptEscpos) -> Document;
            create   "/orders/{order_id}/receipt/email"        receipts::email_receipt          (EmailReceipt) -> Letter;

            create   "/inventory/logs"                         inventory::create_inventory_log  (CreateInventoryLog) -> InventoryLog;
            get      "/inventory/logs"                         inventory::list_inventory_logs   (ListInventoryLogs) -> Page<InventoryLog>;
            get      "/inventory/logs/{log_id}"                inventory::get_inventory_log     (GetInventoryLog) -> InventoryLog;
            get      "/inventory/summary"                      inventory::get_inventory_summary (Nothing) -> InventorySummary;
            get      "/inventory/product/{product_id}/history" inventory::list_product_history  (ListProductHistory) -> Page<InventoryLog>;
            post     "/inventory/product/{product_id}/adjust"  inventory::adjust_stock          (AdjustStock) -> InventoryLog;
            create   "/inventory/counts"                       inventory::create_stock_count    (CreateStockCount) -> StockCount;
            get      "/inventory/counts"                       inventory::list_stock_counts     (ListStockCounts) -> Page<StockCount>;
            get      "/inventory/counts/{count_id}"            inventory::get_stock_count       (GetStockCount) -> CountSheet;
            get      "/inventory/counts/{count_id}/missing"    inventory::list_stock_count_missing (ListStockCountMissing) -> Page<MissingProduct>;
            put      "/inventory/counts/{count_id}/lines"      inventory::count_stock           (CountStock) -> CountLine;
            post     "/inventory/counts/{count_id}/close"      inventory::close_stock_count     (CloseStockCount) -> StockCount;
            post     "/inventory/counts/{count_id}/discard"    inventory::discard_stock_count   (DiscardStockCount) -> StockCount;

            download "/labels/barcode.svg"                     labels::get_barcode_svg          (GetBarcodeSvg) -> Document;
            download "/labels/products.pdf"                    labels::get_product_labels       (GetProductLabels) -> Document;

            get      "/settings/mail"                          mail::get_mail_settings          (Nothing) -> MailSettings;
            put      "/settings/mail"                          mail::update_mail_settings       (UpdateMailSettings) -> MailSettings;
            post     "/settings/mail/test"                     mail::send_test_mail             (SendTestMail) -> Nothing;
            get      "/mail"                                   mail::list_mail                  (ListMail) -> Page<Letter>;

            create   "/backups"                                upkeep::create_backup            (Nothing) -> Backup;
            get      "/backups"                                upkeep::list_backups             (Nothing) -> Page<Backup>;
            download "/backups/{name}"                         upkeep::download_backup          (DownloadBackup) -> Document;
            post     "/backups/{name}/restore"                 upkeep::restore_backup           (RestoreBackup) -> Restored;
            get      "/upkeep/verify"                          upkeep::verify_ledger            (Nothing) -> Verdict;
            download "/upkeep/diagnostics"                     upkeep::get_diagnostics          (Nothing) -> Document;

            create   "/backups/{name}/start-restore"           upkeep::start_restore            (StartRestore) -> Job;
            create   "/upkeep/day-totals"                      upkeep::rebuild_day_totals       (RebuildDayTotals) -> Job;
            create   "/exports"                                exchange::start_export           (StartExport) -> Job;
            get      "/exports"                                exchange::list_exports           (Nothing) -> Page<ExportFile>;
            download "/exports/{name}"                         exchange::download_export        (DownloadExport) -> Document;
            delete   "/exports/{name}"                         exchange::delete_export          (DeleteExport) -> Nothing;
            create   "/full-imports"                           exchange::start_import           (StartImport) -> Job;
            get      "/database"                               moving::get_database             (Nothing) -> OpenDatabase;
            post     "/database/test"                          moving::test_database            (TestDatabase) -> DatabaseTest;
            create   "/database/move"                          moving::start_move               (StartMove) -> Job;
            get      "/jobs"                                   work::list_jobs                  (Nothing) -> Page<Job>;
            get      "/jobs/{job_id}"                          work::get_job                    (GetJob) -> Job;
            post     "/jobs/{job_id}/cancel"                   work::cancel_job                 (CancelJob) -> Job;

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
