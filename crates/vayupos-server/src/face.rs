//! The table of operations as routes. No business rule is here.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, routing};
use serde::Serialize;
use vayupos::auth::Caller;
use vayupos::operations::{Document, Shown, run};
use vayupos::{App, Error, Result};

use crate::caller::Stranger;
use crate::failure::Failure;
use crate::input::Input;

// What each verb of the table means over HTTP: the method, where the input is, and how the answer looks.
macro_rules! method {
    (get) => {
        routing::get
    };
    (download) => {
        routing::get
    };
    (post) => {
        routing::post
    };
    (create) => {
        routing::post
    };
    (put) => {
        routing::put
    };
    (delete) => {
        routing::delete
    };
}
macro_rules! read {
    (get) => {
        Input::of_read
    };
    (download) => {
        Input::of_read
    };
    (delete) => {
        Input::of_read
    };
    ($write:ident) => {
        Input::of_write
    };
}
macro_rules! answer {
    (create) => {
        created
    };
    (download) => {
        file
    };
    ($other:ident) => {
        ok
    };
}

/// One handler and one route a row.
macro_rules! routes_of {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        /// Every operation under its verb and path.
        pub(crate) fn routes() -> Router<App> {
            use vayupos::operations::*;
            let mut routes = Router::new();
            $(
                let handler = |State(app): State<App>, request: Request| async move {
                    let operation = |app: App, caller: Caller, input: Input| async move {
                        let by = caller.permit()?;
                        let output: $output = vayupos::$slice::$operation(&app, by, input.decode::<$input>()?).await?;
                        Ok(output)
                    };
                    let stranger = Stranger::of(&request);
                    let input = read!($verb)(request).await;
                    answer!($verb)(call(app, stranger, stringify!($operation), input, operation).await)
                };
                routes = routes.route($path, method!($verb)(handler));
            )*
            routes
        }
    };
}

vayupos::for_each_operation!(routes_of);

/// Runs an operation on a task of its own: a caller that hangs up cannot stop it half-way, and a panic in it is
/// an answer like any other.
async fn call<O, F, Fut>(
    app: App,
    stranger: Stranger,
    name: &'static str,
    input: Result<Input>,
    operation: F,
) -> Result<O>
where
    O: Send + 'static,
    F: Fn(App, Caller, Input) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O>> + Send,
{
    let caller = stranger.caller(&app).await?;
    let input = input?;
    let shown = match stranger.approval()? {
        None => None,
        Some(approval) => Some(Shown { approval, operation: name, input: input.value()? }),
    };
    let running = async move { run(&app, caller, shown, |caller| operation(app.clone(), caller, input.clone())).await };
    tokio::spawn(running).await.map_err(Error::internal)?
}

fn ok<O: Serialize>(outcome: Result<O>) -> Response {
    json(StatusCode::OK, outcome)
}

fn created<O: Serialize>(outcome: Result<O>) -> Response {
    json(StatusCode::CREATED, outcome)
}

fn json<O: Serialize>(status: StatusCode, outcome: Result<O>) -> Response {
    let mut response = match outcome {
        Ok(output) => (status, Json(output)).into_response(),
        Err(error) => Failure::from(error).into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn file(outcome: Result<Document>) -> Response {
    match outcome {
        Ok(document) => {
            let disposition = format!("inline; filename=\"{}\"", document.file_name);
            let headers = [
                (header::CONTENT_TYPE, document.content_type.to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, document.bytes).into_response()
        }
        Err(error) => Failure::from(error).into_response(),
    }
}
