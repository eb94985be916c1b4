//! Who is there and what they may do: sign-in, sessions, permissions.
//!
//! Users themselves are the `users` slice; this one owns `sessions` and `sign_in_attempts`.

mod actor;
mod change_password;
mod login;
mod password;
mod permit;
mod register;
pub(crate) mod store;
mod token;

pub use actor::{Actor, Caller};
pub use change_password::{ChangePassword, change_password};
pub use login::{Login, Me, Session, TokenType, get_me, login, logout};
pub(crate) use password::Password;
pub use permit::{
    Anyone, ChangeSettings, DiscountFreely, ManageCatalog, ManageTaxes, ManageUsers, OverridePrice, Permission, Permit,
    Personal, Role, SeeReports, SeeStockReport, Sell, SignedIn, permissions_of,
};
pub use register::{Register, register};
pub(crate) use store::caller;
pub(crate) use token::hex;
