//! The command line: what can be said, and where the data lies.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use clap::{Args, Parser, Subcommand};
use vayupos::db::{is_missing, place};
use vayupos::setup::{DemoPast, load_demo_with_past};
use vayupos::{App, folders, logs};

use crate::{barcode, openapi, price, serve, upkeep};

/// The till over HTTP, and the commands that look after a shop's data.
#[derive(Debug, Parser)]
#[command(name = "vayupos", version, about)]
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
        /// Days of its past: sales, returns, deliveries.
        #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u16).range(0..=1000))]
        days: u16,
    },
    /// Read a barcode, or check its check digit.
    Barcode {
        #[command(subcommand)]
        command: barcode::Command,
    },
    /// Back everything up into a new file, while the shop goes on working.
    Backup {
        #[command(flatten)]
        database: Database,
        /// The file to be made: one SQLite file, whichever engine the shop is on.
        file: PathBuf,
    },
    /// Put a backup in the place of everything there is, after looking through it and backing that up.
    Restore {
        #[command(flatten)]
        database: Database,
        /// The backup.
        file: PathBuf,
        /// Take it even if its books do not add up: when it is the only one left.
        #[arg(long)]
        with_broken_books: bool,
    },
    /// Write everything into a new file of CSV tables, in a ZIP, while the shop goes on working.
    Export {
        #[command(flatten)]
        database: Database,
        /// The file to be made.
        file: PathBuf,
    },
    /// Take such a file into an empty database, after looking through all of it.
    Import {
        #[command(flatten)]
        database: Database,
        /// The export.
        file: PathBuf,
    },
    /// Empty the database: a fresh shop that nobody has set up yet.
    Reset {
        #[command(flatten)]
        database: Database,
        /// Yes, everything.
        #[arg(long)]
        yes: bool,
        /// Keep no backup of what there was.
        #[arg(long)]
        no_backup: bool,
    },
    /// Give a user a new password and print it: the way back when the only administrator has forgotten theirs.
    Password {
        #[command(flatten)]
        database: Database,
        /// The name or the e-mail address the user signs in with.
        username: String,
    },
    /// Ask every rule of the ledger of every row; the exit status is 1 when one is broken.
    Verify {
        #[command(flatten)]
        database: Database,
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
    /// The folder for backups and the mail server's password; left out: the SQLite file's own, or else the platform's
    /// data folder.
    #[arg(long, env = "VAYUPOS_HOME")]
    home: Option<PathBuf>,
}

impl Arguments {
    /// The folder for logs: only what goes on for long keeps any.
    pub(crate) fn logs(&self) -> Option<PathBuf> {
        match &self.command {
            Command::Serve { database, .. } => database.logs(),
            Command::Seed { .. }
            | Command::Barcode { .. }
            | Command::Backup { .. }
            | Command::Restore { .. }
            | Command::Export { .. }
            | Command::Import { .. }
            | Command::Reset { .. }
            | Command::Password { .. }
            | Command::Verify { .. }
            | Command::Price { .. }
            | Command::Openapi => None,
        }
    }
}

impl Database {
    /// Beside what else lies in the folder that was named, or in the platform's.
    fn logs(&self) -> Option<PathBuf> {
        self.home.as_deref().map(logs::folder_in).or_else(logs::usual_folder)
    }

    /// The shop in it; an empty one is made where there is none.
    async fn open(&self) -> anyhow::Result<App> {
        self.open_at(self.address()?).await
    }

    /// The same for a command that needs a shop: what was mistyped is no empty one.
    async fn open_shop(&self) -> anyhow::Result<App> {
        let address = self.address()?;
        ensure!(!is_missing(&address.0), "there is no shop at {}", place(&address.0));
        self.open_at(address).await
    }

    /// The database, and where the choice of the next one is kept.
    fn address(&self) -> anyhow::Result<(String, Option<PathBuf>)> {
        match &self.url {
            Some(url) if !url.is_empty() => Ok((url.clone(), None)),
            Some(_) | None => default_database(),
        }
    }

    async fn open_at(&self, (url, choice): (String, Option<PathBuf>)) -> anyhow::Result<App> {
        let app = App::open(&url).await.with_context(|| format!("cannot open the database {}", place(&url)))?;
        let app = match self.home(&url)? {
            Some(home) => app.with_home(home),
            None => app,
        };
        let app = match self.logs() {
            Some(folder) => app.with_logs(folder),
            None => app,
        };
        Ok(match choice {
            Some(folder) => app.with_choice(folder),
            None => app,
        })
    }

    /// The folder for what lies beside the database, unless that is an SQLite file's own. A server's account may have
    /// none: it sells all the same.
    fn home(&self, url: &str) -> anyhow::Result<Option<PathBuf>> {
        match &self.home {
            Some(home) => {
                folders::make_private(home).with_context(|| format!("cannot make the folder {}", home.display()))?;
                Ok(Some(std::path::absolute(home)?))
            }
            None if url.starts_with("sqlite:") => Ok(None),
            None => Ok(data_folder().ok()),
        }
    }
}

/// The database that the shop was moved to last, or the file in the data folder; and where the next choice is kept.
fn default_database() -> anyhow::Result<(String, Option<PathBuf>)> {
    let folder = data_folder().context("say --database")?;
    let chosen = vayupos::moving::chosen(&folder)?;
    let url = chosen.unwrap_or_else(|| format!("sqlite:{}", folder.join("vayupos.db").display()));
    Ok((url, Some(folder)))
}

fn data_folder() -> anyhow::Result<PathBuf> {
    let folder = folders::data().context("this account has no home folder")?;
    folders::make_private(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(folder)
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::Serve { database, listen, hosts } => serve::serve(database.open().await?, listen, hosts).await,
        Command::Seed { database, days, .. } => seed(&database.open().await?, days).await,
        Command::Barcode { command } => barcode::run(&command),
        Command::Backup { database, file } => upkeep::backup(&database.open_shop().await?, &file).await,
        Command::Restore { database, file, with_broken_books } => {
            upkeep::restore(&database.open().await?, &file, with_broken_books).await
        }
        Command::Export { database, file } => upkeep::export(&database.open_shop().await?, &file).await,
        Command::Import { database, file } => upkeep::import(&database.open().await?, &file).await,
        Command::Reset { yes: false, .. } => bail!("this empties the whole shop: say reset --yes"),
        Command::Reset { database, no_backup, .. } => upkeep::reset(&database.open_shop().await?, !no_backup).await,
        Command::Password { database, username } => upkeep::password(&database.open_shop().await?, &username).await,
        Command::Verify { database } => upkeep::verify(&database.open_shop().await?).await,
        Command::Price { explain } => price::price(explain),
        Command::Openapi => {
            println!("{}", serde_json::to_string_pretty(&openapi::document()?)?);
            Ok(())
        }
    }
}

async fn seed(app: &App, days: u16) -> anyhow::Result<()> {
    match load_demo_with_past(app, days).await {
        Ok((shop, past)) => {
            let DemoPast { sales, returns, cancelled, deliveries } = past;
            println!(
                "{days} days of its past: {sales} sales, {returns} returns, {cancelled} cancelled orders, {deliveries} deliveries."
            );
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
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
