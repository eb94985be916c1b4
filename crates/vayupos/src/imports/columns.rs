//! Which column of a file is which field of a product. Pure.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::finding::fold;
use crate::words::words;

words! {
    /// A field of a product that a file can fill.
    pub enum ImportField {
        /// The shop's own number for it.
        Sku = "sku",
        /// The name on shelf and receipt.
        Name = "name",
        /// More about it.
        Description = "description",
        /// Its barcodes, with blanks or `|` between them.
        Barcodes = "barcodes",
        /// A category's name; one that is not there is made.
        Category = "category",
        /// Of one piece or one unit of weight.
        Price = "price",
        /// What it costs the shop.
        CostPrice = "cost_price",
        /// Names of taxes, with `|` between them.
        Taxes = "taxes",
        /// What there is to begin with: of new products only.
        StockQuantity = "stock_quantity",
        /// Below this it should be ordered.
        MinStockLevel = "min_stock_level",
        /// What is counted.
        Unit = "unit",
        /// Whether it is put on the scales.
        SoldByWeight = "sold_by_weight",
        /// Whether stock is counted at all.
        TrackStock = "track_stock",
        /// Whether it is among the first tiles.
        IsFavourite = "is_favourite",
        /// Whether it can be sold.
        IsActive = "is_active",
    }
}

impl ImportField {
    /// Whether its cells are figures.
    pub(super) const fn is_figure(self) -> bool {
        match self {
            Self::Price | Self::CostPrice | Self::StockQuantity | Self::MinStockLevel => true,
            Self::Sku
            | Self::Name
            | Self::Description
            | Self::Barcodes
            | Self::Category
            | Self::Taxes
            | Self::Unit
            | Self::SoldByWeight
            | Self::TrackStock
            | Self::IsFavourite
            | Self::IsActive => false,
        }
    }
}

/// A column and what it fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// The column's heading.
    #[schemars(length(max = 100))]
    pub column: String,
    /// What it fills.
    pub field: ImportField,
}

/// What headings are called, folded and without blanks and marks. An earlier word fits better than a later one.
const NAMES: &[(ImportField, &[&str])] = &[
    (
        ImportField::Sku,
        &[
            "sku",
            "artikelnummer",
            "artikelnr",
            "artnr",
            "articlenumber",
            "itemnumber",
            "itemno",
            "itemcode",
            "productcode",
            "productnumber",
            "reference",
            "ref",
            "referencia",
            "codigo",
            "codice",
            "code",
            "nummer",
            "number",
            "handle",
            "productid",
            "id",
        ],
    ),
    (
        ImportField::Name,
        &[
            "name",
            "productname",
            "itemname",
            "artikelname",
            "artikelbezeichnung",
            "bezeichnung",
            "artikel",
            "produkt",
            "product",
            "item",
            "title",
            "titel",
            "titre",
            "nom",
            "nombre",
            "nome",
            "designation",
            "libelle",
            "producto",
            "naam",
        ],
    ),
    (
        ImportField::Description,
        &["description", "beschreibung", "details", "descripcion", "descrizione", "omschrijving", "notes", "bemerkung"],
    ),
    (
        ImportField::Barcodes,
        &[
            "barcodes",
            "barcode",
            "ean",
            "ean13",
            "gtin",
            "upc",
            "eangtin",
            "strichcode",
            "codebarres",
            "codebarre",
            "codigodebarras",
            "codiceabarre",
        ],
    ),
    (
        ImportField::Category,
        &[
            "category",
            "categories",
            "kategorie",
            "warengruppe",
            "productcategory",
            "group",
            "gruppe",
            "department",
            "categorie",
            "categoria",
            "rubrik",
            "type",
        ],
    ),
    (
        ImportField::Price,
        &[
            "price",
            "sellingprice",
            "saleprice",
            "salesprice",
            "retailprice",
            "unitprice",
            "preis",
            "verkaufspreis",
            "vk",
            "vkpreis",
            "vkbrutto",
            "bruttopreis",
            "prix",
            "prixdevente",
            "prixttc",
            "precio",
            "preciodeventa",
            "prezzo",
            "prijs",
            "preco",
        ],
    ),
    (
        ImportField::CostPrice,
        &[
            "costprice",
            "cost",
            "purchaseprice",
            "buyingprice",
            "wholesaleprice",
            "einkaufspreis",
            "ek",
            "ekpreis",
            "einstandspreis",
            "kosten",
            "prixdachat",
            "coste",
            "costo",
            "inkoopprijs",
        ],
    ),
    (
        ImportField::Taxes,
        &["taxes", "tax", "vat", "taxname", "steuer", "steuersatz", "mwst", "ust", "tva", "iva", "btw", "taxrate"],
    ),
    (
        ImportField::StockQuantity,
        &[
            "stockquantity",
            "stock",
            "quantity",
            "qty",
            "onhand",
            "instock",
            "inventory",
            "bestand",
            "lagerbestand",
            "menge",
            "quantite",
            "existencias",
            "cantidad",
            "giacenza",
            "voorraad",
            "openingstock",
        ],
    ),
    (
        ImportField::MinStockLevel,
        &[
            "minstocklevel",
            "minstock",
            "minimumstock",
            "reorderlevel",
            "reorderpoint",
            "mindestbestand",
            "meldebestand",
            "stockminimum",
            "stockmin",
            "lowstock",
            "stockminimo",
        ],
    ),
    (ImportField::Unit, &["unit", "einheit", "unitofmeasure", "uom", "unite", "unidad", "unita", "eenheid", "me"]),
    (ImportField::SoldByWeight, &["soldbyweight", "byweight", "weighed", "gewichtsartikel", "nachgewicht", "waage"]),
    (ImportField::TrackStock, &["trackstock", "trackinventory", "bestandfuhren", "lagerfuhrung", "managestock"]),
    (ImportField::IsFavourite, &["isfavourite", "favourite", "favorite", "isfavorite", "favorit", "favori"]),
    (ImportField::IsActive, &["isactive", "active", "aktiv", "enabled", "actif", "activo", "attivo", "available"]),
];

/// What each column fills, by the names of the headings: each field once.
pub(super) fn guess(columns: &[String]) -> Vec<Option<ImportField>> {
    let plain: Vec<String> =
        columns.iter().map(|name| fold(name).chars().filter(|letter| letter.is_alphanumeric()).collect()).collect();
    let mut fields = vec![None; columns.len()];
    for (field, names) in NAMES {
        let place = names.iter().find_map(|name| plain.iter().position(|column| column == name));
        if let Some(place) = place.filter(|place| fields[*place].is_none()) {
            fields[place] = Some(*field);
        }
    }
    fields
}

/// What each column fills, as the caller says.
///
/// # Errors
/// `invalid` for a column there is none of, and for a column or a field that comes twice.
pub(super) fn mapped(columns: &[String], mapping: &[ColumnMapping]) -> Result<Vec<Option<ImportField>>> {
    let mut fields = vec![None; columns.len()];
    for (number, ColumnMapping { column, field }) in mapping.iter().enumerate() {
        let at = |part: &str| format!("mapping[{number}].{part}");
        let place = columns.iter().position(|name| name == column);
        let place = place.ok_or_else(|| Error::invalid(at("column"), "The file has no column of this name."))?;
        if fields[place].is_some() {
            return Err(Error::invalid(at("column"), "This column is given twice."));
        }
        if fields.contains(&Some(*field)) {
            return Err(Error::invalid(at("field"), "Two columns cannot fill the same field."));
        }
        fields[place] = Some(*field);
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(columns: &[&str]) -> Vec<Option<&'static str>> {
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        guess(&columns).into_iter().map(|field| field.map(ImportField::as_str)).collect()
    }

    #[test]
    fn headings_of_many_shops_are_known() {
        assert_eq!(
            guessed(&["Artikel-Nr.", "Bezeichnung", "EAN", "VK-Preis", "EK", "MwSt", "Lagerbestand", "Farbe"]),
            [
                Some("sku"),
                Some("name"),
                Some("barcodes"),
                Some("price"),
                Some("cost_price"),
                Some("taxes"),
                Some("stock_quantity"),
                None
            ]
        );
        assert_eq!(
            guessed(&["Référence", "Nom", "Prix", "Catégorie"]),
            [Some("sku"), Some("name"), Some("price"), Some("category")]
        );
        // The better name takes the field; the other column is left for a person to map.
        assert_eq!(guessed(&["Id", "SKU", "Product", "Name"]), [None, Some("sku"), None, Some("name")]);
    }

    #[test]
    fn our_own_names_are_known_and_each_name_is_one_fields() {
        for (field, names) in NAMES {
            assert_eq!(guessed(&[field.as_str()]), [Some(field.as_str())]);
            for name in *names {
                assert_eq!(NAMES.iter().filter(|(_, others)| others.contains(name)).count(), 1, "{name}");
            }
        }
    }

    #[test]
    fn a_mapping_names_each_thing_once() {
        let columns = ["a".to_owned(), "b".to_owned()];
        let map = |pairs: &[(&str, ImportField)]| {
            let mapping: Vec<_> =
                pairs.iter().map(|(column, field)| ColumnMapping { column: (*column).into(), field: *field }).collect();
            mapped(&columns, &mapping)
        };
        assert_eq!(map(&[("b", ImportField::Sku)]).unwrap(), [None, Some(ImportField::Sku)]);
        for pairs in [
            &[("c", ImportField::Sku)][..],
            &[("a", ImportField::Sku), ("a", ImportField::Name)],
            &[("a", ImportField::Sku), ("b", ImportField::Sku)],
        ] {
            assert!(map(pairs).is_err());
        }
    }
}
