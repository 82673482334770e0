//! Failures of the job queue.

use crate::database::execute;
use crate::umbra::Umbra;

/// Lets every change of this kind to the queue's jobs fail.
pub fn refuse(umbra: &Umbra, change: &str) {
    let sql = if umbra.postgres_url().is_some() {
        format!(
            "CREATE FUNCTION refuse_{change}() RETURNS trigger LANGUAGE plpgsql \
             AS $$ BEGIN RAISE 'a failure that the test expects'; END $$; \
             CREATE TRIGGER refuse_{change} BEFORE {change} ON apalis.jobs \
             FOR EACH ROW EXECUTE FUNCTION refuse_{change}()"
        )
    } else {
        format!(
            "CREATE TRIGGER refuse_{change} BEFORE {change} ON Jobs \
             BEGIN SELECT RAISE(ABORT, 'a failure that the test expects'); END"
        )
    };
    execute(umbra, &sql);
}

/// Lets it succeed again.
pub fn allow(umbra: &Umbra, change: &str) {
    let sql = if umbra.postgres_url().is_some() {
        format!("DROP TRIGGER refuse_{change} ON apalis.jobs; DROP FUNCTION refuse_{change}")
    } else {
        format!("DROP TRIGGER refuse_{change}")
    };
    execute(umbra, &sql);
}
