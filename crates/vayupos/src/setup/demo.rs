//! The sample shop: a small grocery and café, to try the till with.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Anyone, Password, Permit, Role};
use crate::catalog::{self, Category, CreateCategory, CreateProduct, CreateTax, Tax};
use crate::currency::Currency;
use crate::customers::{self, NewCustomer};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Amount;
use crate::quantity::Quantity;
use crate::settings::{self, UpdateShop};
use crate::users::{self, NewUser};
use crate::wire::Nothing;

const SHOP: &str = include_str!("../../demo/shop.json");

/// The sample shop's accounts. They are in the manual, so they are for trying out only.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct DemoShop {
    /// One of each role.
    pub accounts: Vec<DemoAccount>,
}

/// An account of the sample shop.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DemoAccount {
    /// The name to sign in with.
    pub username: String,
    /// The password.
    pub password: String,
    /// What the account may do.
    pub role: Role,
    /// The name on receipts.
    pub full_name: String,
}

#[derive(Deserialize)]
struct Sample {
    shop: UpdateShop,
    taxes: Vec<CreateTax>,
    categories: Vec<CreateCategory>,
    products: Vec<SampleProduct>,
    users: Vec<SampleUser>,
    customers: Vec<SampleCustomer>,
}

#[derive(Deserialize)]
struct SampleProduct {
    sku: String,
    name: String,
    category: String,
    barcodes: Vec<String>,
    price: Amount,
    cost_price: Option<Amount>,
    taxes: Vec<String>,
    stock_quantity: Quantity,
    min_stock_level: Quantity,
    unit: String,
    sold_by_weight: bool,
    track_stock: bool,
    is_favourite: bool,
}

#[derive(Deserialize)]
struct SampleUser {
    #[serde(flatten)]
    account: DemoAccount,
    email: Option<String>,
}

#[derive(Deserialize)]
struct SampleCustomer {
    name: String,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    notes: Option<String>,
}

/// Fills an empty database with the sample shop: products, customers and an account of each role.
///
/// Errors: `conflict` once there is a user, because then it is somebody's shop.
pub async fn load_demo_shop(app: &App, _by: Permit<Anyone>, _input: Nothing) -> Result<DemoShop> {
    let sample: Sample = serde_json::from_str(SHOP).map_err(Error::internal)?;
    refuse_a_real_shop(users::store::any(&mut app.db.read()).await?)?;
    let mut hashes = Vec::with_capacity(sample.users.len());
    for user in &sample.users {
        hashes.push(Password::of_the_demo(&user.account.password).hash().await?);
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    users::store::lock(&mut tx).await?;
    refuse_a_real_shop(users::store::any(&mut tx).await?)?;
    let old = settings::store::lock_shop(&mut tx).await?;
    let shop = settings::changed(&old, sample.shop, now)?;
    settings::store::update(&mut tx, &shop).await?;
    for (user, hash) in sample.users.iter().zip(&hashes) {
        users::store::insert(&mut tx, &new_user(user)?, hash, now).await?;
    }
    let taxes = insert_taxes(&mut tx, sample.taxes, now).await?;
    let categories = insert_categories(&mut tx, sample.categories, now).await?;
    for product in sample.products {
        let product = new_product(product, shop.currency, &taxes, &categories)?;
        catalog::store::insert_product(&mut tx, &product, now).await?;
    }
    for customer in sample.customers {
        customers::store::insert(&mut tx, &new_customer(customer), now).await?;
    }
    tx.commit().await?;
    Ok(DemoShop { accounts: sample.users.into_iter().map(|user| user.account).collect() })
}

fn refuse_a_real_shop(has_users: bool) -> Result<()> {
    if has_users {
        return Err(Error::conflict("This is somebody's shop already: the sample shop needs an empty database."));
    }
    Ok(())
}

fn new_user(user: &SampleUser) -> Result<NewUser> {
    NewUser {
        id: Id::now(),
        username: user.account.username.clone(),
        email: user.email.clone(),
        full_name: Some(user.account.full_name.clone()),
        phone: None,
        role: user.account.role,
    }
    .checked()
}

async fn insert_taxes(tx: &mut Tx, taxes: Vec<CreateTax>, now: DateTime<Utc>) -> Result<Vec<Tax>> {
    let mut inserted = Vec::with_capacity(taxes.len());
    for tax in taxes {
        let tax = catalog::checked_tax(tax, true)?;
        inserted.push(catalog::store::insert_tax(tx, &tax, now).await?);
    }
    Ok(inserted)
}

async fn insert_categories(tx: &mut Tx, categories: Vec<CreateCategory>, now: DateTime<Utc>) -> Result<Vec<Category>> {
    let mut inserted = Vec::with_capacity(categories.len());
    for category in categories {
        let category = catalog::checked_category(category)?;
        inserted.push(catalog::store::insert_category(tx, &category, now).await?);
    }
    Ok(inserted)
}

fn new_product(
    product: SampleProduct,
    currency: Currency,
    taxes: &[Tax],
    categories: &[Category],
) -> Result<catalog::store::NewProduct> {
    let category = categories.iter().find(|category| category.name == product.category);
    let tax_ids = product
        .taxes
        .iter()
        .map(|name| taxes.iter().find(|tax| tax.name == *name).map(|tax| tax.id))
        .collect::<Option<Vec<Id>>>()
        .ok_or_else(|| Error::internal(format!("the sample shop has no such tax as {} names", product.sku)))?;
    catalog::checked_product(
        CreateProduct {
            id: None,
            sku: product.sku,
            name: product.name,
            description: None,
            barcodes: Some(product.barcodes),
            category_id: category.map(|category| category.id),
            price: product.price,
            cost_price: product.cost_price,
            tax_ids: Some(tax_ids),
            stock_quantity: Some(product.stock_quantity),
            min_stock_level: Some(product.min_stock_level),
            unit: Some(product.unit),
            sold_by_weight: Some(product.sold_by_weight),
            track_stock: Some(product.track_stock),
            allow_negative_stock: None,
            is_favourite: Some(product.is_favourite),
        },
        currency,
    )
}

fn new_customer(customer: SampleCustomer) -> NewCustomer {
    NewCustomer {
        id: Id::now(),
        name: customer.name,
        phone: customer.phone,
        email: customer.email,
        address: customer.address,
        notes: customer.notes,
        tax_number: None,
    }
}
