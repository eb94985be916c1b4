//! What an engine promises by itself, asked nevertheless: disks fail.

use super::Rule;
use crate::db::Sql;

pub(super) const FILE: Rule = Rule {
    name: "file",
    says: "the database file is undamaged",
    broken: Sql {
        lite: "select integrity_check from pragma_integrity_check where integrity_check <> 'ok' limit 1",
        // Postgres has no such question; it checks its pages as it reads them.
        pg: "select cast(null as text) where false",
    },
};

pub(super) const REFERENCES: Rule = Rule {
    name: "references",
    says: "what a row refers to is there",
    broken: Sql {
        lite: "select 'row ' || coalesce(rowid, 0) || ' of ' || \"table\" || ' refers to a missing row of ' || parent
               from pragma_foreign_key_check
               limit 1",
        pg: "select cast(conrelid as regclass)::text || ' is not checked for ' || conname
             from pg_constraint
             where contype = 'f' and connamespace = cast(current_schema() as regnamespace) and not convalidated
             limit 1",
    },
};
