//! What a search for people finds: by going through the beginning of the list where that fills a page,
//! and by the index of triples of characters where it doesn't.
//!
//! Neither way is good at everything. Whoever looks for `gmail` among 100,000 people would have to
//! read and sort most of them to see the first hundred, which the list in its order shows at once;
//! and going through the list for the one `Zwettler` in it reads all. So one statement has both ways.
//! The [first people](SCANNED) are gone through, which is all there is to do for most lists. If they
//! don't fill the page and there are more, a count by the index, which stops at [`FEW`], decides whether the
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
const SCANNED: u64 = 1_000;

/// Up to how many people of the whole server the index is asked for.
const FEW: u64 = 3_000;

/// How long a text has to be for the index.
const TRIPLE: usize = 3;

/// The most triples of a search that the index is asked for; what it finds is compared anyway.
const TRIPLES: usize = 24;

/// Selects the ids of the first `most` people of `base` whom a search finds, in the order of `key`.
/// `base` selects the id and the key of all people in question.
pub(super) fn found(
    db: &impl ConnectionTrait,
    search: &Search,
    base: impl Fn() -> Select<Entity>,
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
    let Some(indexed) = by_index(db.get_database_backend(), search) else {
        return ids(base().filter(condition(search)).into_query());
    };
    let mut scanned = base().into_query();
    scanned.expr_as(Expr::from(condition(search)), Way::IsHit);
    let mut near = Query::select();
    near.columns([Column::Id, key]).from(Way::Scanned).and_where(Expr::col(Way::IsHit));
    let with = WithClause::new()
        .cte(once(Way::Scanned, first(scanned, SCANNED)))
        .cte(once(Way::Near, first(near, most)))
        .cte(once(Way::Indexed, indexed))
        .to_owned();

    let is_enough = || count(Way::Near).gte(most).or(count(Way::Scanned).lt(SCANNED));
    let rest = |limits: Expr| {
        let select = base().filter(condition(search)).filter(is_enough().not()).filter(limits);
        first(select.into_query(), most)
    };
    let indexed = Query::select().column(Column::Id).from(Way::Indexed).to_owned();
    let few =
        Expr::col((Entity, Column::Id)).in_subquery(indexed).and(count(Way::Indexed).lte(FEW));
    let of = |way: SelectStatement| {
        let mut outer = Query::select();
        outer.columns([Column::Id, key]).from_subquery(way, Alias::new("way")).to_owned()
    };
    let many = count(Way::Indexed).gt(FEW);
    let mut ways = Query::select();
    ways.columns([Column::Id, key]).from(Way::Near).and_where(is_enough());
    ways.union(UnionType::All, of(rest(few))).union(UnionType::All, of(rest(many)));
    ids(ways).with_cte(with).to_owned()
}

/// The steps of a search.
#[derive(Clone, Copy, DeriveIden)]
enum Way {
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
fn once(way: Way, select: SelectStatement) -> CommonTableExpression {
    CommonTableExpression::new().table_name(way).query(select).materialized(true).to_owned()
}

/// Counts what a step found.
fn count(way: Way) -> Expr {
    let count = Query::select().expr(Expr::col(Asterisk).count()).from(way).to_owned();
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
    Some(select.limit(FEW + 1).to_owned())
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
