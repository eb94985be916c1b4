//! The commands that look after a shop's data, as processes beside a server that goes on serving.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::program::{Program, on_both};

impl Program {
    fn command(&self, home: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vayupos"));
        command.args(words).env("DATABASE_URL", &self.database).env("VAYUPOS_HOME", home).env("RUST_LOG", "warn");
        command
    }

    /// Runs a command to its end; answers its status and all it said.
    fn run(&self, home: &Path, words: &[&str]) -> (Option<i32>, String) {
        let output = self.command(home, words).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    }

    async fn sell(&self) -> StatusCode {
        let cappuccino = self.scan("CB-004").await;
        let sale = json!({
            "items": [{ "product_id": cappuccino["id"], "quantity": "1" }],
            "payments": [{ "method": "cash", "amount": "50.00" }],
        });
        self.post("/orders/checkout", sale).await.0
    }

    async fn orders(&self) -> usize {
        self.get("/orders").await.1["data"].as_array().unwrap().len()
    }

    async fn raw(&self, lite: &str, pg: &str) {
        if self.database.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(&self.database).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(lite.to_owned())).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        } else {
            let mut connection = PgConnection::connect(&self.database).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(pg.to_owned())).execute(&mut connection).await.unwrap();
        }
    }
}

on_both! {
    async fn a_shop_is_backed_up_restored_and_emptied_beside_its_server(program: Program) {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        let file = home.join("shop.db").display().to_string();
        program.open_demo_shop().await;
        program.sell().await;
        let (status, said) = program.run(home, &["backup", &file]);
        assert_eq!(status, Some(0), "{said}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let (status, said) = program.run(home, &["backup", &file]);
        assert!(status == Some(1) && said.contains("exists already"), "{said}");
        program.sell().await;

        let (status, said) = program.run(home, &["restore", home.join("none.db").to_str().unwrap()]);
        assert!(status == Some(1) && said.contains("There is no such file. Nothing was changed."), "{said}");
        assert_eq!(program.orders().await, 2);
        let (status, said) = program.run(home, &["restore", &file]);
        assert!(status == Some(0) && said.contains("before-restore-") && said.contains("with 1 orders"), "{said}");
        assert_eq!(program.get("/orders").await.0, StatusCode::UNAUTHORIZED, "everybody signs in again");
        program.sign_in("cashier1", "cashier123").await;
        assert_eq!(program.orders().await, 1);
        assert_eq!(program.sell().await, StatusCode::CREATED);

        let (status, said) = program.run(home, &["verify"]);
        assert!(status == Some(0) && said.trim() == "23 checks, all hold", "{said}");
        let breaking = "update tills set last_order_number = 7";
        program.raw(breaking, breaking).await;
        let (status, said) = program.run(home, &["verify"]);
        assert!(status == Some(1) && said.contains("till 1: 2 orders, the last number is 7"), "{said}");

        let (status, said) = program.run(home, &["reset"]);
        assert!(status == Some(1) && said.contains("reset --yes"), "{said}");
        assert_eq!(program.orders().await, 2);
        let (status, said) = program.run(home, &["reset", "--yes"]);
        assert!(status == Some(0) && said.contains("before-reset-"), "{said}");
        program.token = None;
        assert_eq!(program.get("/setup").await.1["needs_admin"], true);
        let (status, said) = program.run(home, &["reset", "--yes", "--no-backup"]);
        assert!(status == Some(0) && !said.contains("before-reset-"), "{said}");
    }

    async fn whoever_holds_the_database_lets_a_forgetful_administrator_in(program: Program) {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        program.open_demo_shop().await;
        program.sign_in("admin", "admin123").await;
        let (status, said) = program.run(home, &["password", "nobody"]);
        assert!(status == Some(1) && said.contains("This user was not found"), "{said}");
        let (status, said) = program.run(home, &["password", "Admin"]);
        assert_eq!(status, Some(0), "{said}");
        let password = said.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
        assert_eq!(program.get("/auth/me").await.0, StatusCode::UNAUTHORIZED, "who was signed in with the old one is out");
        let old = json!({ "username": "admin", "password": "admin123" });
        assert_eq!(program.post("/auth/login", old).await.0, StatusCode::UNAUTHORIZED);
        program.sign_in("admin", &password).await;
        assert_eq!(program.get("/auth/me").await.1["user"]["role"], "admin");
        let (_, users) = program.get("/users").await;
        let cashier = users["data"].as_array().unwrap().iter().find(|user| user["username"] == "cashier1").unwrap();
        let path = format!("/users/{}", cashier["id"].as_str().unwrap());
        assert_eq!(program.call(Method::DELETE, &path, None).await.0, StatusCode::OK);
        let (status, said) = program.run(home, &["password", "cashier1"]);
        assert!(status == Some(1) && said.contains("deactivated"), "{said}");
    }

    async fn everything_leaves_and_comes_back_by_the_command_line(program: Program) {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        let file = home.join("all.zip").display().to_string();
        program.open_demo_shop().await;
        program.sell().await;
        let (status, said) = program.run(home, &["export", &file]);
        assert!(status == Some(0) && said.contains("keep it like a backup"), "{said}");
        let (status, said) = program.run(home, &["export", &file]);
        assert!(status == Some(1) && said.contains("exists already"), "{said}");
        let (status, said) = program.run(home, &["import", &file]);
        assert!(status == Some(1) && said.contains("somebody's shop already"), "{said}");
        let elsewhere = format!("sqlite:{}", home.join("elsewhere.db").display());
        let (status, said) = program.run(home, &["import", "--database", &elsewhere, &file]);
        assert!(status == Some(0) && said.contains("1 orders among them"), "{said}");
        let (status, said) = program.run(home, &["verify", "--database", &elsewhere]);
        assert!(status == Some(0) && said.trim() == "23 checks, all hold", "{said}");
        // Mistyped, it is no empty shop whose backup would be worth nothing.
        let mistyped = home.join("elswhere.db");
        let place = format!("sqlite:{}", mistyped.display());
        for command in [&["verify"][..], &["backup", &file], &["export", &file], &["reset", "--yes"]] {
            let (status, said) = program.run(home, &[command, &["--database", &place]].concat());
            assert!(status == Some(1) && said.contains("there is no shop at"), "{said}");
            assert!(!mistyped.exists(), "{command:?}");
        }
        assert_eq!(program.sell().await, StatusCode::CREATED, "the server went on meanwhile");
    }

    async fn a_table_of_megabytes_is_taken_where_it_belongs_and_nowhere_else(program: Program) {
        program.open_demo_shop().await;
        program.sign_in("admin", "admin123").await;
        let mut csv = String::from("sku,name,price,description\n");
        for number in 0..1_500 {
            csv += &format!("X{number},Thing {number},1.50,{}\n", "words ".repeat(250));
        }
        assert!(csv.len() > 2 * 1024 * 1024);
        let (status, preview) = program.post("/products/imports/preview", json!({ "csv": csv })).await;
        assert_eq!((status, &preview["counts"]["new"]), (StatusCode::OK, &json!(1_500)));
        let input = json!({ "csv": csv, "digest": preview["digest"] });
        let (status, import) = program.post("/products/imports", input).await;
        assert_eq!((status, &import["counts"]["new"]), (StatusCode::CREATED, &json!(1_500)));
        let (status, _) = program.post("/categories", json!({ "name": csv })).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    }

    async fn a_restore_whose_process_is_killed_half_way_has_changed_nothing(program: Program) {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        let file = home.join("shop.db").display().to_string();
        program.open_demo_shop().await;
        program.sell().await;
        assert_eq!(program.run(home, &["backup", &file]).0, Some(0));
        program.sell().await;
        // From here on a new row of an order takes for ever: by then half of the tables are replaced.
        program.raw(
            "create trigger slow before insert on order_items begin
                 select count(*) from products a, products b, products c, products d where a.name < b.name || c.name || d.name;
             end",
            "create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(8); return new; end $$;
             create trigger slow before insert on order_items for each row execute function slow()",
        ).await;
        let mut restore = program.command(home, &["restore", &file]).stdout(Stdio::null()).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        let is_kept = || std::fs::read_dir(home.join("backups")).is_ok_and(|mut entries| {
            entries.any(|entry| entry.unwrap().file_name().to_str().unwrap().starts_with("before-restore-"))
        });
        while !is_kept() {
            assert!(Instant::now() < deadline, "it does not begin");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(restore.try_wait().unwrap().is_none(), "it should be half-way");
        // Whoever reads meanwhile reads the old shop.
        assert_eq!(program.orders().await, 2);
        restore.kill().unwrap();
        restore.wait().unwrap();
        program.raw("drop trigger slow", "drop trigger slow on order_items").await;
        assert_eq!(program.orders().await, 2);
        assert_eq!(program.sell().await, StatusCode::CREATED);
        let (status, said) = program.run(home, &["verify"]);
        assert_eq!(status, Some(0), "{said}");
        program.pull_the_plug();
        assert_eq!(program.orders().await, 3);
        assert_eq!(program.run(home, &["restore", &file]).0, Some(0), "and it can be tried again");
        program.sign_in("cashier1", "cashier123").await;
        assert_eq!(program.orders().await, 1);
    }

    async fn backups_over_the_wire(program: Program) {
        program.open_demo_shop().await;
        program.sign_in("admin", "admin123").await;
        if !program.database.starts_with("sqlite:") {
            // Where its files go is asked of the platform; this one must not write there.
            return;
        }
        let (status, made) = program.post("/backups", json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let name = made["name"].as_str().unwrap();
        assert_eq!(program.get("/backups").await.1["data"][0], made);
        let url = format!("{}/api/v1/backups/{name}", program.url);
        let response = program.client.get(url).bearer_auth(program.token.as_deref().unwrap()).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/vnd.sqlite3");
        assert!(response.bytes().await.unwrap().starts_with(b"SQLite format 3\0"));
        let (_, shop) = program.get("/settings/shop").await;
        let (status, done) = program.post(&format!("/backups/{name}/restore"), json!({ "confirm": shop["name"] })).await;
        assert_eq!(status, StatusCode::OK, "{done}");
        assert_eq!(program.call(Method::GET, "/auth/me", None).await.0, StatusCode::UNAUTHORIZED);
        program.sign_in("admin", "admin123").await;
        assert_eq!(program.get("/upkeep/verify").await.1["holds"], true);
    }
}
