//! The look of the receipts, and the shop's locale and logo.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ChangeSettings, Permit, SignedIn};
use crate::error::{Error, Result};
use crate::receipts::{Document, Picture};
use crate::settings::{MAX_FOOTER_CHARS, Shop, store};
use crate::wire::{self, Nothing};
use crate::words::words;

const MAX_HEADER_CHARS: usize = 300;
/// Bytes of a logo at the most.
const MAX_LOGO_BYTES: usize = 512 * 1024;

words! {
    /// The languages and countries a shop may set (BCP 47): how its screens write words, dates and figures.
    #[derive(Default)]
    pub enum Locale {
        /// English, United States.
        #[default]
        EnUs = "en-US",
        /// English, United Kingdom.
        EnGb = "en-GB",
        /// English, Ireland.
        EnIe = "en-IE",
        /// English, India.
        EnIn = "en-IN",
        /// German, Germany.
        DeDe = "de-DE",
        /// German, Austria.
        DeAt = "de-AT",
        /// German, Switzerland.
        DeCh = "de-CH",
        /// Hindi, India.
        HiIn = "hi-IN",
        /// Arabic, Egypt.
        ArEg = "ar-EG",
        /// Arabic, Saudi Arabia.
        ArSa = "ar-SA",
        /// Arabic, United Arab Emirates.
        ArAe = "ar-AE",
    }
}

words! {
    /// What receipts are printed on.
    #[derive(Default)]
    pub enum Paper {
        /// A roll of 80 mm.
        #[default]
        Roll80 = "roll_80",
        /// A roll of 58 mm.
        Roll58 = "roll_58",
        /// Sheets of A4.
        A4 = "a4",
    }
}

words! {
    /// The languages a receipt's fixed words are there in.
    #[derive(Default)]
    pub enum ReceiptLanguage {
        /// English.
        #[default]
        En = "en",
        /// German.
        De = "de",
        /// Hindi.
        Hi = "hi",
        /// Arabic: the receipt runs from right to left.
        Ar = "ar",
    }
}

/// How a receipt looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ReceiptDesign {
    /// What it is printed on.
    pub paper: Paper,
    /// The language of its fixed words.
    pub language: ReceiptLanguage,
    /// Lines below the shop's address; lines are kept.
    pub header: String,
    /// Whether the shop's logo is on it, where there is one.
    pub show_logo: bool,
    /// Whether it has a table of the taxes.
    pub show_tax_table: bool,
    /// Whether it says who served.
    pub show_cashier: bool,
    /// Whether it names the customer.
    pub show_customer: bool,
    /// Whether it has the products' SKUs.
    pub show_sku: bool,
    /// Whether it says what was saved in all.
    pub show_savings: bool,
    /// Whether it has a QR code of the order's number.
    pub show_qr: bool,
}

impl Default for ReceiptDesign {
    fn default() -> Self {
        Self {
            paper: Paper::default(),
            language: ReceiptLanguage::default(),
            header: String::new(),
            show_logo: true,
            show_tax_table: true,
            show_cashier: true,
            show_customer: false,
            show_sku: false,
            show_savings: false,
            show_qr: true,
        }
    }
}

/// Changes of the look of receipts; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 0))]
pub struct ChangeReceiptDesign {
    paper: Option<Paper>,
    language: Option<ReceiptLanguage>,
    /// Lines below the shop's address.
    #[schemars(length(max = 300))]
    header: Option<String>,
    /// The last words.
    #[schemars(length(max = 500))]
    footer: Option<String>,
    show_logo: Option<bool>,
    show_tax_table: Option<bool>,
    show_cashier: Option<bool>,
    show_customer: Option<bool>,
    show_sku: Option<bool>,
    show_savings: Option<bool>,
    show_qr: Option<bool>,
}

impl ChangeReceiptDesign {
    /// The shop with its receipts as they are to look.
    ///
    /// # Errors
    /// `invalid`
    pub(crate) fn applied(&self, old: &Shop) -> Result<Shop> {
        let was = &old.receipt;
        let text = |new: Option<&str>, field: &str, max: usize, was: &str| match new {
            Some(new) => wire::optional(Some(new), field, max).map(Option::unwrap_or_default),
            None => Ok(was.to_owned()),
        };
        let receipt = ReceiptDesign {
            paper: self.paper.unwrap_or(was.paper),
            language: self.language.unwrap_or(was.language),
            header: text(self.header.as_deref(), "header", MAX_HEADER_CHARS, &was.header)?,
            show_logo: self.show_logo.unwrap_or(was.show_logo),
            show_tax_table: self.show_tax_table.unwrap_or(was.show_tax_table),
            show_cashier: self.show_cashier.unwrap_or(was.show_cashier),
            show_customer: self.show_customer.unwrap_or(was.show_customer),
            show_sku: self.show_sku.unwrap_or(was.show_sku),
            show_savings: self.show_savings.unwrap_or(was.show_savings),
            show_qr: self.show_qr.unwrap_or(was.show_qr),
        };
        let receipt_footer = text(self.footer.as_deref(), "footer", MAX_FOOTER_CHARS, &old.receipt_footer)?;
        Ok(Shop { receipt, receipt_footer, ..old.clone() })
    }
}

/// Changes the look of the receipts. What was sold before is printed in it too.
///
/// Errors: `invalid`.
pub async fn update_receipt_design(app: &App, _by: Permit<ChangeSettings>, input: ChangeReceiptDesign) -> Result<Shop> {
    let mut tx = app.db.write().await?;
    let old = store::lock_shop(&mut tx).await?;
    let shop = Shop { updated_at: app.clock.now(), ..input.applied(&old)? };
    store::update(&mut tx, &shop).await?;
    tx.commit().await?;
    Ok(shop)
}

words! {
    /// The media types of a logo.
    pub enum LogoType {
        /// Portable Network Graphics.
        Png = "image/png",
        /// JPEG.
        Jpeg = "image/jpeg",
    }
}

/// A new logo.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetShopLogo {
    content_type: LogoType,
    /// The file in Base64, of at most 512 KiB; the picture has at most 2000 by 2000 pixels.
    #[schemars(length(max = 699_052))]
    base64: String,
}

/// What is known of the logo beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ShopLogo {
    /// Its media type.
    pub content_type: LogoType,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// Grows with each new logo.
    pub version: i64,
    /// Since when.
    pub updated_at: DateTime<Utc>,
}

/// Gives the shop a logo, instead of the one it had.
///
/// Errors: `invalid` for more than 512 KiB or 2000 pixels a side, and for a file that cannot be read as what it says.
pub async fn set_shop_logo(app: &App, _by: Permit<ChangeSettings>, input: SetShopLogo) -> Result<ShopLogo> {
    let too_large = || Error::invalid("base64", format!("A logo has at most {} KiB.", MAX_LOGO_BYTES / 1024));
    if input.base64.len() > MAX_LOGO_BYTES.div_ceil(3) * 4 {
        return Err(too_large());
    }
    let bytes = STANDARD.decode(&input.base64).map_err(|_| Error::invalid("base64", "This is not Base64."))?;
    if bytes.len() > MAX_LOGO_BYTES {
        return Err(too_large());
    }
    let content_type = input.content_type;
    // Read now, so that no receipt ever fails by it; that is work for a core, not for the threads that answer.
    let bytes = tokio::task::spawn_blocking(move || Picture::read(content_type, &bytes).map(|_| bytes))
        .await
        .map_err(Error::internal)?
        .map_err(|message| Error::invalid("base64", message))?;
    let mut tx = app.db.write().await?;
    let logo = store::save_logo(&mut tx, content_type, bytes, app.clock.now()).await?;
    tx.commit().await?;
    Ok(logo)
}

/// The shop's logo, as a file.
///
/// Errors: `not_found` for a shop without one.
pub async fn get_shop_logo(app: &App, _by: Permit<SignedIn>, _input: Nothing) -> Result<Document> {
    let logo = store::logo(&mut app.db.read()).await?.ok_or(Error::NotFound { what: "A logo of this shop" })?;
    let ending = match logo.0 {
        LogoType::Png => "png",
        LogoType::Jpeg => "jpg",
    };
    Ok(Document { file_name: format!("logo.{ending}"), content_type: logo.0.as_str(), bytes: logo.1 })
}

/// Takes the logo away. One that is not there is gone already.
pub async fn delete_shop_logo(app: &App, _by: Permit<ChangeSettings>, _input: Nothing) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    store::delete_logo(&mut tx).await?;
    tx.commit().await?;
    Ok(Nothing {})
}
