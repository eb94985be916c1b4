//! Finding products by what a cashier types: words in any order, beginnings of words, a typing error.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, SignedIn};
use crate::catalog::{Product, scan, store};
use crate::error::{Error, Result};
use crate::finding::{self, CANDIDATES, DEFAULT_RESULTS};
use crate::page::{Limit, Page};
use crate::settings;

/// What to look for.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchProducts {
    /// A name, an SKU, a barcode, or beginnings of their words.
    #[schemars(length(max = 100))]
    q: String,
    /// Left out: 20.
    limit: Option<Limit>,
}

/// The best matches among the active products, best first: the product of exactly this SKU or barcode, then those
/// that have all the words, and only when there are none, those that nearly have them.
///
/// Errors: `invalid` for more than 100 characters.
pub async fn search_products(app: &App, _by: Permit<SignedIn>, input: SearchProducts) -> Result<Page<Product>> {
    finding::bounded(&input.q)?;
    let limit = input.limit.map_or(usize::from(DEFAULT_RESULTS), Limit::rows);
    let mut reader = app.db.read();
    let shop = settings::store::shop(&mut reader).await?;
    let currency = shop.currency;

    // Words that no code can be read of are still words.
    let of_code = scan::resolve(&mut reader, &shop, &input.q, app.clock.now()).await;
    let exact = match of_code {
        Ok(scan) => scan.map(|scan| scan.product),
        Err(Error::Invalid { .. } | Error::Conflict { .. }) => None,
        Err(failure) => return Err(failure),
    };
    let mut words = finding::typed_words(&input.q);
    let mut candidates = store::products_with_words(&mut reader, &words, CANDIDATES).await?;
    if candidates.is_empty() && exact.is_none() {
        let mut terms = Vec::with_capacity(words.len());
        for word in &words {
            terms.push(store::terms_like(&mut reader, word).await?);
        }
        words = finding::corrected(words, &terms);
        candidates = store::products_with_words(&mut reader, &words, CANDIDATES).await?;
    }
    candidates.sort_by(|one, other| finding::better_first(&words, &one.search_text, &other.search_text));
    let mut ids: Vec<_> = exact.iter().map(|product| product.id).collect();
    ids.extend(
        candidates.iter().map(|candidate| candidate.id).filter(|id| exact.as_ref().is_none_or(|exact| exact.id != *id)),
    );
    ids.truncate(limit);
    Ok(Page::whole(store::products_by_ids(&mut reader, &ids, currency).await?))
}
