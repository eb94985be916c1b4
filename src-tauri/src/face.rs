//! The operations of the core as Tauri commands: one row of the table, one command of the same name.
//!
//! A command takes the operation's input as plain JSON, so that the core reads it and answers a mistake with its own
//! typed error. Who calls is known from the session that `till` keeps; `approval` is somebody else's consent to the call.
//! No business rule is here.

use serde_json::{Value, json};
use tauri::State;
use vayupos::error::{Error, ErrorBody};
use vayupos::wire::decode;

use crate::till::Till;
use crate::{desktop, opened, updates};

macro_rules! commands {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        $(
            #[tauri::command]
            async fn $operation(
                till: State<'_, Till>,
                input: Option<Value>,
                approval: Option<String>,
            ) -> Result<Value, ErrorBody> {
                use vayupos::operations::*;
                let here = till.inner().clone();
                let input = input.unwrap_or_else(|| json!({}));
                till.to_the_end(async move {
                    let app = here.app().await?;
                    let operation = |caller: Caller| {
                        let input = input.clone();
                        async move {
                            let by = caller.permit()?;
                            let output: $output =
                                vayupos::$slice::$operation(app, by, decode::<$input>(input)?).await?;
                            serde_json::to_value(output).map_err(Error::internal)
                        }
                    };
                    let shown = approval.map(|approval| Shown {
                        approval,
                        operation: stringify!($operation),
                        input: input.clone(),
                    });
                    let mut outcome = match here.caller(app).await {
                        Ok(caller) => run(app, caller, shown, operation).await.map_err(Error::into_body),
                        Err(error) => Err(error.into_body()),
                    };
                    here.note(stringify!($operation), &mut outcome);
                    outcome
                })
                .await
            }
        )*

        /// Finds the command that the window asks for.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![
                $($operation,)*
                desktop::save_file, desktop::print_pdf, desktop::restart_program, opened::bring_opened_backup,
                updates::get_updates, updates::check_for_update, updates::decline_update, updates::install_update,
                updates::cancel_update
            ]
        }

        #[cfg(test)]
        const OPERATIONS: &[&str] = &[$(stringify!($operation)),*];
    };
}

vayupos::for_each_operation!(commands);

#[cfg(test)]
mod tests {
    use super::OPERATIONS;

    #[test]
    fn the_window_may_call_the_operations_and_nothing_else() {
        let operations = include_str!(concat!(env!("OUT_DIR"), "/permissions/operations.toml"));
        assert!(operations.ends_with(&format!("commands.allow = {OPERATIONS:?}\n")), "{operations}");
        let desktop = include_str!(concat!(env!("OUT_DIR"), "/permissions/desktop.toml"));
        let commands = ["save_file", "print_pdf", "restart_program", "bring_opened_backup"];
        let updates = ["get_updates", "check_for_update", "decline_update", "install_update", "cancel_update"];
        let both = [&commands[..], &updates[..]].concat();
        assert!(desktop.ends_with(&format!("commands.allow = {both:?}\n")), "{desktop}");
    }
}
