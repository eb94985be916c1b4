//! The written matrix: which operation needs which permission, and which role has it.

use vayupos::auth::{Permission, Permit, Role, permissions_of};
use vayupos::{App, Result};

fn permission_of<P: Permission, I, O>(_: impl AsyncFn(&App, Permit<P>, I) -> Result<O>) -> &'static str {
    P::NAME
}

macro_rules! matrix_of {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        vec![$((stringify!($operation), permission_of(vayupos::$slice::$operation))),*]
    };
}

#[test]
fn the_matrix_is_the_one_that_was_agreed_on() {
    let mut written = String::new();
    for (operation, permission) in vayupos::for_each_operation!(matrix_of) {
        let may = |role: Role| permission == "anyone" || permissions_of(role).contains(&permission);
        let roles: Vec<&str> = Role::ALL.into_iter().filter(|role| may(*role)).map(Role::as_str).collect();
        let roles = if permission == "anyone" { "everybody".to_owned() } else { roles.join(" ") };
        written += &format!("{operation:<22}{permission:<17}{roles}\n");
    }
    insta::assert_snapshot!(written);
}
