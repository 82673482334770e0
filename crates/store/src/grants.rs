//! What the database's user has to be allowed before tables can be made.
//!
//! Found out by asking, not by trying: "permission denied" doesn't say what to do, and PostgreSQL
//! demands the right to make a schema or an extension even of those who would find it there.

use sea_orm::FromQueryResult;

use crate::{Store, StoreError, sql};

/// What the migrations of the queue find or make, beside those of the store.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// A schema beside the one that the connection's search path begins with.
    pub schema: &'static str,
    /// Extensions of PostgreSQL.
    pub extensions: &'static [&'static str],
}

/// Extensions that the store's own migrations find or make.
const OWN_EXTENSIONS: &[&str] = &["pg_trgm"];

#[derive(FromQueryResult)]
struct Rights {
    /// The user and the database, quoted as identifiers.
    role: String,
    database: String,
    /// Whether the user may make schemas and trusted extensions.
    may_create: bool,
    is_superuser: bool,
    /// The schema that tables are made in, and whether the user may.
    home: String,
    home_is_open: bool,
    /// Whether the user may use the other schema; `None` where there is none.
    other_is_open: Option<bool>,
}

#[derive(FromQueryResult)]
struct Extension {
    is_there: bool,
    /// Whether who may make schemas may make it, too; `None` when it isn't installed.
    is_trusted: Option<bool>,
}

const RIGHTS: &str = "SELECT quote_ident(current_user::text) AS role, \
    quote_ident(current_database()::text) AS database, \
    has_database_privilege(current_database(), 'CREATE') AS may_create, \
    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser, \
    quote_ident(COALESCE(current_schema(), 'public')::text) AS home, \
    COALESCE((SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE') \
    FROM pg_namespace WHERE nspname = COALESCE(current_schema(), 'public')), FALSE) \
    AS home_is_open, \
    (SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE') \
    FROM pg_namespace WHERE nspname = $1) AS other_is_open";

const EXTENSION: &str = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = $1) \
    AS is_there, (SELECT bool_or(trusted) FROM pg_available_extension_versions WHERE name = $1) \
    AS is_trusted";

impl Store {
    /// Lists the statements that an administrator of PostgreSQL has to run before migrations can
    /// make, or find, what they need; none when all is well, and none on SQLite.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn missing_grants(&self, needs: Needs) -> Result<Vec<String>, StoreError> {
        if !self.is_postgres() {
            return Ok(Vec::new());
        }
        let db = &self.writer.0;
        let rights: Option<Rights> = sql::one(db, RIGHTS, [needs.schema.into()]).await?;
        let rights = rights.ok_or(StoreError::Corrupt("right"))?;
        let (role, database) = (&rights.role, &rights.database);
        let mut statements = Vec::new();
        if !rights.home_is_open {
            let home = &rights.home;
            statements.push(format!("GRANT USAGE, CREATE ON SCHEMA {home} TO {role};"));
        }
        let mut must_create = rights.other_is_open.is_none();
        if rights.other_is_open == Some(false) {
            let schema = needs.schema;
            statements.push(format!("GRANT USAGE, CREATE ON SCHEMA {schema} TO {role};"));
        }
        for extension in OWN_EXTENSIONS.iter().chain(needs.extensions) {
            let found: Option<Extension> = sql::one(db, EXTENSION, [(*extension).into()]).await?;
            match found {
                Some(Extension { is_there: true, .. }) => {}
                Some(Extension { is_trusted: Some(trusted), .. }) => {
                    must_create |= trusted;
                    if !trusted && !rights.is_superuser {
                        statements.push(format!("CREATE EXTENSION {extension};"));
                    }
                }
                _ => statements.push(format!(
                    "-- {extension} is missing: install PostgreSQL's contrib package on its server"
                )),
            }
        }
        if must_create && !rights.may_create {
            statements.push(format!("GRANT CREATE ON DATABASE {database} TO {role};"));
        }
        Ok(statements)
    }
}
