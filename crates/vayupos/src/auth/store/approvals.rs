//! Rows of `approvals`.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::auth::actor::Approver;
use crate::auth::approval::{Approval, deviations};
use crate::auth::binding::{Binding, Call};
use crate::auth::permit::Role;
use crate::db::{Session, Tx, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::Limit;

/// A consent to be recorded.
#[derive(Debug)]
pub(crate) struct NewApproval<'a> {
    pub(crate) token_hash: String,
    pub(crate) call: Call<'a>,
    pub(crate) binding: &'a Binding,
    pub(crate) requester: (Id, &'a str),
    pub(crate) approver: (Id, &'a str),
    pub(crate) reason: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

pub(crate) async fn insert_approval(tx: &mut Tx, new: NewApproval<'_>) -> Result<()> {
    let (id, about) = (Id::now(), new.call.about());
    let ((requester_id, requester_name), (approver_id, approver_name)) = (new.requester, new.approver);
    tx.sql(
        "insert into approvals (id, token_hash, operation, binding, about, requester_id, requester_name, approver_id,
                                approver_name, reason, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id)
    .bind(new.token_hash)
    .bind(new.call.operation.to_owned())
    .bind(rows(new.binding))
    .bind(rows(&about))
    .bind(requester_id)
    .bind(requester_name.to_owned())
    .bind(approver_id)
    .bind(approver_name.to_owned())
    .bind(new.reason)
    .bind(new.created_at)
    .bind(new.expires_at)
    .execute()
    .await?;
    let mut subjects: Vec<&String> = about.values().collect();
    subjects.sort_unstable();
    subjects.dedup();
    let subjects: Vec<_> = subjects.into_iter().map(|subject| json!({ "id": subject })).collect();
    tx.sql(
        "insert into approval_subjects (subject_id, approval_id)
         select value ->> 'id', $2 from json_each($1)",
    )
    .bind(rows(&subjects))
    .bind(id)
    .execute()
    .await?;
    Ok(())
}

/// A consent as a call finds it.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) id: Id,
    pub(crate) operation: String,
    pub(crate) binding: Binding,
    pub(crate) is_used: bool,
    pub(crate) approver: Approver,
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Id,
    operation: String,
    binding: String,
    is_used: bool,
    approver_id: Id,
    approver_name: String,
    approver_role: Role,
}

/// The approval of a token, while it is good: it counts with the role that the approver has now.
pub(crate) async fn find_approval(
    db: &mut impl Session,
    token_hash: &str,
    requester_id: Id,
    now: DateTime<Utc>,
) -> Result<Option<Grant>> {
    let row: Option<GrantRow> = db
        .sql(
            "select a.id, a.operation, a.binding, a.used_at is not null as is_used, a.approver_id, a.approver_name,
                    u.role as approver_role
             from approvals a
             join users u on u.id = a.approver_id
             where a.token_hash = $1 and a.requester_id = $2 and a.expires_at > $3 and u.is_active",
        )
        .bind(token_hash.to_owned())
        .bind(requester_id)
        .bind(now)
        .optional()
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Grant {
        id: row.id,
        operation: row.operation,
        binding: serde_json::from_str(&row.binding).map_err(Error::internal)?,
        is_used: row.is_used,
        approver: Approver { user_id: row.approver_id, name: row.approver_name, role: row.approver_role },
    }))
}

/// Uses an approval up; false when it was used before.
pub(crate) async fn use_approval(tx: &mut Tx, id: Id, now: DateTime<Utc>) -> Result<bool> {
    let used = tx
        .sql("update approvals set used_at = $2 where id = $1 and used_at is null")
        .bind(id)
        .bind(now)
        .execute()
        .await?;
    Ok(used == 1)
}

/// Gives an approval back that was used up at that moment.
pub(crate) async fn release_approval(tx: &mut Tx, id: Id, used_at: DateTime<Utc>) -> Result<()> {
    tx.sql("update approvals set used_at = null where id = $1 and used_at = $2")
        .bind(id)
        .bind(used_at)
        .execute()
        .await?;
    Ok(())
}

/// Ends what a user approved, or was allowed, and nobody used yet.
pub(crate) async fn end_approvals(tx: &mut Tx, user_id: Id, now: DateTime<Utc>) -> Result<()> {
    tx.sql(
        "update approvals set expires_at = $2
         where (approver_id = $1 or requester_id = $1) and used_at is null and expires_at > $2",
    )
    .bind(user_id)
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ApprovalRow {
    id: Id,
    operation: String,
    binding: String,
    about: String,
    requester_id: Id,
    requester_name: String,
    approver_id: Id,
    approver_name: String,
    reason: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

impl TryFrom<ApprovalRow> for Approval {
    type Error = Error;
    fn try_from(row: ApprovalRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            operation: row.operation,
            about: serde_json::from_str(&row.about).map_err(Error::internal)?,
            deviations: deviations(serde_json::from_str(&row.binding).map_err(Error::internal)?),
            requester_id: row.requester_id,
            requester_name: row.requester_name,
            approver_id: row.approver_id,
            approver_name: row.approver_name,
            reason: row.reason,
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
        })
    }
}

/// A page of approvals, the newest first, with one row to spare.
pub(crate) async fn approvals(
    db: &mut impl Session,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<Approval>> {
    let (before_at, before_id) = before.unzip();
    let rows: Vec<ApprovalRow> = db
        .sql(
            "select id, operation, binding, about, requester_id, requester_name, approver_id, approver_name, reason,
                    created_at, expires_at, used_at
             from approvals
             where cast($2 as text) is null or (created_at, id) < ($1, $2)
             order by created_at desc, id desc
             limit $3",
        )
        .bind(before_at)
        .bind(before_id)
        .bind(limit.and_one())
        .all()
        .await?;
    rows.into_iter().map(Approval::try_from).collect()
}

/// The approvals that were used for one of these, by id.
pub(crate) async fn used_approvals_of(db: &mut impl Session, subjects: &[Id]) -> Result<Vec<Approval>> {
    let subjects: Vec<_> = subjects.iter().map(|id| json!({ "id": id })).collect();
    let found: Vec<ApprovalRow> = db
        .sql(
            "select id, operation, binding, about, requester_id, requester_name, approver_id, approver_name, reason,
                    created_at, expires_at, used_at
             from approvals
             where used_at is not null
               and id in (select s.approval_id from approval_subjects s
                          where s.subject_id in (select value ->> 'id' from json_each($1)))",
        )
        .bind(rows(&subjects))
        .all()
        .await?;
    found.into_iter().map(Approval::try_from).collect()
}
