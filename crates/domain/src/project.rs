//! Projects: what several tasks lead to.
//!
//! A project is a container: who holds a right on it holds the same right on its tasks and their
//! comments.

mod membership;

use jiff::{Timestamp, civil::Date};

pub use membership::{Member, Membership, Role};

use crate::{
    Patch, ProjectId, UserId,
    calendar::{SortOrder, default_color},
    settings::Color,
    stored::Identified,
    text::text,
};

text! {
    /// What a project is called, 1 to 200 characters on one line.
    Name, "name", max 200, multiline false
}
text! {
    /// What a project is for, at most 10,000 characters.
    Description, "description", max 10_000, multiline true
}

/// The status of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// Not begun.
    Planned,
    /// Being worked on.
    #[default]
    Active,
    /// Waiting.
    OnHold,
    /// Reached.
    Completed,
    /// Given up.
    Cancelled,
}

impl Status {
    /// All of them, in the order of their ranks.
    pub const ALL: [Self; 5] =
        [Self::Planned, Self::Active, Self::OnHold, Self::Completed, Self::Cancelled];

    /// Returns the rank as stored: 0 for planned to 4 for cancelled.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Planned => 0,
            Self::Active => 1,
            Self::OnHold => 2,
            Self::Completed => 3,
            Self::Cancelled => 4,
        }
    }

    /// Reads a stored rank; `None` for any other number.
    #[must_use]
    pub fn from_rank(rank: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.rank() == rank)
    }
}

/// A project, as one of its members sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// What it is called.
    pub name: Name,
    /// What it is for.
    pub description: Option<Description>,
    /// How far it has come.
    pub status: Status,
    /// The colour it is shown in.
    pub color: Color,
    /// The day on which it is due.
    pub due: Option<Date>,
    /// Whether this member has put it away: what is due of it isn't shown to them.
    pub is_archived: bool,
    /// Where it stands among this member's.
    pub sort_order: SortOrder,
    /// Who is in it.
    pub membership: Membership,
}

impl Identified for Project {
    type Id = ProjectId;
}

impl Project {
    /// Begins a project of which only the name is known, and whose it is.
    #[must_use]
    pub fn named(name: Name, owner: UserId) -> Self {
        Self {
            name,
            description: None,
            status: Status::default(),
            color: default_color(),
            due: None,
            is_archived: false,
            sort_order: SortOrder::default(),
            membership: Membership::sole_owner(owner),
        }
    }

    /// Tells whether two members see the same of it, apart from what is each one's own.
    #[must_use]
    pub fn is_same_for_everybody(&self, other: &Self) -> bool {
        let Self { is_archived, sort_order, membership, .. } = *self;
        Self { is_archived, sort_order, membership, ..other.clone() } == *self
    }
}

/// A change of a project; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectPatch {
    /// A new name, which can't be cleared.
    pub name: Option<Name>,
    /// A new or cleared description.
    pub description: Patch<Description>,
    /// A new status.
    pub status: Option<Status>,
    /// A new colour.
    pub color: Option<Color>,
    /// A new or cleared day.
    pub due: Patch<Date>,
    /// Whether it is put away.
    pub is_archived: Option<bool>,
    /// A new place.
    pub sort_order: Option<SortOrder>,
}

impl ProjectPatch {
    /// Tells whether it changes what is each member's own, and nothing else: where the project stands
    /// among theirs, and whether they have put it away.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        let own =
            Self { is_archived: self.is_archived, sort_order: self.sort_order, ..Self::default() };
        *self != Self::default() && *self == own
    }

    /// Applies the change.
    pub fn apply(self, project: &mut Project) {
        project.description = self.description.apply(project.description.take());
        project.due = self.due.apply(project.due);
        if let Some(name) = self.name {
            project.name = name;
        }
        if let Some(status) = self.status {
            project.status = status;
        }
        if let Some(color) = self.color {
            project.color = color;
        }
        if let Some(is_archived) = self.is_archived {
            project.is_archived = is_archived;
        }
        if let Some(sort_order) = self.sort_order {
            project.sort_order = sort_order;
        }
    }
}

/// Which projects a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectFilter {
    /// Only those that have come this far.
    pub status: Option<Status>,
    /// Only those that are put away, or only the others.
    pub is_archived: Option<bool>,
    /// Only those whose name or description contains this, whatever its case.
    pub search: Option<String>,
}

/// What the numbers of a project are counted against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatsAt {
    /// Today, by the clock of who asks.
    pub today: Date,
    /// The last day of what is due soon.
    pub soon: Date,
    /// From when on what was completed counts as recent.
    pub recently: Timestamp,
}

/// A project in numbers, all of its tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProjectStats {
    /// How many tasks there are of each status, in the order of `task::Status::ALL`.
    pub by_status: [u64; 5],
    /// Open ones that are past their due date.
    pub overdue: u64,
    /// Open ones that are due from today on and soon.
    pub due_soon: u64,
    /// Open ones with an open dependency.
    pub blocked: u64,
    /// Open ones that nobody is assigned to.
    pub unassigned: u64,
    /// Completions of late, those of tasks that recur among them.
    pub completed_recently: u64,
}

#[cfg(test)]
mod tests {
    use super::{Membership, Name, Project, ProjectPatch, Role, Status};
    use crate::{UserId, calendar::SortOrder};

    #[test]
    fn a_stored_status_reads_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_rank(status.rank()), Some(status));
        }
        for none in [i16::MIN, -1, 5, i16::MAX] {
            assert_eq!(Status::from_rank(none), None, "{none}");
        }
    }

    #[test]
    fn where_it_stands_and_whether_it_is_put_away_is_each_members_business() {
        let keep = ProjectPatch::default;
        assert!(!keep().is_personal());
        let archived = || ProjectPatch { is_archived: Some(false), ..keep() };
        assert!(archived().is_personal());
        let place = ProjectPatch { sort_order: Some(SortOrder::default()), ..keep() };
        assert!(place.is_personal());
        let mixed = ProjectPatch { status: Some(Status::Completed), ..archived() };
        assert!(!mixed.is_personal());
        let mine = Project::named(Name::parse("Garden").unwrap(), UserId(1));
        let theirs = Project {
            is_archived: true,
            membership: Membership { role: Role::Viewer, ..mine.membership },
            ..mine.clone()
        };
        assert!(mine.is_same_for_everybody(&theirs) && theirs.is_same_for_everybody(&mine));
        let other = Project { status: Status::OnHold, ..mine.clone() };
        assert!(!mine.is_same_for_everybody(&other));
    }

    #[test]
    fn an_empty_change_changes_nothing() {
        let project = Project::named(Name::parse("Garden").unwrap(), UserId(1));
        let mut changed = project.clone();
        ProjectPatch::default().apply(&mut changed);
        assert_eq!(changed, project);
    }
}
