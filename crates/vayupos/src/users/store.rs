//! All SQL on users.

use chrono::{DateTime, Utc};

use crate::auth::Role;
use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::Limit;
use crate::users::{NewUser, User, name_key};

/// A user with the hashes of what they prove themselves by.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) user: User,
    pub(crate) password_hash: String,
    pub(crate) pin_hash: Option<String>,
}

/// The hash that a password or a PIN was compared with.
#[derive(Debug, Clone)]
pub(crate) enum Secret {
    Password(String),
    Pin(String),
}

impl Secret {
    pub(crate) fn hash(&self) -> &str {
        match self {
            Self::Password(hash) | Self::Pin(hash) => hash,
        }
    }
}

#[derive(sqlx::FromRow)]
struct UserRow {
    id: Id,
    username: String,
    email: Option<String>,
    full_name: Option<String>,
    phone: Option<String>,
    role: Role,
    is_active: bool,
    created_at: DateTime<Utc>,
    password_hash: String,
    pin_hash: Option<String>,
}

impl From<UserRow> for Account {
    fn from(row: UserRow) -> Self {
        let user = User {
            id: row.id,
            username: row.username,
            email: row.email,
            full_name: row.full_name,
            phone: row.phone,
            role: row.role,
            is_active: row.is_active,
            has_pin: row.pin_hash.is_some(),
            created_at: row.created_at,
        };
        Self { user, password_hash: row.password_hash, pin_hash: row.pin_hash }
    }
}

/// Whether there is any user.
pub(crate) async fn any(db: &mut impl Session) -> Result<bool> {
    Ok(db.sql("select id from users limit 1").optional::<(Id,)>().await?.is_some())
}

/// Lets one transaction at a time add users, so that only one can be the first. SQLite has one writer anyway.
pub(crate) async fn lock(tx: &mut Tx) -> Result<()> {
    tx.sql(Sql { lite: "select 1", pg: "lock table users in share row exclusive mode" }).execute().await?;
    Ok(())
}

/// The account of a user name or an e-mail address, both in lower case.
pub(crate) async fn account_by_name(db: &mut impl Session, key: &str) -> Result<Option<Account>> {
    Ok(db
        .sql(
            "select id, username, email, full_name, phone, role, is_active, created_at, password_hash,
                    pin_hash
             from users where username_key = $1 or email_key = $1",
        )
        .bind(key.to_owned())
        .optional::<UserRow>()
        .await?
        .map(Account::from))
}

pub(crate) async fn get(db: &mut impl Session, id: Id) -> Result<User> {
    Ok(account(db, id).await?.user)
}

/// The account of a user.
pub(crate) async fn account(db: &mut impl Session, id: Id) -> Result<Account> {
    db.sql(
        "select id, username, email, full_name, phone, role, is_active, created_at, password_hash,
                    pin_hash
         from users where id = $1",
    )
    .bind(id)
    .optional::<UserRow>()
    .await?
    .map(Account::from)
    .ok_or(Error::NotFound { what: "This user" })
}

/// Adds a user. The same user under the same id again is the same user.
pub(crate) async fn insert(tx: &mut Tx, new: &NewUser, password_hash: &str, now: DateTime<Utc>) -> Result<User> {
    let inserted = tx
        .sql(
            "insert into users (id, username, username_key, email, email_key, full_name, phone, role, password_hash,
                                is_active, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, $10, $10)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.username.clone())
        .bind(name_key(&new.username))
        .bind(new.email.clone())
        .bind(new.email.as_deref().map(name_key))
        .bind(new.full_name.clone())
        .bind(new.phone.clone())
        .bind(new.role)
        .bind(password_hash.to_owned())
        .bind(now)
        .execute()
        .await?;
    if inserted == 1 {
        return get(tx, new.id).await;
    }
    match get(tx, new.id).await {
        Ok(user) if is_same(&user, new) => Ok(user),
        Ok(_) | Err(Error::NotFound { .. }) => Err(Error::conflict("There is a user of this name or e-mail address.")),
        Err(error) => Err(error),
    }
}

fn is_same(user: &User, new: &NewUser) -> bool {
    user.username == new.username
        && user.email == new.email
        && user.full_name == new.full_name
        && user.phone == new.phone
        && user.role == new.role
}

/// A page of users by name, with one row to spare.
pub(crate) async fn by_name(db: &mut impl Session, after: Option<String>, limit: Limit) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = db
        .sql(
            "select id, username, email, full_name, phone, role, is_active, created_at, password_hash,
                    pin_hash
             from users
             where username_key > $1
             order by username_key
             limit $2",
        )
        .bind(after.unwrap_or_default())
        .bind(limit.and_one())
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| Account::from(row).user).collect())
}

/// How many admins can sign in.
pub(crate) async fn active_admins(db: &mut impl Session) -> Result<i64> {
    let (count,): (i64,) = db.sql("select count(*) from users where is_active and role = 'admin'").one().await?;
    Ok(count)
}

/// Writes what may change of a user.
pub(crate) async fn update(tx: &mut Tx, user: &User, now: DateTime<Utc>) -> Result<()> {
    let written = tx
        .sql(
            "update users set email = $2, email_key = $3, full_name = $4, phone = $5, role = $6, is_active = $7, updated_at = $8
             where id = $1",
        )
        .bind(user.id)
        .bind(user.email.clone())
        .bind(user.email.as_deref().map(name_key))
        .bind(user.full_name.clone())
        .bind(user.phone.clone())
        .bind(user.role)
        .bind(user.is_active)
        .bind(now)
        .execute()
        .await;
    match written {
        Err(failure) if failure.is_duplicate() => Err(Error::conflict("There is a user of this e-mail address.")),
        Err(failure) => Err(failure.into()),
        Ok(_) => Ok(()),
    }
}

/// Sets a new password.
pub(crate) async fn set_password(tx: &mut Tx, id: Id, password_hash: &str, now: DateTime<Utc>) -> Result<()> {
    tx.sql("update users set password_hash = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(password_hash.to_owned())
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// Sets a PIN, or takes it away.
pub(crate) async fn set_pin(tx: &mut Tx, id: Id, pin_hash: Option<String>, now: DateTime<Utc>) -> Result<()> {
    tx.sql("update users set pin_hash = $2, pin_failures = 0, updated_at = $3 where id = $1")
        .bind(id)
        .bind(pin_hash)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// Counts a PIN as wrong, before it is looked at; false when it was wrong `max` times in a row already.
pub(crate) async fn count_pin(tx: &mut Tx, id: Id, max: i64) -> Result<bool> {
    let counted = tx
        .sql("update users set pin_failures = pin_failures + 1 where id = $1 and pin_failures < $2")
        .bind(id)
        .bind(max)
        .execute()
        .await?;
    Ok(counted == 1)
}

/// Forgets wrong PINs after a right secret; false when it is no longer the user's, or the user may not sign in.
pub(crate) async fn forgive_pin(tx: &mut Tx, id: Id, secret: &Secret) -> Result<bool> {
    let text = match secret {
        Secret::Password(_) => "update users set pin_failures = 0 where id = $1 and is_active and password_hash = $2",
        Secret::Pin(_) => "update users set pin_failures = 0 where id = $1 and is_active and pin_hash = $2",
    };
    Ok(tx.sql(text).bind(id).bind(secret.hash().to_owned()).execute().await? == 1)
}
