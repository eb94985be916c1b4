//! Who is there and what they may do: sign-in, sessions, permissions, approvals.
//!
//! Users themselves are the `users` slice; this one owns `sessions`, `sign_in_attempts` and `approvals`.

mod actor;
mod approval;
mod binding;
mod change_password;
mod common;
mod credential;
mod lock;
mod login;
mod password;
mod permit;
mod pin;
mod register;
mod session;
pub(crate) mod store;
mod throttle;
mod token;

pub use actor::{Actor, Approver, Caller};
pub use approval::{Approval, Approve, Approved, ListApprovals, approve, list_approvals};
pub(crate) use approval::{Claimed, claim};
pub(crate) use binding::Call;
pub use change_password::{ChangePassword, change_password};
pub use lock::{Unlock, lock, unlock};
pub use login::{Login, login, logout};
pub(crate) use password::Password;
pub(crate) use permit::rights_of;
pub use permit::{
    Anyone, AtTill, BackUp, CancelOrders, ChangeSettings, DiscountFreely, ManageCatalog, ManageCustomers,
    ManageDatabase, ManageStock, ManageTaxes, ManageUsers, OverridePrice, Permission, Permit, Personal, RefundPayments,
    RegisterCustomers, Role, SeeApprovals, SeeReports, SeeStockReport, Sell, SignedIn, permissions_of,
};
pub(crate) use pin::Pin;
pub use pin::{SetPin, set_pin};
pub use register::{Register, register};
pub use session::{Me, MoveToTill, Session, TokenType, get_me, move_to_till, refresh};
pub(crate) use store::caller;
pub(crate) use token::hex;
