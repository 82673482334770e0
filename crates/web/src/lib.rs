//! The built files of the web client, compressed while this crate is built.
//!
//! The sources are in `ui`; `cargo xtask web` makes `dist` of them with Node, and what it makes is
//! part of the repository, so that building Umbra takes no Node. There is no HTTP here: `umbra-api`
//! answers with these files.

/// What the pages of the client may do: scripts, styles and requests of this server only, nothing
/// inline, and no text that becomes code (Trusted Types). `data:` is for the QR code of a second factor.
pub const POLICY: &str = include_str!("../ui/policy.txt").trim_ascii_end();

/// A file of the client.
#[derive(Debug)]
pub struct File {
    /// Its path below the server's address, without a slash at the beginning.
    pub path: &'static str,
    /// The value of `Content-Type`.
    pub media_type: &'static str,
    tag: &'static str,
    plain: &'static [u8],
    gzip: Option<&'static [u8]>,
    brotli: Option<&'static [u8]>,
}

/// A file in the form in which it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// The value of `Content-Encoding`; `None` for the file as it is.
    pub encoding: Option<&'static str>,
    /// The bytes.
    pub bytes: &'static [u8],
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Finds a file by its path.
#[must_use]
pub fn file(path: &str) -> Option<&'static File> {
    let found = FILES.binary_search_by(|file| file.path.cmp(path)).ok()?;
    FILES.get(found)
}

/// Returns the page, in which the client runs whatever the path.
#[must_use]
pub fn page() -> Option<&'static File> {
    file("index.html")
}

impl File {
    /// Tells whether the file's name has a hash of what is in it, so that it never changes.
    #[must_use]
    pub fn is_immutable(&self) -> bool {
        self.path.starts_with("assets/")
    }

    /// Tells whether it is sent in several forms.
    #[must_use]
    pub fn has_forms(&self) -> bool {
        self.gzip.is_some() || self.brotli.is_some()
    }

    /// Returns the shortest form with an encoding that the client takes.
    #[must_use]
    pub fn form(&self, takes: impl Fn(&str) -> bool) -> Form {
        let forms = [("br", self.brotli), ("gzip", self.gzip)];
        let found = forms.into_iter().find_map(|(encoding, bytes)| {
            let bytes = bytes.filter(|_| takes(encoding))?;
            Some(Form { encoding: Some(encoding), bytes })
        });
        found.unwrap_or(Form { encoding: None, bytes: self.plain })
    }

    /// Writes the strong entity tag of one of its forms, which differ in their bytes.
    #[must_use]
    pub fn etag(&self, form: Form) -> String {
        match form.encoding {
            Some(encoding) => format!("\"{}-{encoding}\"", self.tag),
            None => format!("\"{}\"", self.tag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_and_the_page_is_there() {
        for known in FILES {
            assert!(file(known.path).is_some_and(|found| found.path == known.path), "{known:?}");
        }
        assert!(page().is_some_and(|page| page.media_type == "text/html; charset=utf-8"));
        assert!(file("assets").is_none() && file("").is_none() && file("nowhere.js").is_none());
    }

    #[test]
    fn the_shortest_form_that_a_client_takes_is_sent() {
        let script = FILES.iter().find(|file| file.has_forms()).unwrap();
        let form = |encodings: &[&str]| script.form(|encoding| encodings.contains(&encoding));
        assert_eq!(form(&["gzip", "br"]).encoding, Some("br"));
        assert_eq!(form(&["gzip"]).encoding, Some("gzip"));
        assert_eq!(form(&[]), Form { encoding: None, bytes: script.plain });
        assert!(form(&["br"]).bytes.len() < form(&["gzip"]).bytes.len());
        let mut tags = [form(&["br"]), form(&["gzip"]), form(&[])].map(|form| script.etag(form));
        tags.sort();
        assert!(tags.windows(2).all(|pair| pair[0] != pair[1]), "{tags:?}");
    }

    #[test]
    fn the_licences_of_what_is_built_in_are_there() {
        let notices = file("NOTICES.txt").map(|file| String::from_utf8_lossy(file.plain));
        let notices = notices.unwrap_or_default();
        for package in ["preact ", "@preact/signals ", "openapi-fetch "] {
            assert!(notices.contains(package), "{package}");
        }
    }

    #[test]
    fn the_policy_lets_nothing_inline_run() {
        assert!(POLICY.starts_with("default-src 'none'; script-src 'self';"), "{POLICY}");
        assert!(POLICY.ends_with("require-trusted-types-for 'script'"), "{POLICY}");
        assert!(!POLICY.contains("unsafe"), "{POLICY}");
    }
}
