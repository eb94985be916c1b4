//! Long work: followed, stopped, asked for again, and by whom.

use std::time::Duration;

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::{Job, JobState};
use vayupos::{catalog, sales, upkeep, work};

use crate::ledger::a_day;
use crate::raw::lite;
use crate::shop::{Shop, refused, stories};

/// Asks until a job has ended.
pub(crate) async fn ended(shop: &Shop, by: &Caller, id: Id) -> Job {
    for _ in 0..6_000 {
        let job = shop.call(by, work::get_job, json!({ "job_id": id })).await.unwrap();
        if job.state != JobState::Running {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the job does not end");
}

/// The same for one that must have come to its end.
pub(crate) async fn done(shop: &Shop, by: &Caller, id: Id) -> Value {
    let job = ended(shop, by, id).await;
    assert_eq!(job.state, JobState::Done, "{:?}", job.error);
    job.result.unwrap()
}

/// Another program that is writing, until this is let go.
pub(crate) enum Writer {
    Lite(SqliteConnection),
    Pg(PgConnection),
}

impl Writer {
    pub(crate) async fn begin(shop: &Shop, table: &str) -> Self {
        if shop.is_sqlite() {
            let mut connection = lite(&shop.url).await;
            sqlx::raw_sql("begin immediate").execute(&mut connection).await.unwrap();
            return Self::Lite(connection);
        }
        let mut connection = PgConnection::connect(&shop.url).await.unwrap();
        let text = format!("begin; lock table {table} in row exclusive mode");
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
        Self::Pg(connection)
    }

    pub(crate) async fn end(self) {
        match self {
            Self::Lite(connection) => connection.close().await.unwrap(),
            Self::Pg(connection) => connection.close().await.unwrap(),
        }
    }
}

/// What lies beside the database and its backups and exports.
pub(crate) fn left_behind(shop: &Shop) -> Vec<String> {
    let names = std::fs::read_dir(shop.folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned());
    names.filter(|name| !name.starts_with("shop.db") && name != "exports" && name != "backups").collect()
}

stories! {
    async fn the_days_are_built_anew_by_a_job_that_can_be_asked_for_twice(shop: Shop) {
        let owner = a_day(&shop).await;
        let before = shop.dump().await;
        shop.force("update day_total set orders = orders + 1").await;
        let id = Id::now();
        let job = shop.call(&owner, upkeep::rebuild_day_totals, json!({ "id": id })).await.unwrap();
        assert_eq!((job.id, job.state, job.started_by_name.as_deref()), (id, JobState::Running, Some("Olga Owner")));
        done(&shop, &owner, id).await;
        assert_eq!(shop.dump().await, before);
        // The answer was lost: the same again is the same job; another one under its id is refused.
        let again = shop.call(&owner, upkeep::rebuild_day_totals, json!({ "id": id })).await.unwrap();
        assert_eq!(again.state, JobState::Done);
        refused(shop.call(&owner, vayupos::exchange::start_export, json!({ "id": id })).await, Code::Conflict);
        // Stopping what has ended is no error and changes nothing.
        assert_eq!(shop.call(&owner, work::cancel_job, json!({ "job_id": id })).await.unwrap().state, JobState::Done);
        assert_eq!(shop.call(&owner, work::list_jobs, json!({})).await.unwrap().data.len(), 1);
    }

    async fn a_stopped_job_has_changed_nothing_and_another_one_may_begin(shop: Shop) {
        let owner = a_day(&shop).await;
        let manager = shop.staff(&owner, "manager").await;
        let cashier = shop.staff(&owner, "cashier").await;
        shop.force("update day_total set orders = orders + 1").await;
        let before = shop.dump().await;
        let writer = Writer::begin(&shop, "day_total").await;
        let job = shop.call(&owner, upkeep::rebuild_day_totals, json!({})).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        refused(shop.call(&owner, upkeep::rebuild_day_totals, json!({})).await, Code::Conflict);
        let of_job = json!({ "job_id": job.id });
        refused(shop.call(&cashier, work::get_job, of_job.clone()).await, Code::Forbidden);
        refused(shop.call(&Caller::nobody(), work::get_job, of_job.clone()).await, Code::Unauthenticated);
        refused(shop.call(&Caller::nobody(), work::cancel_job, of_job.clone()).await, Code::Unauthenticated);
        // Somebody else's job is stopped by an admin alone.
        refused(shop.call(&manager, work::cancel_job, of_job.clone()).await, Code::Forbidden);
        assert_eq!(shop.call(&manager, work::get_job, of_job.clone()).await.unwrap().state, JobState::Running);
        let stopped = shop.call(&owner, work::cancel_job, of_job.clone()).await.unwrap();
        assert_eq!((stopped.state, stopped.can_cancel, stopped.result), (JobState::Cancelled, false, None));
        writer.end().await;
        assert_eq!(shop.dump().await, before);
        let next = shop.call(&owner, upkeep::rebuild_day_totals, json!({})).await.unwrap();
        done(&shop, &owner, next.id).await;
        assert_eq!(upkeep::verify(&shop.app).await.unwrap().first_broken(), None);
        refused(shop.call(&owner, work::get_job, json!({ "job_id": Id::now() })).await, Code::NotFound);
        refused(shop.call(&owner, work::cancel_job, json!({ "job_id": Id::now() })).await, Code::NotFound);
    }

    async fn a_backup_is_restored_by_a_job(shop: Shop) {
        let owner = a_day(&shop).await;
        let before = shop.dump().await;
        let name = shop.call(&owner, upkeep::create_backup, json!({})).await.unwrap().name;
        let tea = shop.call(&owner, catalog::search_products, json!({ "q": "TEA" })).await.unwrap().data.remove(0).id;
        let sale = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "9.00" }] });
        shop.call(&owner, sales::checkout, sale).await.unwrap();
        refused(shop.call(&owner, upkeep::start_restore, json!({ "name": name, "confirm": "?" })).await, Code::Invalid);
        refused(shop.call(&owner, upkeep::start_restore, json!({ "name": "no.db", "confirm": "My shop" })).await, Code::NotFound);
        let job = shop.call(&owner, upkeep::start_restore, json!({ "name": name, "confirm": "My shop" })).await.unwrap();
        let result = done(&shop, &owner, job.id).await;
        assert_eq!(result["orders"], 3);
        assert_eq!(shop.dump().await, before);
        assert_eq!(left_behind(&shop), Vec::<String>::new());

        std::fs::write(shop.folder.path().join("backups/broken.db"), "no backup at all, whatever its name").unwrap();
        let owner = shop.sign_in("olga", "correct horse").await;
        let job = shop.call(&owner, upkeep::start_restore, json!({ "name": "broken.db", "confirm": "My shop" })).await.unwrap();
        let failed = ended(&shop, &owner, job.id).await;
        assert_eq!((failed.state, failed.error.unwrap().code), (JobState::Failed, Code::Conflict));
        assert_eq!(shop.dump().await, before);
    }
}
