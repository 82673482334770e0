//! Circles between the modules of a crate: none of those in one can be understood, tested or moved without the others.
//!
//! Only modules at the root of a crate count, each with all that is below it. What uses the root's own items doesn't
//! tell of a module.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    inside::{depth, first_name, items, of_crate},
    source::{Source, code},
};

/// What each module uses, with a file that does.
type Uses = BTreeMap<String, BTreeMap<String, String>>;

/// Lists what closes a circle in a crate, one sentence each. The paths of its sources are below `folder`.
pub(super) fn violations(folder: &str, sources: &[Source]) -> Vec<String> {
    let uses = uses(sources);
    let all = uses.iter().flat_map(|(module, used)| used.iter().map(move |used| (module, used)));
    let back = |&(module, (used, _)): &(&String, (&String, &String))| {
        reached(&uses, used).contains(module.as_str())
    };
    let sentence = |(module, (used, path))| {
        format!("{folder}/{path} uses `{used}`, which uses `{module}` in turn: open the circle")
    };
    all.filter(back).map(sentence).collect()
}

fn uses(sources: &[Source]) -> Uses {
    let is_test = |part| matches!(part, "tests" | "tests.rs");
    let sources = sources.iter().filter(|source| !source.path.split('/').any(is_test));
    let is_root = |source: &&Source| matches!(source.path.as_str(), "lib.rs" | "main.rs");
    let (roots, files): (Vec<_>, Vec<_>) = sources.partition(is_root);
    let exported: BTreeMap<_, _> = roots.iter().flat_map(|root| exports(&root.text)).collect();
    let mut uses: Uses =
        files.iter().map(|file| (module(&file.path).to_owned(), BTreeMap::new())).collect();
    for Source { path, text } in files {
        let code: String = code(text).map(|(_, line)| format!("{line} ")).collect();
        // So far up is the root, too.
        let code = code.replace(&"super::".repeat(depth(path)), "crate::");
        for name in of_crate(&code) {
            let used = if uses.contains_key(&name) { Some(&name) } else { exported.get(&name) };
            let Some(used) = used.filter(|used| *used != module(path)).cloned() else { continue };
            let of_module = uses.entry(module(path).to_owned()).or_default();
            of_module.entry(used).or_insert_with(|| path.clone());
        }
    }
    uses
}

/// Gives the module at the root that a file belongs to.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// Lists the names that the root gives to items of its modules, each with the module.
fn exports(root: &str) -> Vec<(String, String)> {
    let text: String = root.lines().map(|line| format!("{} ", line.trim())).collect();
    let statements = text.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let mut names = Vec::new();
    for statement in statements {
        let path = statement.trim_start_matches("self::").trim_start_matches("crate::");
        let paths = path.strip_prefix('{').map_or_else(|| vec![path], items);
        for path in paths {
            let words = path.split(|c: char| !c.is_alphanumeric() && c != '_').skip(1);
            names.extend(words.map(|name| (name.to_owned(), first_name(path))));
        }
    }
    names
}

/// Lists what a module uses in any number of steps.
fn reached<'a>(uses: &'a Uses, module: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut next = vec![module];
    while let Some(module) = next.pop() {
        let used = uses.get(module).into_iter().flat_map(BTreeMap::keys);
        next.extend(used.map(String::as_str).filter(|used| found.insert(*used)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let source = |&(path, text): &(&str, &str)| Source { path: path.into(), text: text.into() };
        violations("crates/x", &files.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn modules_that_use_each_other_are_a_violation() {
        for files in [
            [("a.rs", "use crate::b::B;"), ("b.rs", "use crate::a::A;")],
            [("a/mod.rs", "use crate::{\n    b::B,\n};"), ("b/c.rs", "fn f() { crate::a::f() }")],
            [("a.rs", "use super::b;"), ("b/c.rs", "use super::super::a;")],
        ] {
            let [(first, _), (second, _)] = files;
            let closes = |path, used, module| {
                format!(
                    "crates/x/{path} uses `{used}`, which uses `{module}` in turn: open the circle"
                )
            };
            assert_eq!(found(&files), [closes(first, "b", "a"), closes(second, "a", "b")]);
        }
    }

    #[test]
    fn a_circle_may_be_long_and_go_through_names_of_the_root() {
        let files = [
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use crate::C;"),
            ("c.rs", "use crate::a::A;"),
            ("d.rs", "use crate::{a, b, c};"),
        ];
        for root in [
            "pub use c::C;",
            "#[cfg(test)]\nmod testing;\n\npub use self::{\n    b::B,\n    c::{d::D, C},\n};",
        ] {
            let closing = found(&[&files[..], &[("lib.rs", root)]].concat());
            let in_it = closing.iter().map(|closes| &closes[..13]);
            let expected = ["crates/x/a.rs", "crates/x/b.rs", "crates/x/c.rs"];
            assert!(in_it.eq(expected), "{root}: {closing:?}");
        }
        assert_eq!(found(&files), Vec::<String>::new());
    }

    #[test]
    fn what_uses_another_one_way_is_no_violation() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\n\npub use a::A;"),
            ("a.rs", "use super::OwnId;\n\n#[cfg(test)]\nmod tests {\n    use crate::b::B;\n}"),
            ("a/tests.rs", "use crate::b::B;"),
            ("a/c.rs", "//! As [`crate::b`].\nuse super::b;"),
            ("b.rs", "use crate::{A, a::d};"),
            ("b/c.rs", "use crate::b::B;"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
    }
}
