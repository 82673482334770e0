//! Occurrences that were changed, whose rows have no number of their own.

use sea_orm::{ConnectionTrait, FromQueryResult};
use umbra_domain::text::searchable;

use super::BATCH;
use crate::{StoreError, sql};

#[derive(FromQueryResult)]
struct Row {
    event_id: i64,
    recurrence_id: String,
    title: Option<String>,
    description: Option<String>,
    location_text: Option<String>,
    search_text: String,
}

impl Row {
    /// Puts together what it changes of the texts; an empty one clears that of the series.
    fn searched(&self) -> String {
        let texts = [&self.title, &self.description, &self.location_text];
        searchable(texts.map(|text| text.as_deref().filter(|text| !text.is_empty())))
    }
}

/// Derives what a search looks in, and writes what differs.
pub(super) async fn refresh(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let text = format!(
        "SELECT event_id, recurrence_id, title, description, location_text, search_text \
         FROM event_overrides WHERE (event_id, recurrence_id) > ($1, $2) \
         ORDER BY event_id, recurrence_id LIMIT {BATCH}"
    );
    let write = "UPDATE event_overrides SET search_text = $3 \
                 WHERE event_id = $1 AND recurrence_id = $2";
    let mut after = (0, String::new());
    loop {
        let values = [after.0.into(), after.1.clone().into()];
        let statement = sql::statement(db, text.clone(), values);
        let found = Row::find_by_statement(statement).all(db).await?;
        let read = found.len();
        for row in found {
            let fresh = row.searched();
            after = (row.event_id, row.recurrence_id);
            if fresh != row.search_text {
                let values = [after.0.into(), after.1.clone().into(), fresh.into()];
                sql::execute(db, write, values).await?;
            }
        }
        if read < BATCH {
            return Ok(());
        }
    }
}
