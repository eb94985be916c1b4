//! Rows of `product_images`.

use chrono::{DateTime, Utc};

use crate::catalog::{ImageType, ProductImage};
use crate::db::{Session, Tx};
use crate::error::{Error, Result};
use crate::id::Id;

/// Keeps a product's picture, instead of the one it had.
pub(crate) async fn save_image(
    tx: &mut Tx,
    product_id: Id,
    content_type: ImageType,
    bytes: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<ProductImage> {
    let size_bytes = i64::try_from(bytes.len()).map_err(Error::internal)?;
    // The first version is the time, so that a picture that was taken away and came back has a newer one.
    let (version,): (i64,) =
        tx.sql(
            "insert into product_images (product_id, content_type, bytes, version, updated_at)
             values ($1, $2, $3, $4, $5)
             on conflict (product_id) do update
             set content_type = excluded.content_type, bytes = excluded.bytes, updated_at = excluded.updated_at,
                 version = case when excluded.version > product_images.version then excluded.version
                                else product_images.version + 1 end
             returning version",
        )
        .bind(product_id)
        .bind(content_type)
        .bind(bytes)
        .bind(now.timestamp_micros())
        .bind(now)
        .one()
        .await
        .map_err(|failure| {
            if failure.is_dangling() { Error::NotFound { what: "This product" } } else { failure.into() }
        })?;
    Ok(ProductImage { product_id, content_type, size_bytes, version, updated_at: now })
}

/// The picture of a product.
pub(crate) async fn image(db: &mut impl Session, product_id: Id) -> Result<(ImageType, Vec<u8>)> {
    db.sql("select content_type, bytes from product_images where product_id = $1")
        .bind(product_id)
        .optional()
        .await?
        .ok_or(Error::NotFound { what: "A picture of this product" })
}

/// Takes a product's picture away.
pub(crate) async fn delete_image(tx: &mut Tx, product_id: Id) -> Result<()> {
    tx.sql("delete from product_images where product_id = $1").bind(product_id).execute().await?;
    Ok(())
}
