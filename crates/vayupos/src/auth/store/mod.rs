//! All SQL on sessions, sign-in attempts and approvals.

mod approvals;
mod attempts;
mod sessions;

pub(crate) use approvals::{
    NewApproval, approvals, end_approvals, find_approval, insert_approval, release_approval, use_approval,
    used_approvals_of,
};
pub(crate) use attempts::{block_until, blocked_until, count_attempt, forget_old, forget_subject, take_back};
pub(crate) use sessions::{
    NewSession, caller, end_session, end_sessions, insert_session, lock_session, move_session, unlock_session,
};
