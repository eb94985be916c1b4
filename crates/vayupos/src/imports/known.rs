//! What the shop knows already of the products, categories and taxes that a file names.

use std::collections::HashMap;

use crate::catalog::store::{self, bulk};
use crate::catalog::{Category, Tax, barcode};
use crate::currency::Currency;
use crate::db::Session;
use crate::error::Result;
use crate::finding::fold;
use crate::id::Id;
use crate::imports::facts::Facts;
use crate::settings;

/// A product that is there.
#[derive(Debug, Clone)]
pub(super) struct There {
    pub(super) facts: Facts,
    pub(super) allow_negative_stock: bool,
}

/// The part of the shop that a file is about.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) currency: Currency,
    pub(super) products: HashMap<Id, There>,
    by_sku: HashMap<String, Id>,
    by_code: HashMap<String, Id>,
    categories: HashMap<String, Id>,
    category_names: HashMap<Id, String>,
    /// Those that the file brings with it.
    pub(super) new_categories: Vec<Category>,
    taxes: Vec<Tax>,
}

impl Known {
    /// Reads these products, and all categories and taxes.
    pub(super) async fn read(db: &mut impl Session, ids: &[Id]) -> Result<Self> {
        let currency = settings::store::shop(db).await?.currency;
        let products = store::products_among(db, ids, currency).await?;
        let names = bulk::category_names(db).await?;
        let taxes = store::taxes(db).await?;
        let mut known = Self {
            currency,
            products: HashMap::with_capacity(products.len()),
            by_sku: HashMap::new(),
            by_code: HashMap::new(),
            categories: names.iter().map(|(id, name)| (fold(name), *id)).collect(),
            category_names: names.into_iter().collect(),
            new_categories: Vec::new(),
            taxes,
        };
        for product in &products {
            let facts = Facts::from(product);
            known.by_sku.insert(fold(&facts.sku), product.id);
            known.by_code.extend(facts.barcodes.iter().map(|code| (barcode::key(code), product.id)));
            known.products.insert(product.id, There { facts, allow_negative_stock: product.allow_negative_stock });
        }
        Ok(known)
    }

    pub(super) fn by_sku(&self, sku: &str) -> Option<Id> {
        self.by_sku.get(&fold(sku)).copied()
    }

    pub(super) fn by_code(&self, code: &str) -> Option<Id> {
        self.by_code.get(&barcode::key(code)).copied()
    }

    /// The category of this name, if there is one.
    pub(super) fn category(&self, name: &str) -> Option<Id> {
        self.categories.get(&fold(name)).copied()
    }

    /// Makes a category known that the file brings with it.
    pub(super) fn add_category(&mut self, category: Category) {
        self.categories.insert(fold(&category.name), category.id);
        self.category_names.insert(category.id, category.name.clone());
        self.new_categories.push(category);
    }

    pub(super) fn has_category(&self, id: Id) -> bool {
        self.category_names.contains_key(&id)
    }

    pub(super) fn category_name(&self, id: Id) -> Option<String> {
        self.category_names.get(&id).cloned()
    }

    /// The tax of this name, however it is capitalised.
    pub(super) fn tax(&self, name: &str) -> Option<Id> {
        let exact = self.taxes.iter().find(|tax| tax.name == name);
        exact.or_else(|| self.taxes.iter().find(|tax| fold(&tax.name) == fold(name))).map(|tax| tax.id)
    }

    pub(super) fn has_tax(&self, id: Id) -> bool {
        self.taxes.iter().any(|tax| tax.id == id)
    }

    pub(super) fn tax_name(&self, id: Id) -> Option<&str> {
        self.taxes.iter().find(|tax| tax.id == id).map(|tax| tax.name.as_str())
    }
}
