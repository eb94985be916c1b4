//! The command line: what can be said, and where the data lies.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use directories::BaseDirs;
use vayupos::App;
use vayupos::auth::Caller;
use vayupos::operations::{Nothing, load_demo_shop};

use crate::{openapi, price, serve};

/// The desktop's folder in the platform's data folder, so that both faces open the same shop.
const DATA_FOLDER: &str = "com.vayupos.desktop";

/// The till over HTTP, and the commands that look after a shop's data.
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the desk.
    Serve {
        #[command(flatten)]
        database: Database,
        /// Where to listen. Other machines are let in only by an address of this one, such as 0.0.0.0:8000.
        #[arg(long, env = "VAYUPOS_LISTEN", default_value = "127.0.0.1:8000")]
        listen: SocketAddr,
        /// A name this server is called by, besides its addresses; may be given several times.
        #[arg(long = "host", env = "VAYUPOS_HOSTS", value_delimiter = ',')]
        hosts: Vec<String>,
    },
    /// Fill an empty database.
    Seed {
        #[command(flatten)]
        database: Database,
        /// With the sample shop and an account of each role.
        #[arg(long, required = true)]
        demo: bool,
    },
    /// Price a basket, or an array of them, given as JSON on standard input; no database is needed.
    Price {
        /// With every rule and every rounding.
        #[arg(long)]
        explain: bool,
    },
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Debug, Args)]
struct Database {
    /// sqlite:PATH or postgres://USER@HOST/NAME; left out: a file in the platform's data folder.
    #[arg(long = "database", env = "DATABASE_URL", hide_env_values = true)]
    url: Option<String>,
}

impl Database {
    async fn open(&self) -> anyhow::Result<App> {
        let url = match &self.url {
            Some(url) => url.clone(),
            None => default_database()?,
        };
        App::open(&url).await.with_context(|| format!("cannot open the database {}", without_password(&url)))
    }
}

fn default_database() -> anyhow::Result<String> {
    let folders = BaseDirs::new().context("this account has no home folder: say --database")?;
    let folder = folders.data_dir().join(DATA_FOLDER);
    make_private_folder(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(format!("sqlite:{}", folder.join("vayupos.db").display()))
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// An address as it may be shown and logged.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => url.to_owned(),
    }
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::Serve { database, listen, hosts } => serve::serve(database.open().await?, listen, hosts).await,
        Command::Seed { database, .. } => seed(&database.open().await?).await,
        Command::Price { explain } => price::price(explain),
        Command::Openapi => {
            println!("{}", serde_json::to_string_pretty(&openapi::document()?)?);
            Ok(())
        }
    }
}

async fn seed(app: &App) -> anyhow::Result<()> {
    let by = Caller::nobody().permit()?;
    match load_demo_shop(app, by, Nothing {}).await {
        Ok(shop) => {
            println!("The sample shop is there. Its accounts, for trying out only:");
            for account in shop.accounts {
                println!("  {:<11} {:<13} {}", account.username, account.password, account.role.as_str());
            }
        }
        Err(error) => bail!("{error}"),
    }
    app.db().close().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(without_password("postgres://till:secret@shop/pos"), "postgres://…@shop/pos");
        assert_eq!(without_password("postgres://till:p@ss@shop/pos"), "postgres://…@shop/pos");
        assert_eq!(without_password("sqlite:/data/shop.db"), "sqlite:/data/shop.db");
    }

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
