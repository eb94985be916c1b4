//! Has the core built again when a migration is added or changed: they are part of it.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
