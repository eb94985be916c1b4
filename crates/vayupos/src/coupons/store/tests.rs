//! Coupons in a sale: never more often than they may be used, and refused in words. On both databases.

use chrono::{NaiveDate, Utc};

use super::*;
use crate::db::Db;
use crate::db::trial::databases;
use crate::error::Code;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn coupon(code: &str) -> Coupon {
    let created_at = Utc::now();
    Coupon {
        id: Id::now(),
        code: code.into(),
        discount_percent: Percent::new(100_000),
        discount_amount: None,
        min_total: None,
        valid_from: None,
        valid_to: None,
        max_uses: None,
        used_count: 0,
        is_active: true,
        created_at,
        updated_at: created_at,
    }
}

async fn keep(db: &Db, coupon: &Coupon) -> Result<()> {
    let mut tx = db.write().await?;
    insert(&mut tx, coupon, usd()).await?;
    tx.commit().await
}

fn usd() -> Currency {
    Currency::find("USD").expect("a currency")
}

/// What a quote asks.
async fn usable(db: &Db, code: &str, subtotal_minor: i64, date: &str) -> Result<Coupon> {
    let coupon = find(&mut db.read(), code, usd()).await?;
    let coupon = coupon.ok_or_else(|| Error::invalid(FIELD, "There is no coupon of this code."))?;
    coupon.usable(subtotal_minor, day(date)).map(|()| coupon)
}

async fn redeem_alone(db: &Db, code: &str, subtotal_minor: i64, date: &str) -> Result<Coupon> {
    let mut tx = db.write().await?;
    let coupon = redeem(&mut tx, code, subtotal_minor, day(date), usd()).await?;
    tx.commit().await?;
    Ok(coupon)
}

#[tokio::test]
async fn a_coupon_is_refused_in_words_and_a_quote_says_the_same() -> Result<()> {
    for trial in databases().await {
        let db = &trial.db;
        let spring = Coupon {
            min_total: Some(Money::new(2000, 2)),
            valid_from: Some(day("2026-03-01")),
            valid_to: Some(day("2026-03-31")),
            ..coupon("Spring10")
        };
        keep(db, &spring).await?;
        keep(db, &Coupon { is_active: false, ..coupon("OLD") }).await?;
        for (code, subtotal_minor, date, refused, sentence) in [
            ("WINTER", 5000, "2026-03-10", Code::Invalid, "There is no coupon of this code."),
            ("OLD", 5000, "2026-03-10", Code::Conflict, "The coupon OLD is no longer taken."),
            ("SPRING10", 5000, "2026-02-28", Code::Conflict, "The coupon Spring10 is not taken before 2026-03-01."),
            ("spring10", 5000, "2026-04-01", Code::Conflict, "The coupon Spring10 was taken until 2026-03-31."),
            ("spring10", 1999, "2026-03-10", Code::Invalid, "The coupon Spring10 is for orders of 20.00 and more."),
        ] {
            let error = redeem_alone(db, code, subtotal_minor, date).await.expect_err(code);
            assert_eq!((error.code(), error.to_string().as_str()), (refused, sentence));
            let quoted = usable(db, code, subtotal_minor, date).await.expect_err(code);
            assert_eq!(quoted.to_string(), sentence);
        }
        for date in ["2026-03-01", "2026-03-31"] {
            assert_eq!(usable(db, " SPRING10 ", 2000, date).await?.id, spring.id);
            assert_eq!(redeem_alone(db, " SPRING10 ", 2000, date).await?.discount_percent, spring.discount_percent);
        }
        let found = find(&mut db.read(), "sPrInG10", usd()).await?.expect("it is there");
        assert_eq!((found.used_count, found.code.as_str()), (2, "Spring10"));
        assert_eq!(find(&mut db.read(), "WINTER", usd()).await?, None);
    }
    Ok(())
}

#[tokio::test]
async fn twenty_at_once_use_a_coupon_of_five_five_times() -> Result<()> {
    for trial in databases().await {
        let five = Coupon { max_uses: Some(5), ..coupon("FIVE") };
        keep(&trial.db, &five).await?;
        let running: Vec<_> = (0..20)
            .map(|_| {
                let db = trial.db.clone();
                tokio::spawn(async move { redeem_alone(&db, "five", 100, "2026-03-10").await })
            })
            .collect();
        let mut used = 0;
        for one in running {
            match one.await.expect("no panic") {
                Ok(_) => used += 1,
                Err(error) => assert_eq!(error.to_string(), "The coupon FIVE is used up."),
            }
        }
        assert_eq!(used, 5);
        let mut tx = trial.db.write().await?;
        give_back(&mut tx, five.id).await?;
        tx.commit().await?;
        assert_eq!(redeem_alone(&trial.db, "FIVE", 100, "2026-03-10").await?.used_count, 5);
        assert!(redeem_alone(&trial.db, "FIVE", 100, "2026-03-10").await.is_err());
    }
    Ok(())
}
