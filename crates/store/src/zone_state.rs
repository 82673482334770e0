//! Which zone database the stored instants were found by: one row.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};
use umbra_domain::zone::Release;

use crate::{
    Read, StoreError, Tx,
    entity::zone_state::{ActiveModel, Entity, Model},
    instant,
    tx::handle::Handle,
};

/// The kinds of things that are scanned, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanPhase {
    /// Events and what of them was changed.
    Events,
    /// Reminders, which go by events.
    Reminders,
    /// Nothing: everything was.
    Done,
}

/// Which zone database the instants of what lies ahead were found by, and how far everything was
/// looked through for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneState {
    /// The newest release that any process had; `None` before the first one.
    pub release: Option<Release>,
    /// What the clock of each zone shows by it: the zone's name and a text that says so, by name.
    pub clocks: Vec<(String, String)>,
    /// The zones whose clocks show something else since this release.
    pub changed: Vec<String>,
    /// What is being scanned.
    pub phase: ScanPhase,
    /// Up to which id.
    pub done: i64,
    /// How often everything was looked through to the end.
    pub looks: u8,
    /// When that was last, or when a process with an older zone database was last seen.
    pub looked_at: Option<Timestamp>,
}

/// Reads the newest release that any process had.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read) -> Result<ZoneState, StoreError> {
    read(Entity::find_by_id(1).one(db.db()).await?)
}

/// Reads the row and locks it until the transaction ends. This lock comes before all others.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(tx: &Tx) -> Result<ZoneState, StoreError> {
    read(Entity::find_by_id(1).lock_exclusive().one(tx.db()).await?)
}

/// Writes the row.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn write(tx: &Tx, state: &ZoneState) -> Result<(), StoreError> {
    let clocks = state.clocks.iter().map(|(name, text)| format!("{name} {text}"));
    let row = ActiveModel {
        id: Set(1),
        release: Set(state.release.as_ref().map(|release| release.as_str().to_owned())),
        clocks: Set(clocks.collect::<Vec<_>>().join("\n")),
        changed: Set(state.changed.join("\n")),
        stage: Set(match state.phase {
            ScanPhase::Events => 0,
            ScanPhase::Reminders => 1,
            ScanPhase::Done => 2,
        }),
        done: Set(state.done),
        looks: Set(state.looks.into()),
        looked_at: Set(state.looked_at.map(instant::to_column)),
    };
    Entity::update(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

fn read(row: Option<Model>) -> Result<ZoneState, StoreError> {
    const BAD: StoreError = StoreError::Corrupt("zone state");
    let row = row.ok_or(BAD)?;
    let clock = |line: &str| {
        let (name, text) = line.split_once(' ').ok_or(BAD)?;
        Ok((name.to_owned(), text.to_owned()))
    };
    Ok(ZoneState {
        release: row.release.map(Release::from_stored),
        clocks: row.clocks.lines().map(clock).collect::<Result<_, StoreError>>()?,
        changed: row.changed.lines().map(str::to_owned).collect(),
        phase: match row.stage {
            0 => ScanPhase::Events,
            1 => ScanPhase::Reminders,
            2 => ScanPhase::Done,
            _ => return Err(BAD),
        },
        done: row.done,
        looks: row.looks.try_into().map_err(|_| BAD)?,
        looked_at: instant::from_nullable(row.looked_at)?,
    })
}
