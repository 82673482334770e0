//! What is asked for.

/// A load; in this order they are measured, for creating makes more rows and signing in ends one's oldest sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Load {
    Health,
    Status,
    Todos,
    Grown,
    Month,
    Dashboard,
    Create,
    SignIn,
}

impl Load {
    /// All of them, in order.
    pub(super) const ALL: [Self; 8] = [
        Self::Health,
        Self::Status,
        Self::Todos,
        Self::Grown,
        Self::Month,
        Self::Dashboard,
        Self::Create,
        Self::SignIn,
    ];

    /// Names it for a person.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Status => "status (who am I)",
            Self::Todos => "list of 50 todos",
            Self::Grown => "the same of 100,000",
            Self::Month => "month of events",
            Self::Dashboard => "dashboard",
            Self::Create => "create a todo",
            Self::SignIn => "sign-in",
        }
    }
}

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    UmbraPostgres,
    BaselinePostgres,
    Pgbench,
    Node,
    FastApi,
    FastApiLean,
    UmbraSqlite,
    BaselineSqlite,
    PocketBase,
}

impl Who {
    /// Names it for a person.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::UmbraPostgres => "Umbra, PostgreSQL",
            Self::BaselinePostgres => "baseline, PostgreSQL",
            Self::Pgbench => "same SQL by pgbench",
            Self::Node => "Node",
            Self::FastApi => "FastAPI, ORM",
            Self::FastApiLean => "FastAPI, lean",
            Self::UmbraSqlite => "Umbra, SQLite",
            Self::BaselineSqlite => "baseline, SQLite",
            Self::PocketBase => "PocketBase",
        }
    }
}
