//! How things are stored: what each says of its table, and of its rows.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    PrimaryKeyTrait, Select,
};
use umbra_domain::{
    CalendarId, ProjectId, UserId,
    stored::{Identified, Stored},
};

use crate::{Granted, MayChange, Read, StoreError, instant};

/// On what the rights on the rows of a table are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// On a person's own things, which nobody else sees.
    Person,
    /// On the calendar that the row is.
    CalendarItself,
    /// On the calendar that the row is in.
    Calendar,
    /// On the project that the row is.
    ProjectItself,
    /// On the project that the row is in.
    Project,
}

/// The columns by which a row may be private: it is for its container's owner and for who made it then,
/// and to everybody else as if it weren't there.
#[derive(Debug)]
pub struct Private<Column> {
    /// Holds the rank of a `Visibility`.
    pub visibility: Column,
    /// Names who made the row.
    pub made_by: Column,
}

/// The columns that every table of things has.
#[derive(Debug)]
pub struct Columns<Column: 'static> {
    /// The key.
    pub id: Column,
    /// Grows with every change.
    pub version: Column,
    /// When the row was made.
    pub created_at: Column,
    /// When it last changed.
    pub updated_at: Column,
    /// Names what a new row is put into: a person, a calendar, or a project.
    pub place: Column,
    /// On what the rights on a row are held.
    pub container: Container,
    /// Text that is only searched or sorted by, and so is not read back.
    pub write_only: &'static [Column],
}

/// How a thing is stored. Private to this crate, for its columns are.
pub trait Table: Identified<Id: Send + Sync> + Clone + PartialEq + Send + Sync + 'static {
    /// The table.
    type Entity: EntityTrait<
            Model: IntoActiveModel<Self::NewRow> + Send + Sync,
            PrimaryKey: PrimaryKeyTrait<ValueType = i64>,
            ActiveModel = Self::NewRow,
        >;
    /// A row of it, with what [`Table::with_more`] adds.
    type Row: FromQueryResult + Send + Sync;
    /// A row to write.
    type NewRow: ActiveModelTrait<Entity = Self::Entity> + ActiveModelBehavior + Send;
    /// Proves that the caller may put a thing there.
    type Place: Place;

    /// The columns that every thing has.
    const COLUMNS: Columns<<Self::Entity as EntityTrait>::Column>;

    /// What says that a row is only for some of those who hold a right on its container.
    const PRIVATE: Option<Private<<Self::Entity as EntityTrait>::Column>> = None;

    /// Whether people may be invited to a row, which is the one right on a single thing. So far these
    /// are events.
    const INVITES: bool = false;

    /// Reads rows, and what of other tables belongs to them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, [`StoreError::Corrupt`] for a row that can't be
    /// read.
    fn read(
        db: &impl Read,
        rows: Vec<Self::Row>,
    ) -> impl Future<Output = Result<Vec<Stored<Self>>, StoreError>>;

    /// Fills every column but those of [`Columns`].
    fn to_row(&self) -> Self::NewRow;

    /// Adds to a selection what belongs to a row and isn't in its columns.
    fn with_more(select: Select<Self::Entity>) -> Select<Self::Entity> {
        select
    }
}

/// A container into which somebody may put things.
pub trait Place {
    /// The container's number.
    fn number(&self) -> i64;
}

/// Everybody may have things of their own.
impl Place for UserId {
    fn number(&self) -> i64 {
        self.0
    }
}

impl<R: MayChange> Place for Granted<CalendarId, R> {
    fn number(&self) -> i64 {
        self.row().0
    }
}

impl<R: MayChange> Place for Granted<ProjectId, R> {
    fn number(&self) -> i64 {
        self.row().0
    }
}

/// Puts together what was read of a row.
pub(crate) fn stored<T: Identified>(
    id: T::Id,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    body: T,
) -> Result<Stored<T>, StoreError> {
    let created_at = instant::from_column(created_at)?;
    let updated_at = instant::from_column(updated_at)?;
    Ok(Stored { id, version, created_at, updated_at, body })
}
