//! One row of a file as what it wants of a product. Pure.

use crate::imports::columns::ImportField;
use crate::imports::numbers::{DecimalMark, figure, yes_or_no};
use crate::imports::plan::RowProblem;
use crate::imports::sheet::Line;
use crate::money::Amount;
use crate::quantity::{MAX_QUANTITY_E3, Quantity};

/// What a row says; an empty cell says nothing.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) sku: Option<String>,
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) barcodes: Option<Vec<String>>,
    pub(super) category: Option<String>,
    pub(super) price: Option<Amount>,
    pub(super) cost_price: Option<Amount>,
    /// As it stands there: a name may hold what else separates names.
    pub(super) taxes: Option<String>,
    pub(super) stock: Option<Quantity>,
    pub(super) min_stock: Option<Quantity>,
    pub(super) unit: Option<String>,
    pub(super) sold_by_weight: Option<bool>,
    pub(super) track_stock: Option<bool>,
    pub(super) is_favourite: Option<bool>,
    pub(super) is_active: Option<bool>,
}

/// Reads a row, and what is wrong with it.
pub(super) fn read(line: &Line, fields: &[Option<ImportField>], mark: DecimalMark) -> (Wanted, Vec<RowProblem>) {
    let mut wanted = Wanted::default();
    let mut problems = Vec::new();
    if line.spare_cells > 0 {
        problems.push(RowProblem { field: None, message: "This row has more cells than there are headings.".into() });
    }
    for (cell, field) in line.cells.iter().zip(fields) {
        let Some(field) = field.filter(|_| !cell.is_empty()) else { continue };
        if let Err(message) = wanted.fill(field, cell, mark) {
            problems.push(RowProblem { field: Some(field), message: message.into() });
        }
    }
    (wanted, problems)
}

impl Wanted {
    fn fill(&mut self, field: ImportField, cell: &str, mark: DecimalMark) -> Result<(), &'static str> {
        const NO_FIGURE: &str = "This is no figure as the other rows write them.";
        let flag = || yes_or_no(cell).ok_or("This is neither yes nor no.");
        let quantity = || {
            let e3 = figure(cell, mark).ok_or(NO_FIGURE)?.scaled(3).filter(|e3| (0..=MAX_QUANTITY_E3).contains(e3));
            e3.map(Quantity::new).ok_or("A quantity is 0 to 1000000 with at most 3 decimals.")
        };
        match field {
            ImportField::Sku => self.sku = Some(cell.to_owned()),
            ImportField::Name => self.name = Some(cell.to_owned()),
            ImportField::Description => self.description = Some(cell.to_owned()),
            ImportField::Barcodes => self.barcodes = Some(codes(cell)?),
            ImportField::Category => self.category = Some(cell.to_owned()),
            ImportField::Price => self.price = Some(figure(cell, mark).ok_or(NO_FIGURE)?),
            ImportField::CostPrice => self.cost_price = Some(figure(cell, mark).ok_or(NO_FIGURE)?),
            ImportField::Taxes => self.taxes = Some(cell.to_owned()),
            ImportField::StockQuantity => self.stock = Some(quantity()?),
            ImportField::MinStockLevel => self.min_stock = Some(quantity()?),
            ImportField::Unit => self.unit = Some(cell.to_owned()),
            ImportField::SoldByWeight => self.sold_by_weight = Some(flag()?),
            ImportField::TrackStock => self.track_stock = Some(flag()?),
            ImportField::IsFavourite => self.is_favourite = Some(flag()?),
            ImportField::IsActive => self.is_active = Some(flag()?),
        }
        Ok(())
    }
}

/// The barcodes of a cell. A spreadsheet that took one for a large number has lost its digits.
pub(super) fn codes(cell: &str) -> Result<Vec<String>, &'static str> {
    let is_shortened = |code: &str| {
        let mantissa = code.to_ascii_uppercase();
        mantissa.split_once("E+").is_some_and(|(digits, exponent)| {
            digits.contains(['.', ','])
                && digits.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ','))
                && exponent.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let codes: Vec<String> = cell
        .split(|letter: char| letter.is_whitespace() || letter == '|')
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect();
    if codes.iter().any(|code| is_shortened(code)) {
        return Err("A spreadsheet has shortened this barcode: format the column as text and fill it in again.");
    }
    Ok(codes)
}
