//! A picture of a product, for its tile.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageCatalog, Permit, SignedIn};
use crate::catalog::store;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::receipts::Document;
use crate::wire::Nothing;
use crate::words::words;

/// Bytes of a picture at the most.
const MAX_IMAGE_BYTES: usize = 512 * 1024;
/// Letters of as many bytes in Base64.
const MAX_BASE64_CHARS: usize = MAX_IMAGE_BYTES.div_ceil(3) * 4;

words! {
    /// The media types of pictures. None of them can hold a script.
    pub enum ImageType {
        /// Portable Network Graphics.
        Png = "image/png",
        /// JPEG.
        Jpeg = "image/jpeg",
        /// WebP.
        Webp = "image/webp",
    }
}

impl ImageType {
    /// Whether these bytes begin as a file of this type does.
    fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
            Self::Webp => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }
}

/// A new picture of a product.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetProductImage {
    product_id: Id,
    content_type: ImageType,
    /// The file in Base64, of at most 512 KiB.
    #[schemars(length(max = 699_052))]
    base64: String,
}

/// Which product.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetProductImage {
    product_id: Id,
}

/// Which product.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteProductImage {
    product_id: Id,
}

/// What is known of a picture beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProductImage {
    /// Of which product.
    pub product_id: Id,
    /// Its media type.
    pub content_type: ImageType,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// Grows with each new picture, so that who shows it knows when to fetch it again.
    pub version: i64,
    /// Since when.
    pub updated_at: DateTime<Utc>,
}

/// Gives a product a picture, instead of the one it had.
///
/// Errors: `not_found`; `invalid` for more than 512 KiB, and for a file that is not of the type it says.
pub async fn set_product_image(app: &App, _by: Permit<ManageCatalog>, input: SetProductImage) -> Result<ProductImage> {
    let too_large = || Error::invalid("base64", format!("A picture has at most {} KiB.", MAX_IMAGE_BYTES / 1024));
    if input.base64.len() > MAX_BASE64_CHARS {
        return Err(too_large());
    }
    let bytes = STANDARD.decode(&input.base64).map_err(|_| Error::invalid("base64", "This is not Base64."))?;
    if bytes.len() > MAX_IMAGE_BYTES {
        return Err(too_large());
    }
    if !input.content_type.begins(&bytes) {
        return Err(Error::invalid("base64", format!("This is not a file of {}.", input.content_type.as_str())));
    }
    let mut tx = app.db.write().await?;
    let image = store::save_image(&mut tx, input.product_id, input.content_type, bytes, app.clock.now()).await?;
    tx.commit().await?;
    Ok(image)
}

/// The picture of a product, as a file.
///
/// Errors: `not_found` for a product without one.
pub async fn get_product_image(app: &App, _by: Permit<SignedIn>, input: GetProductImage) -> Result<Document> {
    let (content_type, bytes) = store::image(&mut app.db.read(), input.product_id).await?;
    let file_name = format!("product-{}.{}", input.product_id, content_type.ending());
    Ok(Document { file_name, content_type: content_type.as_str(), bytes })
}

/// Takes a product's picture away. One that is not there is gone already.
pub async fn delete_product_image(app: &App, _by: Permit<ManageCatalog>, input: DeleteProductImage) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    store::delete_image(&mut tx, input.product_id).await?;
    tx.commit().await?;
    Ok(Nothing {})
}
