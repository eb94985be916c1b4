//! Inputs as a caller would send them, for the papers.

use serde_json::Value;

/// By operation. What stands in a path is left out.
pub(super) const ALL: &[(&str, &str)] = &[
    ("register", r#"{ "username": "anna", "password": "a long secret", "full_name": "Anna Berg", "role": "cashier" }"#),
    ("login", r#"{ "username": "admin", "password": "admin123" }"#),
    ("change_password", r#"{ "current_password": "admin123", "new_password": "a long secret" }"#),
    ("update_user", r#"{ "full_name": "Anna Berg", "phone": null, "role": "manager" }"#),
    (
        "update_shop",
        r#"{ "name": "Corner Shop", "currency": "EUR", "time_zone": "Europe/Brussels", "cash_rounding": "0.05" }"#,
    ),
    ("create_category", r##"{ "name": "Hot drinks" }"##),
    ("create_tax", r#"{ "name": "VAT 21 %", "rate": "21", "included": true }"#),
    (
        "create_product",
        r#"{ "sku": "TEA-01", "name": "Green tea", "barcodes": ["4006381333931"], "price": "3.20", "cost_price": "1.10",
             "stock_quantity": "24", "min_stock_level": "6" }"#,
    ),
    ("update_product", r#"{ "price": "3.40", "description": null }"#),
    (
        "quote_order",
        r#"{ "items": [{ "product_id": "019aa6f2-7c3e-7b1d-9e0f-2a4c6e8f0b1d", "quantity": "2" }], "discount_percent": "5" }"#,
    ),
    (
        "checkout",
        r#"{ "id": "019aa6f2-7c3e-7b1d-9e0f-2a4c6e8f0b1e",
             "items": [{ "product_id": "019aa6f2-7c3e-7b1d-9e0f-2a4c6e8f0b1d", "quantity": "2" }],
             "payments": [{ "method": "cash", "amount": "10.00" }] }"#,
    ),
    (
        "save_basket",
        r#"{ "revision": 3, "items": [{ "product_id": "019aa6f2-7c3e-7b1d-9e0f-2a4c6e8f0b1d", "quantity": "0.640" }] }"#,
    ),
];

pub(super) fn of(operation: &str) -> Option<Value> {
    let (_, text) = ALL.iter().find(|(name, _)| *name == operation)?;
    // A test reads all of them.
    serde_json::from_str(text).ok()
}
