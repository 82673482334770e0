//! Compresses the built files of the web client, and lists them with their types and tags.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

/// What `cargo xtask web` makes, from this crate's folder.
const DIST: &str = "dist";

/// Below this many bytes a compressed answer saves no packet.
const WORTHWHILE: usize = 1024;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed={DIST}");
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let dist = here.join(DIST);
    let mut names = Vec::new();
    list(&dist, "", &mut names)?;
    names.sort();
    if !names.iter().any(|name| name == "index.html") {
        return Err("dist has no index.html: run `cargo xtask web`".into());
    }
    let mut table = String::from("&[\n");
    for (number, name) in names.iter().enumerate() {
        let bytes = fs::read(dist.join(name))?;
        let plain = keep(&out, &format!("{number}.plain"), &bytes)?;
        let gzip = store(&out, &format!("{number}.gz"), &bytes, &gzip(&bytes)?)?;
        let brotli = store(&out, &format!("{number}.br"), &bytes, &brotli(&bytes)?)?;
        let digest = Sha256::digest(&bytes);
        let tag: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        writeln!(
            table,
            "File {{ path: {name:?}, media_type: {:?}, tag: {tag:?}, \
             plain: {plain}, gzip: {gzip}, brotli: {brotli} }},",
            media_type(name)?,
        )?;
    }
    table.push(']');
    fs::write(out.join("files.rs"), table)?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "Cargo tells a build script its folders this way")]
fn variable(name: &str) -> Outcome<std::ffi::OsString> {
    env::var_os(name).ok_or_else(|| format!("{name} is not set").into())
}

/// Lists the files below a folder by their paths in URLs.
fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Outcome<()> {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|_| "a name that isn't Unicode")?;
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{path}/"), names)?;
        } else {
            names.push(path);
        }
    }
    Ok(())
}

/// Gives the type of a file by its name. One that isn't known here would be of no use to a browser,
/// which is told not to guess.
fn media_type(name: &str) -> Outcome<&'static str> {
    Ok(match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => return Err(format!("{name}: no type is known for it").into()),
    })
}

/// Keeps a compressed form if it is worth it, and gives the expression that includes it.
fn store(out: &Path, name: &str, plain: &[u8], compressed: &[u8]) -> Outcome<String> {
    if plain.len() < WORTHWHILE || compressed.len() * 10 > plain.len() * 9 {
        return Ok("None".to_owned());
    }
    Ok(format!("Some({})", keep(out, name, compressed)?))
}

/// Keeps bytes among the build files, and gives the expression that includes them. It names no folder: a
/// build folder may be shared by several clones, which come and go.
fn keep(out: &Path, name: &str, bytes: &[u8]) -> Outcome<String> {
    fs::write(out.join(name), bytes)?;
    Ok(format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))"))
}

fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}
