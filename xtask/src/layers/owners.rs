//! Whose something is and who made it: `store::rights` and `domain::rights` say what follows of that, and who else
//! compares it says why.
//!
//! What is compared is found by words, in statements that are written by hand and in those that are built. A
//! join by an owner counts, too, unless it is to the account itself or its settings: whether one decides anything is
//! for a person to judge, once, in the [list](super::owners_table).

use super::{
    owners_table::{Allowed, IN_APP, IN_STORE},
    source::{Source, code},
};

/// The columns that say whose something is, who made or did it or whom it is about, who is a member, or what they
/// hold.
const COLUMNS: [&str; 13] = [
    "user_id",
    "owner_id",
    "held",
    "created_by",
    "recipient_id",
    "sender_id",
    "lower_id",
    "higher_id",
    "blocked_id",
    "rejected_id",
    "invited_by",
    "actor_id",
    "target_id",
];

/// The same as the entities have them.
const VARIANTS: [&str; 13] = [
    "UserId",
    "OwnerId",
    "Held",
    "CreatedBy",
    "RecipientId",
    "SenderId",
    "LowerId",
    "HigherId",
    "BlockedId",
    "RejectedId",
    "InvitedBy",
    "ActorId",
    "TargetId",
];

/// What stands behind a column that is compared.
const OPERATORS: [&str; 8] = ["=", "<", ">", "!=", "IN ", "IN(", "NOT ", "IS "];

/// What stands before a column that is compared, by whatever.
const CONDITIONS: [&str; 5] = ["WHERE", "AND", "OR", "ON", "NOT"];

/// The comparisons of statements that are built.
const METHODS: [&str; 11] = [
    ".eq(",
    ".ne(",
    ".gt(",
    ".gte(",
    ".lt(",
    ".lte(",
    ".is_in(",
    ".is_not_in(",
    ".in_subquery(",
    ".is_null(",
    ".between(",
];

/// Tells whether a file may compare owners however it likes: the form itself, and the tables' columns.
fn is_form(path: &str) -> bool {
    path == "rights.rs" || path.starts_with("rights/") || path.starts_with("entity/")
}

/// Lists what is in the store and against the list, one sentence each.
pub(super) fn violations_in_store(sources: &[Source]) -> Vec<String> {
    against("store", sources, IN_STORE)
}

/// The same of the app.
pub(super) fn violations_in_app(sources: &[Source]) -> Vec<String> {
    against("app", sources, IN_APP)
}

fn against(of: &str, sources: &[Source], allowed: &[Allowed]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources.iter().filter(|source| !is_form(&source.path)) {
        let found = comparisons(&source.text);
        let (path, entry) = (&source.path, allowed.iter().find(|one| one.path == source.path));
        let expected = entry.map_or(0, |entry| entry.comparisons);
        if found.len() != expected {
            let all = found.iter().map(|(line, text)| format!("\n    {line}: {text}"));
            violations.push(format!(
                "crates/{of}/src/{path} compares owners at {} places, and may at {expected}: take a form of \
                 `store::rights` or a rule of `domain::rights`, or change xtask/src/layers/owners_table.rs and say why{}",
                found.len(),
                all.collect::<String>(),
            ));
        }
    }
    for entry in allowed {
        if !sources.iter().any(|source| source.path == entry.path) {
            violations.push(format!("crates/{of}/src/{} is allowed, and isn't there", entry.path));
        }
        if entry.comparisons == 0 || entry.because.is_empty() || is_form(entry.path) {
            violations.push(format!("crates/{of}/src/{} needs no entry, or a reason", entry.path));
        }
    }
    violations
}

/// Finds the comparisons of a source, each with its line and what stands around it.
fn comparisons(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, text) in statements(source) {
        let mut rest = 0;
        while let Some((start, end)) = next_word(&text, rest) {
            rest = end;
            let word = &text[start..end];
            let (before, after) = (&text[..start], &text[end..]);
            let is_column = COLUMNS.contains(&word)
                && (is_compared(before, after) || is_passed_on(before, after));
            let is_variant = VARIANTS.contains(&word) && is_built(&text[..start], &text[end..]);
            if is_column || is_variant {
                found.push((line, around(&text, start, end)));
            }
        }
    }
    found
}

/// Gives the lines of a source, each with its number. What goes on in the next line is one with it.
fn statements(source: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in code(source) {
        let (text, continues) = match line.strip_suffix('\\') {
            Some(text) => (text, true),
            None => (line, false),
        };
        match all.last_mut() {
            Some((_, last)) if goes_on || line.starts_with('.') => last.push_str(text),
            _ => all.push((number, text.to_owned())),
        }
        goes_on = continues;
    }
    all
}

/// Finds the next word from a place on.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = from + text[from..].find(is_part)?;
    let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
    Some((start, end))
}

/// Tells whether a column is compared that stands between these two, in SQL or in code.
fn is_compared(before: &str, after: &str) -> bool {
    let before = unqualified(before).trim_end();
    // A placeholder's name ends with a brace.
    let after = after.strip_prefix('}').unwrap_or(after).trim_start();
    let before = before.strip_suffix('{').unwrap_or(before).trim_end();
    if finds_account(before) {
        return false;
    }
    let last = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if CONDITIONS.contains(&last) {
        return true;
    }
    let is_assigned = matches!(last, "let" | "mut" | "SET") && !after.starts_with("==")
        || before.ends_with(',') && is_set(before);
    let is_left = OPERATORS.iter().any(|operator| after.starts_with(operator));
    let is_arrow = after.starts_with("=>") || before.ends_with("=>") || before.ends_with("->");
    let is_right = before.ends_with(['=', '<', '>']) && !is_bound(before);
    !is_assigned && !is_arrow && (is_left || is_right)
}

/// Tells whether what stands there gives a value a name.
fn is_bound(before: &str) -> bool {
    let Some(named) = before.strip_suffix('=') else { return false };
    matches!(named.split_whitespace().rev().nth(1), Some("let" | "mut"))
}

/// Tells whether what stands there is a list of columns and their new values.
fn is_set(before: &str) -> bool {
    let mut words = before.rsplit(|c: char| !c.is_ascii_alphanumeric());
    words.find(|word| matches!(*word, "SET" | "SELECT" | "WHERE" | "ON")) == Some("SET")
}

/// Tells whether the name of a column that stands between these two is all of a text, which goes into a statement by
/// a placeholder: one that is given a name, or that `sql::is_one_of` compares.
fn is_passed_on(before: &str, after: &str) -> bool {
    let is_table = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let Some(before) = before.trim_end_matches(is_table).strip_suffix('"') else { return false };
    let is_named = [":", " =", "=>"].iter().any(|sign| before.trim_end().ends_with(sign));
    let arguments = before.rsplit_once("is_one_of(").map(|(_, arguments)| arguments);
    let is_compared = arguments.is_some_and(|before| !before.contains('"'));
    after.starts_with('"') && (is_named || is_compared)
}

/// Tells whether what stands there looks up the row or the settings of an account by its id, for a name or a zone.
fn finds_account(before: &str) -> bool {
    let mut words = before.split_whitespace().rev().peekable();
    if words.peek() == Some(&"=") {
        // What is compared with comes first.
        words.nth(1);
    }
    let (condition, alias, table) = (words.next(), words.next(), words.next());
    matches!(condition, Some("ON" | "WHERE"))
        && alias.is_some()
        && matches!(table, Some("users" | "settings"))
}

/// Leaves out the name of the table before a column, which may be a placeholder's.
fn unqualified(before: &str) -> &str {
    let Some(of) = before.strip_suffix('.') else { return before };
    match of.strip_suffix('}') {
        Some(named) => named.rfind('{').map_or(named, |start| &named[..start]),
        None => of
            .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '"' | '\\')),
    }
}

/// Tells whether a column of an entity is compared that stands between these two.
fn is_built(before: &str, after: &str) -> bool {
    let mut after = after;
    while let Some(rest) = [".into_expr()", ".as_column_ref()", ")"]
        .iter()
        .find_map(|wrapper| after.strip_prefix(wrapper))
    {
        after = rest;
    }
    before.ends_with("::") && METHODS.iter().any(|method| after.starts_with(method))
}

/// Shows a comparison with what stands around it.
fn around(text: &str, start: usize, end: usize) -> String {
    let from = text[..start].char_indices().rev().nth(24).map_or(0, |(place, _)| place);
    let to = text[end..].char_indices().nth(24).map_or(text.len(), |(place, _)| end + place);
    format!("…{}…", text[from..to].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn allowed(path: &'static str, comparisons: usize) -> Allowed {
        Allowed { path, comparisons, because: "a test" }
    }

    const OWN: &str = "let text = \"DELETE FROM todos WHERE id = $1 AND user_id = $2\";";

    #[test]
    fn a_new_comparison_is_a_violation() {
        let sources = [source("todo/list.rs", OWN)];
        let found = against("store", &sources, &[]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("crates/store/src/todo/list.rs compares owners at 1 places"));
        assert!(found[0].contains("\n    1: …"), "{found:?}");
        assert_eq!(against("store", &sources, &[allowed("todo/list.rs", 1)]), Vec::<String>::new());
        // One more in a file that may.
        let sources = [source("todo/list.rs", &format!("{OWN}\n{OWN}"))];
        assert_eq!(against("store", &sources, &[allowed("todo/list.rs", 1)]).len(), 1);
    }

    #[test]
    fn an_entry_that_is_not_needed_any_more_is_a_violation() {
        let sources = [source("todo/list.rs", OWN), source("todo/row.rs", "")];
        let needed = allowed("todo/list.rs", 1);
        assert_eq!(against("store", &sources, &[needed, allowed("todo/row.rs", 1)]).len(), 1);
        assert_eq!(against("store", &sources[..1], &[allowed("todo/list.rs", 2)]).len(), 1);
        assert_eq!(against("store", &[], &[allowed("todo/gone.rs", 1)]).len(), 1);
        assert_eq!(against("store", &sources[1..], &[allowed("todo/row.rs", 0)]).len(), 1);
    }

    #[test]
    fn the_form_itself_may_compare() {
        let sources = [source("rights.rs", OWN), source("rights/text.rs", OWN)];
        assert_eq!(against("store", &sources, &[]), Vec::<String>::new());
    }

    #[test]
    fn comparisons_are_found_however_they_are_written() {
        for text in [
            OWN,
            "WHERE u.id = s.user_id",
            "JOIN sessions s ON s.user_id = u.id",
            "m.held >= {}",
            "CASE WHEN held<2 THEN",
            "WHERE m.user_id {} ORDER BY",
            "format!(\"{held} >= {}\", View)",
            "format!(\"{row}.user_id <> {who}\")",
            "JOIN m ON m.user_id = j.\\\"to\\\"",
            "row.held >= Right::View.level()",
            "Some(last) if last == row.user_id",
            "let is_theirs = row.user_id == who;",
            ".filter(Column::UserId.eq(who.0))",
            ".filter(session::Column::UserId.into_expr().eq(who))",
            "Expr::col(Column::Held.as_column_ref()).gte(1)",
            "select\n    .filter(Column::Held\n    .gte(1))",
            "\"DELETE FROM x WHERE \\\n  user_id = $1\"",
            "again = \"UPDATE x WHERE a = 1 AND user_id\";",
            "WHERE lower_id = $1 AND id = 1",
            "SELECT id FROM events WHERE created_by IS NULL",
            "if granted.row().created_by != Some(who) {",
            "UPDATE x SET a = 1 WHERE b = 2 AND actor_id = $3",
            ".filter(Column::TargetId.eq(who.0))",
            // By placeholders.
            "Links { table, key: \"user_id\" }",
            "let key = \"members.user_id\";",
            "Self::Assignee => \"user_id\",",
            ".filter(sql::is_one_of(db.db(), \"x.user_id\", &people))",
        ] {
            assert_eq!(comparisons(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn what_compares_nothing_is_left_alone() {
        for text in [
            "// WHERE user_id = $1",
            "user_id: Set(who.0),",
            "let held = rights::by_calendar(event, who);",
            "let (mut held, mut busy) = (Vec::new(), 1);",
            "INSERT INTO x (user_id, held) VALUES ($1, $2) ON CONFLICT (user_id, held) DO NOTHING",
            "UPDATE x SET held = $3 WHERE id = 1",
            "UPDATE x SET a = NULL, invited_by = $3, held = 1",
            "rights::own(\"c\", \"p.user_id\")",
            "let actor = row.actor_id.zip(name);",
            "row.try_get(\"\", \"held\")",
            "\"user_id\": link.user.0,",
            "SELECT user_id, held FROM x",
            "Column::UserId => 1,",
            "order_by_asc(Column::UserId)",
            "UserId(row.user_id)",
            "#[cfg(test)]\nWHERE user_id = 1",
            "FROM users u JOIN settings p ON p.user_id = u.id",
            "LEFT JOIN settings p ON p.user_id = s.user_id WHERE s.id = $1",
            "JOIN users u ON u.id = s.user_id",
        ] {
            assert_eq!(comparisons(text), [], "{text}");
        }
    }

    #[test]
    fn each_file_is_listed_once() {
        for all in [IN_STORE, IN_APP] {
            for (place, entry) in all.iter().enumerate() {
                assert!(!all[..place].iter().any(|one| one.path == entry.path), "{}", entry.path);
            }
        }
    }
}
