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
fn of_crate(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (place, root) in code.match_indices("crate::") {
        let path = code[place + root.len()..].trim_start();
        let Some(group) = path.strip_prefix('{') else {
            names.push(first_name(path));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (place, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && !c.is_whitespace() => {
                    names.push(first_name(&group[place..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    names
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Tells whether code goes further up than to the module.
fn leaves(path: &str, code: &str) -> bool {
    let folders = path.matches('/').count();
    let depth = if path.ends_with("mod.rs") { folders } else { folders + 1 };
    code.contains(&"super::".repeat(depth + 1))
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
