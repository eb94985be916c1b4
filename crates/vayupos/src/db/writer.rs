//! The one connection that writes an SQLite file, and the queue for it.
//!
//! SQLite has one writer at a time, and a commit waits for the disk. Transactions that queue here share that wait: who
//! is done hands the connection on with its work still uncommitted, and queues once more; whoever has its second turn
//! first commits for all that were done by then. Nobody is told that it is done before that. Each but the first of
//! such a group is a savepoint, so that one that is given up takes nothing else with it; they are released by the
//! commit.
//!
//! What follows for whoever uses it: a transaction may see what is not durable yet, so an answer that rests on what
//! it saw waits for its commit too, even where it wrote nothing itself. Readers see what is durable.

use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Connection, FromRow, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::time::timeout;

/// With a mark, so that `COMMIT` commits this very transaction: had SQLite undone it all because the disk failed, the next
/// savepoint would have begun another one.
const BEGIN: &str = "begin immediate; savepoint whole";
const COMMIT: &str = "release whole; commit";

/// The queue. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    turns: Arc<Mutex<Turn>>,
    options: Arc<SqliteConnectOptions>,
    patience: Duration,
}

/// Whoever holds it writes.
#[derive(Debug)]
struct Turn {
    /// None once it was closed.
    connection: Option<SqliteConnection>,
    /// Those who are done and wait for the commit; none when no transaction is open between two turns.
    group: Option<watch::Sender<Fate>>,
    /// How many began in the transaction that is open.
    begun: u32,
}

/// What becomes of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    Durable,
    Lost,
}

/// One transaction; dropped without `commit` it has changed nothing.
#[derive(Debug)]
pub(crate) struct Piece {
    writer: Writer,
    /// None once it is committed or undone.
    turn: Option<OwnedMutexGuard<Turn>>,
    /// How many had begun before it in the same transaction of the database.
    place: u32,
}

/// A turn in which this connection writes nothing.
#[derive(Debug)]
pub(super) struct Held {
    _turn: OwnedMutexGuard<Turn>,
}

impl Writer {
    /// A queue for this connection. A transaction waits for its turn as long as `patience`.
    pub(super) fn new(connection: SqliteConnection, options: SqliteConnectOptions, patience: Duration) -> Self {
        let turn = Turn { connection: Some(connection), group: None, begun: 0 };
        Self { turns: Arc::new(Mutex::new(turn)), options: Arc::new(options), patience }
    }

    /// How its connection was opened.
    pub(super) fn options(&self) -> &SqliteConnectOptions {
        &self.options
    }

    /// Waits for a turn and begins a transaction. It holds the file's write lock from its first moment.
    pub(super) async fn begin(&self) -> sqlx::Result<Piece> {
        let (mut piece, beginning) = self.next().await?;
        piece.turn().run(beginning).await?;
        Ok(piece)
    }

    /// The same, and on the same way to the connection's thread and back asks what these statements answer.
    pub(super) async fn begin_asking<T>(&self, text: &str, values: SqliteArguments) -> sqlx::Result<(Piece, Vec<T>)>
    where
        T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
    {
        let (mut piece, beginning) = self.next().await?;
        let text = AssertSqlSafe(format!("{beginning};\n{text}"));
        let rows = sqlx::query_as_with(text, values).fetch_all(piece.turn().connection()?).await?;
        Ok((piece, rows))
    }

    /// The next turn, and what begins its transaction.
    async fn next(&self) -> sqlx::Result<(Piece, String)> {
        let mut turn = self.turn().await?;
        let place = if turn.group.is_some() { turn.begun } else { 0 };
        turn.begun = place + 1;
        let text = if place == 0 { BEGIN.into() } else { format!("savepoint piece_{place}") };
        // A piece already, so that a beginning that is cut off half-way is undone like anything else.
        Ok((Piece { writer: self.clone(), turn: Some(turn), place }, text))
    }

    /// Keeps everybody else waiting for as long as the answer lives, with nothing uncommitted.
    pub(super) async fn hold(&self) -> sqlx::Result<Held> {
        let mut turn = self.turn().await?;
        turn.finish().await?;
        Ok(Held { _turn: turn })
    }

    /// Commits what is done and closes the connection.
    pub(super) async fn close(&self) -> sqlx::Result<()> {
        let mut turn = Arc::clone(&self.turns).lock_owned().await;
        turn.finish().await?;
        match turn.connection.take() {
            Some(connection) => connection.close().await,
            None => Ok(()),
        }
    }

    async fn turn(&self) -> sqlx::Result<OwnedMutexGuard<Turn>> {
        timeout(self.patience, Arc::clone(&self.turns).lock_owned()).await.map_err(|_| sqlx::Error::PoolTimedOut)
    }
}

impl Turn {
    fn connection(&mut self) -> sqlx::Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)
    }

    async fn run(&mut self, text: String) -> sqlx::Result<()> {
        sqlx::query(AssertSqlSafe(text)).execute(self.connection()?).await.map(drop)
    }

    /// Commits for all who are done.
    async fn finish(&mut self) -> sqlx::Result<()> {
        // Taken first: cut off half-way, they are told that it is lost, and nobody joins what may be committed.
        let Some(group) = self.group.take() else { return Ok(()) };
        let outcome = self.run(COMMIT.into()).await;
        if outcome.is_err() {
            self.roll_back().await;
        }
        group.send_replace(if outcome.is_ok() { Fate::Durable } else { Fate::Lost });
        outcome
    }

    /// Undoes one piece. Where SQLite itself undid more than that, because the disk failed, all of the group is lost.
    async fn undo(&mut self, place: u32) {
        if place > 0 && self.run(format!("rollback to piece_{place}; release piece_{place}")).await.is_ok() {
            return;
        }
        let group = self.group.take();
        self.roll_back().await;
        if let Some(group) = group {
            group.send_replace(Fate::Lost);
        }
    }

    async fn roll_back(&mut self) {
        if let Err(error) = self.run("rollback".into()).await {
            tracing::warn!(%error, "there was no transaction left to undo");
        }
    }
}

impl Piece {
    /// What its statements run on.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        self.turn().connection.as_mut().expect("the connection is closed between two turns only")
    }

    fn turn(&mut self) -> &mut Turn {
        self.turn.as_mut().expect("a piece has its turn until it is committed")
    }

    /// Makes it durable: when this returns, a power cut cannot undo it.
    pub(super) async fn commit(mut self) -> sqlx::Result<()> {
        let mut fate = self.turn().group.get_or_insert_with(|| watch::channel(Fate::Open).0).subscribe();
        // Those who queue already come first and join.
        self.turn = None;
        let mut turn = tokio::select! {
            biased;
            fate = fate.wait_for(|fate| *fate != Fate::Open) => return told(fate.map_or(Fate::Lost, |fate| *fate)),
            turn = Arc::clone(&self.writer.turns).lock_owned() => turn,
        };
        let fate = *fate.borrow();
        if fate == Fate::Open { turn.finish().await } else { told(fate) }
    }
}

fn told(fate: Fate) -> sqlx::Result<()> {
    match fate {
        Fate::Durable => Ok(()),
        Fate::Open | Fate::Lost => {
            Err(sqlx::Error::Io(std::io::Error::other("the commit it shared with others failed")))
        }
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        let (Some(mut turn), Ok(runtime)) = (self.turn.take(), tokio::runtime::Handle::try_current()) else { return };
        let place = self.place;
        // It keeps its turn until it is undone.
        runtime.spawn(async move { turn.undo(place).await });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn writer(folder: &tempfile::TempDir) -> (Writer, SqliteConnection) {
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("queue.db"))
            .create_if_missing(true)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
        let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
        sqlx::query("create table sold (id integer primary key)").execute(&mut connection).await.unwrap();
        let reader = sqlx::ConnectOptions::connect(&options).await.unwrap();
        (Writer::new(connection, options, Duration::from_secs(10)), reader)
    }

    async fn insert(piece: &mut Piece, id: i64) -> sqlx::Result<()> {
        sqlx::query("insert into sold values ($1)").bind(id).execute(piece.connection()).await.map(drop)
    }

    async fn sold(connection: &mut SqliteConnection) -> Vec<i64> {
        sqlx::query_scalar("select id from sold order by id").fetch_all(connection).await.unwrap()
    }

    #[tokio::test]
    async fn who_queues_shares_a_commit_and_who_fails_takes_nobody_along() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, mut reader) = writer(&folder).await;
        let mut first = writer.begin().await.unwrap();
        insert(&mut first, 0).await.unwrap();
        // They queue while the first one is at it: every third is given up, every fifth fails at a row of another.
        let others: Vec<_> = (1..=30)
            .map(|id| {
                let writer = writer.clone();
                tokio::spawn(async move {
                    let mut piece = writer.begin().await?;
                    insert(&mut piece, id).await?;
                    if id % 5 == 0 {
                        insert(&mut piece, 0).await?;
                    }
                    if id % 3 == 0 { Ok(()) } else { piece.commit().await }
                })
            })
            .collect();
        tokio::task::yield_now().await;
        let commits = async {
            first.commit().await.unwrap();
            for (id, other) in (1..).zip(others) {
                assert_eq!(other.await.unwrap().is_ok(), id % 5 != 0, "{id}");
            }
        };
        commits.await;
        let kept: Vec<i64> = (0..=30).filter(|id| *id == 0 || (id % 3 != 0 && id % 5 != 0)).collect();
        assert_eq!(sold(&mut reader).await, kept);
    }

    #[tokio::test]
    async fn nobody_is_told_before_the_commit_and_nobody_else_sees_it_before() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, mut reader) = writer(&folder).await;
        let mut first = writer.begin().await.unwrap();
        insert(&mut first, 1).await.unwrap();
        let queue = writer.clone();
        let second = tokio::spawn(async move { queue.begin().await.unwrap() });
        tokio::task::yield_now().await;
        let first = tokio::spawn(first.commit());
        let mut second = second.await.unwrap();
        // The first is done and the second at it: both are still to be committed.
        assert_eq!(sold(second.connection()).await, [1], "the second sees the first one's work");
        insert(&mut second, 2).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(!first.is_finished(), "told too early");
        assert_eq!(sold(&mut reader).await, [0; 0], "seen too early");
        // Given up, it leaves the first one's work to be committed.
        drop(second);
        first.await.unwrap().unwrap();
        assert_eq!(sold(&mut reader).await, [1]);
    }

    #[tokio::test]
    async fn a_commit_that_fails_fails_for_all_who_shared_it() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, mut reader) = writer(&folder).await;
        let mut first = writer.begin().await.unwrap();
        insert(&mut first, 1).await.unwrap();
        let [second, third] =
            [writer.clone(), writer.clone()].map(|queue| tokio::spawn(async move { queue.begin().await.unwrap() }));
        tokio::task::yield_now().await;
        let first = tokio::spawn(first.commit());
        let mut second = second.await.unwrap();
        // What SQLite does by itself when the disk is full.
        sqlx::query("rollback").execute(second.connection()).await.unwrap();
        let second = tokio::spawn(second.commit());
        let mut third = third.await.unwrap();
        insert(&mut third, 2).await.unwrap();
        assert!(third.commit().await.is_err());
        assert!(second.await.unwrap().is_err());
        assert!(first.await.unwrap().is_err());
        assert_eq!(sold(&mut reader).await, [0; 0]);
        let mut next = writer.begin().await.unwrap();
        insert(&mut next, 3).await.unwrap();
        next.commit().await.unwrap();
        assert_eq!(sold(&mut reader).await, [3], "and the queue goes on");
    }

    #[tokio::test]
    async fn a_closed_queue_refuses() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, _) = writer(&folder).await;
        writer.close().await.unwrap();
        assert!(matches!(writer.begin().await, Err(sqlx::Error::PoolClosed)));
    }
}
