//! Who may do what: permissions, the roles that hold them, and the proof of having been asked.
//!
//! An operation takes a [`Permit`] of the permission it needs. A permit can only be got by asking a [`Caller`] for
//! it, so an operation that forgets the check does not compile.

use std::marker::PhantomData;

use crate::auth::actor::{Actor, Approver, Caller};
use crate::error::{Error, Result};
use crate::words::words;

words! {
    /// What a person is in the shop.
    pub enum Role {
        /// Owns the till: everything.
        Admin = "admin",
        /// Runs the shop: everything but users and the database.
        Manager = "manager",
        /// Sells.
        Cashier = "cashier",
        /// Looks after catalogue and stock.
        InventoryOfficer = "inventory_officer",
    }
}

impl Role {
    /// All roles, in the order of the matrix.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Manager, Self::Cashier, Self::InventoryOfficer];
}

/// A permission, as a type: what an operation's signature asks for.
pub trait Permission: Send + Sync + 'static {
    /// Its name on the wire.
    const NAME: &'static str;
    /// What it allows, in words for a refusal.
    const ACTION: &'static str;
    /// Whether a role includes it.
    fn allows(role: Role) -> bool;
    /// Whether this caller has it, by role or by the approval of somebody who has.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden`
    fn check(caller: &Caller) -> Result<()> {
        let actor = caller.signed_in()?;
        if Self::allows(actor.role) || caller.approver().is_some_and(|approver| Self::allows(approver.role)) {
            Ok(())
        } else {
            Err(Error::Forbidden { permission: Self::NAME, action: Self::ACTION })
        }
    }
}

/// A permission that only a signed-in user can have, so that a permit of it names one.
pub trait Personal: Permission {}

/// Proof that a caller was asked for the permission `P`.
#[derive(Debug)]
pub struct Permit<P> {
    caller: Caller,
    permission: PhantomData<P>,
}

impl Caller {
    /// Asks for a permission.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden`
    pub fn permit<P: Permission>(&self) -> Result<Permit<P>> {
        P::check(self)?;
        Ok(Permit { caller: self.clone(), permission: PhantomData })
    }
}

impl<P: Permission> Permit<P> {
    /// Who asked.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Who consented to this call, where it needed somebody else's consent: for the record.
    pub fn approved_by(&self) -> Option<&Approver> {
        self.caller.approver()
    }
}

impl<P: Personal> Permit<P> {
    /// The signed-in user.
    pub fn actor(&self) -> &Actor {
        let (actor, _) = self.caller.at_till().expect("a personal permission was checked against a user at a till");
        actor
    }

    /// The access token of the call.
    pub(crate) fn token(&self) -> &str {
        let (_, token) = self.caller.at_till().expect("a personal permission was checked against a user at a till");
        token
    }
}

/// No permission at all: the operation is open to everybody, signed in or not.
#[derive(Debug)]
pub struct Anyone;

impl Permission for Anyone {
    const NAME: &'static str = "anyone";
    const ACTION: &'static str = "come in";
    fn allows(_: Role) -> bool {
        true
    }
    fn check(_: &Caller) -> Result<()> {
        Ok(())
    }
}

/// Stand at a till: signed in, and the session may be locked. Only to unlock it or to leave.
#[derive(Debug)]
pub struct AtTill;

impl Permission for AtTill {
    const NAME: &'static str = "at_till";
    const ACTION: &'static str = "stand at the till";
    fn allows(_: Role) -> bool {
        true
    }
    fn check(caller: &Caller) -> Result<()> {
        caller.at_till().map(drop).ok_or(Error::Unauthenticated)
    }
}

impl Personal for AtTill {}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident $text:literal $action:literal: $($role:ident)+;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name;
            impl Permission for $name {
                const NAME: &'static str = $text;
                const ACTION: &'static str = $action;
                fn allows(role: Role) -> bool {
                    [$(Role::$role),+].contains(&role)
                }
            }
            impl Personal for $name {}
        )+

        /// The names of the permissions a role has, for a face that shows only what is allowed.
        pub fn permissions_of(role: Role) -> Vec<&'static str> {
            rights_of(role).into_iter().map(|(name, _)| name).collect()
        }

        /// The permissions a role has, each by its name and in words.
        pub(crate) fn rights_of(role: Role) -> Vec<(&'static str, &'static str)> {
            let mut rights = Vec::new();
            $(if $name::allows(role) {
                rights.push(($name::NAME, $name::ACTION));
            })+
            rights
        }
    };
}

permissions! {
    /// Be signed in, in whatever role.
    SignedIn "signed_in" "use the till": Admin Manager Cashier InventoryOfficer;
    /// Ring up a sale and take the money.
    Sell "sell" "ring up sales": Admin Manager Cashier;
    /// Sell at another price than the shelf's.
    OverridePrice "override_price" "change a price": Admin Manager;
    /// Give a discount above the cashiers' limit.
    DiscountFreely "discount_freely" "give a discount above the limit": Admin Manager;
    /// Give up an order, paid in part or not at all.
    CancelOrders "cancel_orders" "cancel orders": Admin Manager;
    /// Give money back, for goods brought back or without them.
    RefundPayments "refund_payments" "give money back": Admin Manager;
    /// Add customers and change what is known of them.
    RegisterCustomers "register_customers" "register customers": Admin Manager Cashier;
    /// Remove and merge customers, give and take points.
    ManageCustomers "manage_customers" "manage customers": Admin Manager;
    /// Change products and categories.
    ManageCatalog "manage_catalog" "change the catalogue": Admin Manager InventoryOfficer;
    /// Move and count stock.
    ManageStock "manage_stock" "move stock": Admin Manager InventoryOfficer;
    /// Change taxes.
    ManageTaxes "manage_taxes" "change taxes": Admin Manager;
    /// Change the shop's settings.
    ChangeSettings "change_settings" "change the shop's settings": Admin Manager;
    /// See who approved what.
    SeeApprovals "see_approvals" "see approvals": Admin Manager;
    /// Back up the shop's data, and check it.
    BackUp "back_up" "back up the shop's data": Admin Manager;
    /// Put a backup in the place of the shop's data.
    ManageDatabase "manage_database" "replace the shop's data": Admin;
    /// See what was sold, earned and given back.
    SeeReports "see_reports" "see the reports": Admin Manager;
    /// See what is on the shelf and what it is worth.
    SeeStockReport "see_stock_report" "see what the stock is worth": Admin Manager InventoryOfficer;
    /// Add and change users.
    ManageUsers "manage_users" "manage users": Admin;
}
