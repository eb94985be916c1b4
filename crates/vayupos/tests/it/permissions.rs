//! The written matrix: which operation needs which permission, and which role has it. And that it holds.

use serde::de::DeserializeOwned;
use serde_json::json;
use vayupos::auth::{Caller, Permission, Permit, Role};
use vayupos::error::Code;
use vayupos::{App, Result};

use crate::shop::{Shop, stories};

/// A permission's name, and which of [`Role::ALL`] have it.
fn permission_of<P: Permission, I, O>(_: impl AsyncFn(&App, Permit<P>, I) -> Result<O>) -> (&'static str, Vec<Role>) {
    (P::NAME, Role::ALL.into_iter().filter(|role| P::allows(*role)).collect())
}

macro_rules! matrix_of {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        vec![$((stringify!($operation), permission_of(vayupos::$slice::$operation))),*]
    };
}

#[test]
fn the_matrix_is_the_one_that_was_agreed_on() {
    let mut written = String::new();
    for (operation, (permission, roles)) in vayupos::for_each_operation!(matrix_of) {
        let roles: Vec<&str> = roles.into_iter().map(Role::as_str).collect();
        let roles = if permission == "anyone" { "everybody".to_owned() } else { roles.join(" ") };
        // A name as long as its column is still set apart.
        let gap = if operation.len() < 24 { "" } else { " " };
        written += &format!("{operation:<24}{gap}{permission:<20}{roles}\n");
    }
    insta::assert_snapshot!(written);
}

/// Somebody of a role, or nobody, who signs in again when an operation has ended or locked the session.
struct Visitor {
    role: Option<Role>,
    token: Option<String>,
}

impl Visitor {
    async fn caller(&mut self, shop: &Shop) -> Caller {
        let Some(role) = self.role else { return Caller::nobody() };
        if let Ok(caller) = shop.app.caller(self.token.as_deref()).await
            && caller.actor().is_some()
        {
            return caller;
        }
        let input = json!({ "username": role.as_str(), "password": "correct horse" });
        let session = shop.call(&Caller::nobody(), vayupos::auth::login, input).await.unwrap();
        self.token = Some(session.access_token);
        shop.app.caller(self.token.as_deref()).await.unwrap()
    }
}

/// Calls an operation with nothing for each of them, and compares what it says with the matrix.
async fn try_all<P: Permission, I: DeserializeOwned, O>(
    shop: &Shop,
    visitors: &mut [Visitor],
    name: &str,
    operation: impl AsyncFn(&App, Permit<P>, I) -> Result<O>,
) {
    for visitor in visitors {
        let caller = visitor.caller(shop).await;
        let code = shop.call(&caller, &operation, json!({})).await.err().map(|error| error.code);
        let expected = match visitor.role {
            None if P::NAME == "anyone" => None,
            None => Some(Code::Unauthenticated),
            Some(role) if P::allows(role) => None,
            Some(_) => Some(Code::Forbidden),
        };
        let refusal = code.filter(|code| [Code::Unauthenticated, Code::Forbidden].contains(code));
        assert_eq!(refusal, expected, "{name} for {:?}: {code:?}", visitor.role);
        assert_ne!(code, Some(Code::Internal), "{name} for {:?}", visitor.role);
    }
}

macro_rules! try_each {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        async fn try_each(shop: &Shop, visitors: &mut [Visitor]) {
            // Each on the heap: together they would be more than a thread's stack.
            $(Box::pin(try_all(shop, visitors, stringify!($operation), vayupos::$slice::$operation)).await;)*
        }
    };
}

vayupos::for_each_operation!(try_each);

stories! {
    async fn every_operation_is_refused_to_whom_the_matrix_refuses_it(shop: Shop) {
        let owner = shop.owner().await;
        for role in Role::ALL {
            shop.staff(&owner, role.as_str()).await;
        }
        let mut visitors: Vec<_> = Role::ALL.into_iter().map(|role| Visitor { role: Some(role), token: None }).collect();
        visitors.push(Visitor { role: None, token: None });
        try_each(&shop, &mut visitors).await;
    }
}
