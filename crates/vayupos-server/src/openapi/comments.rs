//! What the core's sources say of operations and slices, as `build.rs` collected it.

include!(concat!(env!("OUT_DIR"), "/comments.rs"));

/// What an operation does, and which errors it names.
pub(super) fn of_operation(name: &str) -> Option<&'static str> {
    OPERATIONS.iter().find(|(operation, _)| *operation == name).map(|(_, comment)| *comment)
}

/// What a slice is about.
pub(super) fn of_slice(name: &str) -> Option<&'static str> {
    SLICES.iter().find(|(slice, _)| *slice == name).map(|(_, comment)| *comment)
}
