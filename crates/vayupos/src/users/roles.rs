//! What each role may do, for the screen where users are given one.

use serde::Serialize;

use crate::app::App;
use crate::auth::{ManageUsers, Permit, Role, rights_of};
use crate::error::Result;
use crate::page::Page;
use crate::wire::Nothing;

/// A role with all it may do.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RoleRights {
    /// The role.
    pub role: Role,
    /// What it may do; the admin's are all there are.
    pub permissions: Vec<Right>,
}

/// One thing that a role may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Right {
    /// The permission's name, the one that a refusal gives: a key to translate by.
    pub key: &'static str,
    /// What it allows, in English, to follow "may".
    pub action: &'static str,
}

/// Every role and what it may do, the admin first.
pub async fn list_roles(_app: &App, _by: Permit<ManageUsers>, _input: Nothing) -> Result<Page<RoleRights>> {
    let rights = |role| rights_of(role).into_iter().map(|(key, action)| Right { key, action }).collect();
    Ok(Page::whole(Role::ALL.into_iter().map(|role| RoleRights { role, permissions: rights(role) }).collect()))
}
