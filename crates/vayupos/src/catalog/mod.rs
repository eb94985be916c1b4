//! What the shop sells: categories, taxes, products and their barcodes.
//!
//! Stock levels are columns of `products`, but only the `inventory` slice moves them.

pub mod barcode;
mod categories;
mod change;
mod images;
mod products;
pub(crate) mod scan;
mod search;
pub(crate) mod store;
mod taxes;

pub(crate) use categories::checked as checked_category;
pub(crate) use products::checked as checked_product;
pub(crate) use taxes::checked as checked_tax;

pub use categories::{
    Category, Colour, CreateCategory, DeleteCategory, GetCategory, ListCategories, UpdateCategory, create_category,
    delete_category, get_category, list_categories, update_category,
};
pub use change::{DeleteProduct, UpdateProduct, delete_product, update_product};
pub use images::{
    DeleteProductImage, GetProductImage, ImageType, ProductImage, SetProductImage, delete_product_image,
    get_product_image, set_product_image,
};
pub use products::{
    CreateProduct, GetProduct, ListLowStock, ListProducts, Product, ProductSort, create_product, get_product,
    list_low_stock, list_products,
};
pub use scan::{Scan, ScanProduct, scan_product};
pub(crate) use scan::{batch_and_serial, resolve as resolve_code};
pub use search::{SearchProducts, search_products};
pub use taxes::{
    CreateTax, DeleteTax, GetTax, Tax, UpdateTax, create_tax, delete_tax, get_tax, list_taxes, update_tax,
};

const MAX_NAME_CHARS: usize = 120;
const MAX_DESCRIPTION_CHARS: usize = 2000;
const MAX_SKU_CHARS: usize = 64;
const MAX_UNIT_CHARS: usize = 12;
/// Barcodes of a product at the most.
const MAX_BARCODES: usize = 20;
/// Taxes of a product at the most.
const MAX_TAXES: usize = 8;
