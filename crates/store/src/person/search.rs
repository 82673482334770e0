//! What a search for people finds: by going through the beginning of the list where that fills a page,
//! and by the index of triples of characters where it doesn't.
//!
//! Neither way is good at everything. Whoever looks for `gmail` among 100,000 people would have to
//! read and sort most of them to see the first hundred, which the list in its order shows at once;
//! and going through the list for the one `Zwettler` in it reads all. So one statement has both ways.
//! The [first people](SCANNED) are gone through, which is all there is to do for most lists. If they
//! don't fill the page and there are more, a count by the index, which stops at [`MAX_COUNTED`], decides whether the
//! rest is found by the index or by going on through the list. The databases would have to guess.

use sea_orm::{
    ConnectionTrait, DatabaseBackend, DeriveIden, QueryFilter, QueryTrait, Select,
    sea_query::{
        Alias, Asterisk, CommonTableExpression, Cond, Expr, ExprTrait, LikeExpr, Order, Query,
        SelectStatement, UnionType, WithClause, extension::sqlite::SqliteExpr as _,
    },
};
use umbra_domain::person::Search;

use crate::{
    entity::person::{Column, Entity},
    sql,
};

/// How many people are gone through before the index is asked.
const SCANNED: u64 = 250;

/// Up to how many people of the whole server the index is asked for.
const MAX_COUNTED: u64 = 3_000;

/// How long a text has to be for the index.
const TRIPLE: usize = 3;

/// The most triples of a search that the index is asked for; what it finds is compared anyway.
const TRIPLES: usize = 24;

/// Selects the ids of the first `most` people of `all` whom a search finds, in the order of `key`, only of
/// those on the page and after it where it isn't the first. `all` selects the id and the key.
pub(super) fn found(
    db: &impl ConnectionTrait,
    search: &Search,
    all: impl Fn() -> Select<Entity>,
    beyond: Option<&Expr>,
    key: Column,
    most: u64,
) -> SelectStatement {
    // Each way has its own order and end, so that the databases see that it need go no further.
    let first = |mut select: SelectStatement, most: u64| {
        select.order_by(key, Order::Asc).order_by(Column::Id, Order::Asc).limit(most);
        select
    };
    let ids = |page: SelectStatement| {
        Query::select()
            .column(Column::Id)
            .from_subquery(first(page, most), Alias::new("found"))
            .to_owned()
    };
    let from_page = || match beyond {
        Some(beyond) => all().filter(beyond.clone()),
        None => all(),
    };
    let Some(indexed) = by_index(db.get_database_backend(), search) else {
        return ids(from_page().filter(condition(search)).into_query());
    };
    let mut scanned = from_page().into_query();
    scanned.expr_as(Expr::from(condition(search)), Step::IsHit);
    let mut near = Query::select();
    near.columns([Column::Id, key]).from(Step::Scanned).and_where(Expr::col(Step::IsHit));
    let with = WithClause::new()
        .cte(once(Step::Scanned, first(scanned, SCANNED)))
        .cte(once(Step::Near, first(near, most)))
        .cte(once(Step::Indexed, indexed))
        .to_owned();

    let is_enough = || count(Step::Near).gte(most).or(count(Step::Scanned).lt(SCANNED));
    let are_few = || is_enough().not().and(count(Step::Indexed).lte(MAX_COUNTED));
    let are_many = || is_enough().not().and(count(Step::Indexed).gt(MAX_COUNTED));
    // SQLite looks at such a condition with each row. So the ways that aren't taken get nothing to go
    // through: no ids, and no place to go on from.
    let indexed =
        Query::select().column(Column::Id).from(Step::Indexed).and_where(are_few()).to_owned();
    let few = from_page()
        .filter(Expr::col((Entity, Column::Id)).in_subquery(indexed))
        .filter(condition(search));
    let last = Query::select()
        .expr(Expr::col(key).max())
        .from(Step::Scanned)
        .and_where(are_many())
        .to_owned();
    let scanned = Query::select().column(Column::Id).from(Step::Scanned).to_owned();
    let many = all()
        .filter(Expr::col((Entity, key)).gte(Expr::SubQuery(None, Box::new(last.into()))))
        .filter(Expr::col((Entity, Column::Id)).not_in_subquery(scanned))
        .filter(condition(search));
    let of = |way: Select<Entity>| {
        let way = first(way.into_query(), most);
        let mut outer = Query::select();
        outer.columns([Column::Id, key]).from_subquery(way, Alias::new("way")).to_owned()
    };
    let mut ways = Query::select();
    ways.columns([Column::Id, key]).from(Step::Near).and_where(are_few().not());
    ways.union(UnionType::All, of(few)).union(UnionType::All, of(many));
    ids(ways).with_cte(with).to_owned()
}

/// The steps of a search.
#[derive(Clone, Copy, DeriveIden)]
enum Step {
    /// The first people of the list.
    Scanned,
    /// Whether one of them is found.
    IsHit,
    /// Those of them who are found.
    Near,
    /// Whom the index finds.
    Indexed,
}

/// Names a step, which is taken once however often it is asked.
fn once(step: Step, select: SelectStatement) -> CommonTableExpression {
    CommonTableExpression::new().table_name(step).query(select).materialized(true).to_owned()
}

/// Counts what a step found.
fn count(step: Step) -> Expr {
    let count = Query::select().expr(Expr::col(Asterisk).count()).from(step).to_owned();
    Expr::SubQuery(None, Box::new(count.into()))
}

/// Is true of people whom a search finds.
fn condition(search: &Search) -> Cond {
    any_of(search.alternatives())
}

/// Is true of people in whose text is all of one of these alternatives.
fn any_of<T: AsRef<str>>(alternatives: &[Vec<T>]) -> Cond {
    alternatives.iter().fold(Cond::any(), |any, texts| {
        any.add(texts.iter().fold(Cond::all(), |all, text| all.add(contains(text.as_ref()))))
    })
}

fn contains(text: &str) -> Expr {
    let pattern = LikeExpr::new(sql::contains_pattern(text)).escape('\\');
    Expr::col((Entity, Column::SearchText)).like(pattern)
}

/// Selects the ids of everybody, whosever they are, whom the index finds, but no more than one too
/// many; `None` if it can't help.
fn by_index(backend: DatabaseBackend, search: &Search) -> Option<SelectStatement> {
    // Both indexes know triples of letters and digits; PostgreSQL's knows no others.
    let indexed = |text: &&String| {
        text.split(|c: char| !c.is_alphanumeric()).any(|run| run.chars().count() >= TRIPLE)
    };
    let alternatives: Vec<Vec<&String>> =
        search.alternatives().iter().map(|texts| texts.iter().filter(indexed).collect()).collect();
    if alternatives.is_empty() || alternatives.iter().any(Vec::is_empty) {
        return None;
    }
    let mut select = Query::select();
    if backend == DatabaseBackend::Postgres {
        select.column(Column::Id).from(Entity).cond_where(any_of(&alternatives));
    } else {
        let index = Alias::new("people_trigrams");
        let all = alternatives.iter().map(|texts| format!("({})", triples(texts)));
        let query = all.collect::<Vec<_>>().join(" OR ");
        let rowid = Expr::col(Alias::new("rowid"));
        select.expr_as(rowid, Column::Id).from(index.clone());
        select.and_where(Expr::col(index).matches(query));
    }
    Some(select.limit(MAX_COUNTED + 1).to_owned())
}

/// Writes a query for FTS5 that finds what has all triples of these texts.
fn triples(texts: &[&String]) -> String {
    let mut quoted: Vec<String> = Vec::new();
    for text in texts {
        let letters: Vec<char> = text.chars().collect();
        for triple in letters.windows(TRIPLE) {
            let triple: String = triple.iter().collect();
            let triple = format!("\"{}\"", triple.replace('"', "\"\""));
            if quoted.len() < TRIPLES && !quoted.contains(&triple) {
                quoted.push(triple);
            }
        }
    }
    quoted.join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(raw: &str) -> Option<String> {
        let search = Search::parse(raw).unwrap_or_default();
        let select = by_index(DatabaseBackend::Sqlite, &search)?;
        Some(select.to_string(sea_orm::sea_query::SqliteQueryBuilder))
    }

    #[test]
    fn the_index_is_asked_for_triples() {
        let asked = |query: &str| {
            Some(format!(
                "SELECT \"rowid\" AS \"id\" FROM \"people_trigrams\" \
                 WHERE \"people_trigrams\" MATCH '{query}' LIMIT 3001"
            ))
        };
        assert_eq!(index("Anna"), asked("(\"ann\" AND \"nna\")"));
        assert_eq!(index("al anna"), asked("(\"ann\" AND \"nna\")"));
        assert_eq!(
            index("0664 1"),
            asked("(\"664\" AND \"641\") OR (\"066\" AND \"664\" AND \"64 \" AND \"4 1\")")
        );
        assert_eq!(index("abc\"d"), asked("(\"abc\" AND \"bc\"\"\" AND \"c\"\"d\")"));
        for short in ["an", "%", "a b", "a-b", "\"\"\"", ""] {
            assert_eq!(index(short), None, "{short}");
        }
    }
}
