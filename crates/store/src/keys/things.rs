//! Things that are searched or sorted by their text.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr, Value};
use umbra_domain::{
    event::place_label,
    text::{composed, fold, searchable, sort_key},
};

use super::{BATCH, write};
use crate::{StoreError, sql};

/// What is derived from the texts of a table. It is read column by column, so a row that can't be
/// read as a thing keeps nobody from migrating.
pub(super) struct Keyed {
    table: &'static str,
    /// The column that is sorted by, and that with its key.
    sorted: Option<(&'static str, &'static str)>,
    /// The columns whose texts are in `search_text`, in that order.
    searched: &'static [&'static str],
    /// The column that is compared as a whole, and so is composed itself.
    composed: Option<&'static str>,
    /// Whether `label` and `label_text` are what a place is described by.
    labelled: bool,
}

const NAME: Option<(&str, &str)> = Some(("name", "name_key"));

/// All of them, as `Table::to_row` writes them.
pub(super) const ALL: &[Keyed] = &[
    Keyed {
        table: "todos",
        sorted: Some(("title", "title_key")),
        searched: &["title", "description", "category"],
        composed: Some("category"),
        labelled: false,
    },
    Keyed { table: "calendars", sorted: NAME, searched: &[], composed: None, labelled: false },
    Keyed {
        table: "events",
        sorted: None,
        searched: &["title", "description", "location_text"],
        composed: None,
        labelled: false,
    },
    Keyed {
        table: "reminders",
        sorted: None,
        searched: &["title", "description"],
        composed: None,
        labelled: false,
    },
    Keyed {
        table: "event_templates",
        sorted: NAME,
        searched: &[],
        composed: None,
        labelled: false,
    },
    Keyed {
        table: "locations",
        sorted: NAME,
        searched: &["name", "address", "category", "notes"],
        composed: Some("category"),
        labelled: true,
    },
    Keyed {
        table: "projects",
        sorted: NAME,
        searched: &["name", "description"],
        composed: None,
        labelled: false,
    },
    Keyed {
        table: "tasks",
        sorted: None,
        searched: &["title", "description"],
        composed: None,
        labelled: false,
    },
];

impl Keyed {
    /// Derives the keys of all rows, and writes those that differ.
    pub(super) async fn refresh(&self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        let derived = self.derived();
        let sources = self.sorted.iter().map(|(source, _)| *source);
        let columns: BTreeSet<_> =
            derived.iter().copied().chain(sources).chain(self.searched.iter().copied()).collect();
        let text = format!(
            "SELECT id, {} FROM {} WHERE id > $1 ORDER BY id LIMIT {BATCH}",
            columns.into_iter().collect::<Vec<_>>().join(", "),
            self.table,
        );
        let mut after = 0;
        loop {
            let statement = sql::statement(db, text.clone(), [after.into()]);
            let found = db.query_all_raw(statement).await?;
            let mut changed = Vec::new();
            for row in &found {
                after = row.try_get("", "id")?;
                let read = |column: &str| row.try_get::<Option<String>>("", column);
                let fresh = self.derive(&read)?;
                let stored = derived.iter().map(|column| read(column));
                if stored.collect::<Result<Vec<_>, _>>()? != fresh {
                    changed.push((after, fresh.into_iter().map(Value::from).collect()));
                }
            }
            write(db, self.table, &derived, changed).await?;
            if found.len() < BATCH {
                return Ok(());
            }
        }
    }

    /// Lists the columns that are derived.
    fn derived(&self) -> Vec<&'static str> {
        let key = self.sorted.map(|(_, key)| key);
        let search_text = (!self.searched.is_empty()).then_some("search_text");
        let labels: &[&str] = if self.labelled { &["label", "label_text"] } else { &[] };
        key.into_iter()
            .chain(search_text)
            .chain(self.composed)
            .chain(labels.iter().copied())
            .collect()
    }

    /// Derives them from the texts of a row, in the same order.
    fn derive(
        &self,
        read: &impl Fn(&str) -> Result<Option<String>, DbErr>,
    ) -> Result<Vec<Option<String>>, DbErr> {
        let mut fresh = Vec::new();
        if let Some((source, _)) = self.sorted {
            fresh.push(Some(sort_key(&read(source)?.unwrap_or_default())));
        }
        if !self.searched.is_empty() {
            let texts = self.searched.iter().map(|column| read(column));
            let texts = texts.collect::<Result<Vec<_>, _>>()?;
            fresh.push(Some(searchable(texts.iter().map(Option::as_deref))));
        }
        if let Some(column) = self.composed {
            fresh.push(read(column)?.map(|text| composed(&text).into_owned()));
        }
        if self.labelled {
            let (name, address) = (read("name")?.unwrap_or_default(), read("address")?);
            let label = place_label(&name, address.as_deref());
            let folded = fold(&label);
            fresh.extend([Some(label), Some(folded)]);
        }
        Ok(fresh)
    }
}
