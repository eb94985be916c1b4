//! What a file can say of a product, as it was, as it is to be, and whether that differs. Pure.

use serde::{Deserialize, Serialize};

use crate::catalog::store::NewProduct;
use crate::catalog::store::bulk::BulkProduct;
use crate::catalog::{CreateProduct, Product, checked_product};
use crate::currency::Currency;
use crate::error::Result;
use crate::id::Id;
use crate::imports::columns::ImportField;
use crate::imports::known::Known;
use crate::money::Amount;
use crate::quantity::Quantity;

/// What a file can say of a product that is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(super) sku: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) barcodes: Vec<String>,
    pub(super) category_id: Option<Id>,
    pub(super) price: Amount,
    pub(super) cost_price: Option<Amount>,
    /// In the order of their ids.
    pub(super) tax_ids: Vec<Id>,
    pub(super) min_stock_level: Quantity,
    pub(super) unit: String,
    pub(super) sold_by_weight: bool,
    pub(super) track_stock: bool,
    pub(super) is_favourite: bool,
    pub(super) is_active: bool,
}

impl From<&Product> for Facts {
    fn from(product: &Product) -> Self {
        let mut tax_ids: Vec<Id> = product.taxes.iter().map(|tax| tax.id).collect();
        tax_ids.sort_unstable();
        Self {
            sku: product.sku.clone(),
            name: product.name.clone(),
            description: product.description.clone(),
            barcodes: product.barcodes.clone(),
            category_id: product.category_id,
            price: product.price.into(),
            cost_price: product.cost_price.map(Amount::from),
            tax_ids,
            min_stock_level: product.min_stock_level,
            unit: product.unit.clone(),
            sold_by_weight: product.sold_by_weight,
            track_stock: product.track_stock,
            is_favourite: product.is_favourite,
            is_active: product.is_active,
        }
    }
}

/// What a file says nothing of, or only of a new product.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside {
    pub(super) id: Id,
    pub(super) stock: Quantity,
    pub(super) allow_negative_stock: bool,
}

impl Facts {
    /// Every field of them.
    pub(super) const FIELDS: [ImportField; 14] = [
        ImportField::Sku,
        ImportField::Name,
        ImportField::Description,
        ImportField::Barcodes,
        ImportField::Category,
        ImportField::Price,
        ImportField::CostPrice,
        ImportField::Taxes,
        ImportField::MinStockLevel,
        ImportField::Unit,
        ImportField::SoldByWeight,
        ImportField::TrackStock,
        ImportField::IsFavourite,
        ImportField::IsActive,
    ];

    /// A product of which nothing more is known.
    pub(super) fn of_new(sku: String, name: String, price: Amount) -> Self {
        Self {
            sku,
            name,
            description: None,
            barcodes: Vec::new(),
            category_id: None,
            price,
            cost_price: None,
            tax_ids: Vec::new(),
            min_stock_level: Quantity::ZERO,
            unit: "each".into(),
            sold_by_weight: false,
            track_stock: true,
            is_favourite: false,
            is_active: true,
        }
    }

    /// The product to be written, by the rules of the catalogue, and the facts as they will be stored.
    pub(super) fn checked(self, beside: Beside, currency: Currency) -> Result<(Self, BulkProduct)> {
        let is_active = self.is_active;
        let product = checked_product(
            CreateProduct {
                id: Some(beside.id),
                sku: self.sku,
                name: self.name,
                description: self.description,
                barcodes: Some(self.barcodes),
                category_id: self.category_id,
                price: self.price,
                cost_price: self.cost_price,
                tax_ids: Some(self.tax_ids),
                stock_quantity: Some(beside.stock),
                min_stock_level: Some(self.min_stock_level),
                unit: Some(self.unit),
                sold_by_weight: Some(self.sold_by_weight),
                track_stock: Some(self.track_stock),
                allow_negative_stock: Some(beside.allow_negative_stock),
                is_favourite: Some(self.is_favourite),
            },
            currency,
        )?;
        Ok((Self::stored(&product, is_active), BulkProduct { product, is_active }))
    }

    fn stored(product: &NewProduct, is_active: bool) -> Self {
        Self {
            sku: product.sku.clone(),
            name: product.name.clone(),
            description: product.description.clone(),
            barcodes: product.barcodes.clone(),
            category_id: product.category_id,
            price: product.price.into(),
            cost_price: product.cost_price.map(Amount::from),
            tax_ids: product.tax_ids.clone(),
            min_stock_level: product.min_stock,
            unit: product.unit.clone(),
            sold_by_weight: product.sold_by_weight,
            track_stock: product.track_stock,
            is_favourite: product.is_favourite,
            is_active,
        }
    }

    /// Whether a field is another one there.
    pub(super) fn differs(&self, other: &Self, field: ImportField) -> bool {
        match field {
            ImportField::Sku => self.sku != other.sku,
            ImportField::Name => self.name != other.name,
            ImportField::Description => self.description != other.description,
            ImportField::Barcodes => self.barcodes != other.barcodes,
            ImportField::Category => self.category_id != other.category_id,
            ImportField::Price => self.price != other.price,
            ImportField::CostPrice => self.cost_price != other.cost_price,
            ImportField::Taxes => self.tax_ids != other.tax_ids,
            // The stock of a product that is there is moved by the inventory alone.
            ImportField::StockQuantity => false,
            ImportField::MinStockLevel => self.min_stock_level != other.min_stock_level,
            ImportField::Unit => self.unit != other.unit,
            ImportField::SoldByWeight => self.sold_by_weight != other.sold_by_weight,
            ImportField::TrackStock => self.track_stock != other.track_stock,
            ImportField::IsFavourite => self.is_favourite != other.is_favourite,
            ImportField::IsActive => self.is_active != other.is_active,
        }
    }

    /// Takes a field over.
    pub(super) fn take(&mut self, other: &Self, field: ImportField) {
        match field {
            ImportField::Sku => self.sku.clone_from(&other.sku),
            ImportField::Name => self.name.clone_from(&other.name),
            ImportField::Description => self.description.clone_from(&other.description),
            ImportField::Barcodes => self.barcodes.clone_from(&other.barcodes),
            ImportField::Category => self.category_id = other.category_id,
            ImportField::Price => self.price = other.price,
            ImportField::CostPrice => self.cost_price = other.cost_price,
            ImportField::Taxes => self.tax_ids.clone_from(&other.tax_ids),
            ImportField::StockQuantity => {}
            ImportField::MinStockLevel => self.min_stock_level = other.min_stock_level,
            ImportField::Unit => self.unit.clone_from(&other.unit),
            ImportField::SoldByWeight => self.sold_by_weight = other.sold_by_weight,
            ImportField::TrackStock => self.track_stock = other.track_stock,
            ImportField::IsFavourite => self.is_favourite = other.is_favourite,
            ImportField::IsActive => self.is_active = other.is_active,
        }
    }

    /// A field as a person reads it.
    pub(super) fn shown(&self, field: ImportField, known: &Known) -> Option<String> {
        let price = |amount: &Amount| {
            known.currency.parse_unit_price(amount, "price").map_or_else(|_| String::new(), |price| price.to_string())
        };
        let flag = |flag: bool| Some(if flag { "yes" } else { "no" }.to_owned());
        match field {
            ImportField::Sku => Some(self.sku.clone()),
            ImportField::Name => Some(self.name.clone()),
            ImportField::Description => self.description.clone(),
            ImportField::Barcodes => Some(self.barcodes.join(" ")).filter(|codes| !codes.is_empty()),
            ImportField::Category => self.category_id.and_then(|id| known.category_name(id)),
            ImportField::Price => Some(price(&self.price)),
            ImportField::CostPrice => self.cost_price.as_ref().map(price),
            ImportField::Taxes => {
                let names = self.tax_ids.iter().filter_map(|id| known.tax_name(*id)).collect::<Vec<_>>().join(" | ");
                Some(names).filter(|names| !names.is_empty())
            }
            ImportField::StockQuantity => None,
            ImportField::MinStockLevel => Some(self.min_stock_level.to_string()),
            ImportField::Unit => Some(self.unit.clone()),
            ImportField::SoldByWeight => flag(self.sold_by_weight),
            ImportField::TrackStock => flag(self.track_stock),
            ImportField::IsFavourite => flag(self.is_favourite),
            ImportField::IsActive => flag(self.is_active),
        }
    }
}
