//! The house: which crate may use which, and why. `docs/architecture.md` shows the same table.

/// What a crate may use.
pub(super) struct Row {
    /// The package.
    pub(super) name: &'static str,
    /// The packages of the workspace that it may use.
    pub(super) may_use: &'static [&'static str],
    /// What the row keeps true, shown with a violation.
    pub(super) because: &'static str,
}

/// Every crate of the workspace has a row.
pub(super) const HOUSE: &[Row] = &[
    Row {
        name: "umbra-domain",
        may_use: &[],
        because: "the domain knows nothing but itself, so that its rules can be read and tested alone",
    },
    Row {
        name: "umbra-auth",
        may_use: &["umbra-domain"],
        because: "the security core has neither HTTP nor SQL, so that it can be audited alone",
    },
    Row {
        name: "umbra-migration",
        may_use: &[],
        because: "an old migration must not change when today's types do",
    },
    Row {
        name: "umbra-store",
        may_use: &["umbra-domain", "umbra-migration"],
        because: "rows become domain types here; whoever opens a database brings it up to date",
    },
    Row {
        name: "umbra-outbound",
        may_use: &["umbra-domain"],
        because: "calls to other servers stand behind the domain's traits",
    },
    Row {
        name: "umbra-app",
        may_use: &["umbra-store", "umbra-auth", "umbra-domain"],
        because: "a use case serves requests and jobs alike and knows neither",
    },
    Row {
        name: "umbra-jobs",
        may_use: &["umbra-app", "umbra-domain"],
        because: "a job is a use case that is due; it reaches the database through `app`",
    },
    Row {
        name: "umbra-web",
        may_use: &[],
        because: "the web client knows the public API and nothing else of Umbra",
    },
    Row {
        name: "umbra-api",
        may_use: &["umbra-app", "umbra-auth", "umbra-domain", "umbra-web"],
        because: "a handler calls one use case; it has no way round it to the database",
    },
    Row {
        name: "umbra-server",
        may_use: &[
            "umbra-api",
            "umbra-jobs",
            "umbra-app",
            "umbra-outbound",
            "umbra-store",
            "umbra-migration",
            "umbra-auth",
            "umbra-domain",
        ],
        because: "the binary wires everything together and nothing uses it but tests",
    },
    Row {
        name: "umbra-testkit",
        may_use: &[
            "umbra-server",
            "umbra-api",
            "umbra-jobs",
            "umbra-app",
            "umbra-outbound",
            "umbra-store",
            "umbra-migration",
            "umbra-auth",
            "umbra-domain",
            "umbra-soft-authenticator",
            "umbra-testkit-macros",
            "umbra-testkit-postgres",
        ],
        because: "tests run what production runs; production never runs the testkit",
    },
    Row {
        name: "umbra-soft-authenticator",
        may_use: &[],
        because: "it checks our passkeys from outside, so it shares no code with them",
    },
    Row {
        name: "umbra-testkit-macros",
        may_use: &[],
        because: "a macro makes text; what the text names is its user's",
    },
    Row {
        name: "umbra-testkit-postgres",
        may_use: &[],
        because: "xtask uses it and has to compile in seconds",
    },
    Row {
        name: "umbra-bench",
        may_use: &[
            "umbra-server",
            "umbra-api",
            "umbra-app",
            "umbra-store",
            "umbra-auth",
            "umbra-domain",
            "umbra-soft-authenticator",
            "umbra-testkit-postgres",
        ],
        because: "benchmarks measure the binary from outside and its parts from inside",
    },
    Row {
        name: "xtask",
        may_use: &["umbra-testkit-postgres"],
        because: "xtask has to compile in seconds",
    },
];

/// Crates that every crate may use in its tests, beside everything below it.
pub(super) const FOR_TESTS: &[&str] =
    &["umbra-testkit", "umbra-testkit-postgres", "umbra-soft-authenticator"];

/// A library that only some crates may use; their tests are free.
pub(super) struct Confined {
    /// The package, or its beginning when it ends with `*`.
    pub(super) library: &'static str,
    /// The packages of the workspace that may use it.
    pub(super) to: &'static [&'static str],
    /// What that keeps true, shown with a violation.
    pub(super) because: &'static str,
}

/// Libraries that would carry a layer's matter into another one.
pub(super) const CONFINED: &[Confined] = &[
    Confined {
        library: "actix-*",
        to: &["umbra-api", "umbra-server", "umbra-testkit", "umbra-bench"],
        because: "HTTP ends at the api",
    },
    Confined {
        library: "sea-orm",
        to: &["umbra-store", "umbra-migration", "umbra-jobs", "umbra-testkit", "umbra-bench"],
        because: "SQL stays in the store; jobs lends its queue the same connections",
    },
    Confined {
        library: "sea-orm-migration",
        to: &["umbra-migration", "umbra-store"],
        because: "the schema changes in one place, and the store applies it",
    },
    Confined {
        library: "apalis*",
        to: &["umbra-jobs"],
        because: "use cases write to the outbox and don't know the queue",
    },
    Confined {
        library: "chrono",
        to: &["umbra-store", "umbra-migration"],
        because: "columns are all that needs it; everywhere else time is jiff's",
    },
    Confined {
        library: "argon2",
        to: &["umbra-auth", "umbra-bench"],
        because: "passwords are hashed on the bounded pool only",
    },
    Confined {
        library: "bcrypt",
        to: &["umbra-auth"],
        because: "passwords are hashed on the bounded pool only",
    },
];
