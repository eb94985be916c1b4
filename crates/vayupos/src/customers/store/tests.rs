//! What sales and refunds do to a customer's balances, on both databases.

use chrono::{DateTime, Utc};

use super::*;
use crate::auth::Role;
use crate::customers::{Account, Entry, LedgerReason, NewCustomer};
use crate::db::trial::databases;
use crate::db::{Db, Tx};
use crate::error::{Code, Error, Result};
use crate::id::Id;
use crate::page::Limit;
use crate::users::{self, NewUser};

const USER: Id = Id::from_u128(1);
const ANNA: Id = Id::from_u128(2);
const BEN: Id = Id::from_u128(3);

fn now() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().expect("a time")
}

fn entry(customer_id: Id, reason: LedgerReason) -> Entry<'static> {
    Entry { customer_id, reason, note: None, order_id: None, user_id: USER, user_name: "Olga", at: now() }
}

async fn filled(db: &Db) -> Result<()> {
    let user =
        NewUser { id: USER, username: "olga".into(), email: None, full_name: None, phone: None, role: Role::Admin };
    let mut tx = db.write().await?;
    users::store::insert(&mut tx, &user, "none", now()).await?;
    for (id, name) in [(ANNA, "Anna"), (BEN, "Ben")] {
        let new = NewCustomer {
            id,
            name: name.into(),
            phone: None,
            email: None,
            address: None,
            notes: None,
            tax_number: None,
        };
        insert(&mut tx, &new, now()).await?;
    }
    tx.commit().await
}

/// Account, change and balance of each movement, oldest first.
async fn movements(tx: &mut Tx, id: Id) -> Result<Vec<(Account, i64, i64)>> {
    let rows = ledger(tx, id, None, None, Limit::default()).await?;
    Ok(rows.iter().rev().map(|row| (row.account, row.change, row.balance)).collect())
}

#[tokio::test]
async fn a_refund_may_take_points_that_were_spent_and_nothing_else_may() -> Result<()> {
    for trial in databases().await {
        filled(&trial.db).await?;
        let mut tx = trial.db.write().await?;
        assert_eq!(move_points(&mut tx, 10, false, entry(ANNA, LedgerReason::Earned)).await?, 10);
        assert_eq!(move_points(&mut tx, -8, false, entry(ANNA, LedgerReason::Redeemed)).await?, 2);
        let refused = move_points(&mut tx, -3, false, entry(ANNA, LedgerReason::Redeemed)).await;
        let Err(Error::Conflict { message, details }) = refused else { panic!("{refused:?}") };
        assert_eq!(message, "Anna has only 2 points.");
        assert_eq!(details.expect("how many")["available"], 2);
        assert_eq!(move_points(&mut tx, -10, true, entry(ANNA, LedgerReason::Reversed)).await?, -8);
        // Below zero, what is earned still counts; what is spent does not.
        assert!(move_points(&mut tx, -1, false, entry(ANNA, LedgerReason::Redeemed)).await.is_err());
        assert_eq!(move_points(&mut tx, 5, false, entry(ANNA, LedgerReason::Earned)).await?, -3);
        assert_eq!(move_points(&mut tx, 0, false, entry(ANNA, LedgerReason::Earned)).await?, -3);
        let points = |change, balance| (Account::Points, change, balance);
        let expected = [points(10, 10), points(-8, 2), points(-10, -8), points(5, -3)];
        assert_eq!(movements(&mut tx, ANNA).await?, expected);
        let nobody = move_points(&mut tx, 1, true, entry(Id::from_u128(9), LedgerReason::Earned)).await;
        assert_eq!(nobody.expect_err("nobody").code(), Code::NotFound);
    }
    Ok(())
}

#[tokio::test]
async fn credit_never_runs_below_zero_and_is_told_in_money() -> Result<()> {
    for trial in databases().await {
        filled(&trial.db).await?;
        let mut tx = trial.db.write().await?;
        assert_eq!(move_credit(&mut tx, 1250, entry(ANNA, LedgerReason::Refunded)).await?, 1250);
        let refused = move_credit(&mut tx, -1251, entry(ANNA, LedgerReason::Redeemed)).await;
        assert_eq!(refused.expect_err("too much").to_string(), "Anna has only 12.50 of credit.");
        assert_eq!(move_credit(&mut tx, -1250, entry(ANNA, LedgerReason::Redeemed)).await?, 0);
        assert_eq!(move_credit(&mut tx, 0, entry(ANNA, LedgerReason::Redeemed)).await?, 0);
        let expected = [(Account::Credit, 1250, 1250), (Account::Credit, -1250, 0)];
        assert_eq!(movements(&mut tx, ANNA).await?, expected);
        count_purchase(&mut tx, ANNA, 2000, 1, Some(now())).await?;
        count_purchase(&mut tx, ANNA, -500, 0, None).await?;
        let anna = get(&mut tx, ANNA).await?;
        assert_eq!(anna.last_order_at, Some(now()));
        assert_eq!((anna.total_spent_minor, anna.order_count, anna.store_credit_minor), (1500, 1, 0));
        assert_eq!(name_of(&mut tx, ANNA).await?.as_deref(), Some("Anna"));
        assert_eq!(name_of(&mut tx, Id::from_u128(9)).await?, None);
        let nobody = count_purchase(&mut tx, Id::from_u128(9), 1, 1, Some(now())).await;
        assert_eq!(nobody.expect_err("nobody").code(), Code::NotFound);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_due_to_a_merged_customer_goes_to_who_stayed() -> Result<()> {
    for trial in databases().await {
        filled(&trial.db).await?;
        let mut tx = trial.db.write().await?;
        close_merged(&mut tx, ANNA, BEN, now()).await?;
        move_points(&mut tx, 7, false, entry(ANNA, LedgerReason::Earned)).await?;
        move_credit(&mut tx, 300, entry(ANNA, LedgerReason::Refunded)).await?;
        count_purchase(&mut tx, ANNA, 900, 1, Some(now())).await?;
        assert_eq!(movements(&mut tx, ANNA).await?, []);
        let ben = get(&mut tx, BEN).await?;
        assert_eq!((ben.loyalty_points, ben.store_credit_minor), (7, 300));
        assert_eq!((ben.total_spent_minor, ben.order_count), (900, 1));
    }
    Ok(())
}
