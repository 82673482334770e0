//! What of a crate stands alone in it: `api::http` is plumbing that knows no feature.

use super::source::{Source, code};

/// Lists what the files of a module use of the crate outside it, one sentence each. Their paths are below the
/// module's folder; tests use what they like.
pub(super) fn violations(module: &str, sources: &[Source]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources {
        let code: String = code(&source.text).map(|(_, line)| format!("{line} ")).collect();
        let mut used: Vec<_> = of_crate(&code).into_iter().filter(|name| name != module).collect();
        if leaves(&source.path, &code) {
            used.push("super".to_owned());
        }
        violations.extend(used.iter().map(|name| {
            format!("{module}/{} uses `{name}` of its crate: pass in what it needs", source.path)
        }));
    }
    violations
}

/// Lists the names that code takes from the root of its crate.
pub(super) fn of_crate(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (place, root) in code.match_indices("crate::") {
        let path = code[place + root.len()..].trim_start();
        match path.strip_prefix('{') {
            Some(group) => names.extend(items(group).into_iter().map(first_name)),
            None => names.push(first_name(path)),
        }
    }
    names
}

/// Lists the items of a group that has begun, up to where it ends.
pub(super) fn items(group: &str) -> Vec<&str> {
    let (mut depth, mut begin) = (0, 0);
    let mut items = Vec::new();
    for (place, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                items.push(group[begin..place].trim());
                begin = place + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

pub(super) fn first_name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Tells whether code goes further up than to the module.
fn leaves(path: &str, code: &str) -> bool {
    code.contains(&"super::".repeat(depth(path) + 1))
}

/// Tells how far below the folder the module of a file is.
pub(super) fn depth(path: &str) -> usize {
    let folders = path.matches('/').count();
    if path.ends_with("mod.rs") { folders } else { folders + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        violations("http", &[Source { path: path.to_owned(), text: text.to_owned() }])
    }

    #[test]
    fn what_stays_inside_is_no_violation() {
        for (path, text) in [
            ("csrf.rs", "use super::{Problem, origin::WebOrigin};"),
            ("csrf.rs", "use crate::http::origin::WebOrigin;"),
            ("csrf.rs", "use crate::{\n    http::{Problem, page},\n};"),
            ("json/strict.rs", "use super::super::Problem;"),
            ("csrf.rs", "//! See [`crate::action`].\nuse umbra_domain::Invalid;"),
            (
                "rate.rs",
                "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    use crate::testing::Clock;\n}",
            ),
        ] {
            assert_eq!(found(path, text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_leaves_is_a_violation() {
        for (path, text, name) in [
            ("csrf.rs", "use crate::action::is_link;", "action"),
            ("csrf.rs", "use crate::{\n    http::{Problem, page},\n    docs::known,\n};", "docs"),
            ("problem/body.rs", "fn f() { crate::docs::known() }", "docs"),
            ("csrf.rs", "use super::super::action;", "super"),
            ("json/mod.rs", "use super::super::action;", "super"),
            ("mod.rs", "use super::action;", "super"),
        ] {
            let expected = format!("http/{path} uses `{name}` of its crate: pass in what it needs");
            assert_eq!(found(path, text), [expected]);
        }
    }
}
