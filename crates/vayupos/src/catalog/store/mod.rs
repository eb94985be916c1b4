//! All SQL on categories, taxes, products and their barcodes.

pub(crate) mod bulk;
mod categories;
mod grid;
mod images;
mod new_product;
mod products;
mod sale;
mod search;
mod taxes;

pub(crate) use categories::{categories, category, delete_category, insert_category, update_category};
pub(crate) use grid::{ProductFilter, count_products, products};
pub(crate) use images::{delete_image, image, save_image};
pub(crate) use new_product::{
    NewProduct, deactivate_product, delete_product, insert_product, search_text, update_product,
};
pub(crate) use products::{low_stock, product, product_by_code, products_among, products_by_ids};
pub(crate) use sale::{
    SaleProduct, TaxedRow, ask_for_products, lock_products_of_sale, products_of_basket, sale_products,
};
pub(crate) use search::{products_with_words, terms_like};
pub(crate) use taxes::{delete_tax, insert_tax, tax, taxes, update_tax};

use serde_json::json;

use crate::db::rows;
use crate::id::Id;

/// Ids as rows for `json_each`.
fn rows_of_ids(ids: impl IntoIterator<Item = Id>) -> String {
    rows(&ids.into_iter().map(|id| json!({ "id": id })).collect::<Vec<_>>())
}
