//! Writing and reading the file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use tar::{Archive, Builder, Header};

use super::keys::{Keys, Lock};
use super::manifest::FORMAT;
use super::{BackupError, Manifest, Progress};

const MANIFEST: &str = "manifest.json";

/// A `tar` says how long a file is before its content, so that what has no known end goes into it in
/// parts, each of which is in memory once.
const PART: usize = 4 << 20;

/// More than any manifest has.
const MANIFEST_LIMIT: u64 = 16 << 20;

/// How a file of `age` begins.
const MAGIC: &[u8] = b"age-encryption.org/";

/// Writes a backup: what is written to it is the database.
pub(crate) struct Writer<W: Write> {
    tar: Builder<GzEncoder<StreamWriter<W>>>,
    at: u64,
    part: Vec<u8>,
    parts: u32,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(out: W, lock: &Lock, manifest: &Manifest) -> io::Result<Self> {
        let encrypted = lock.encryptor().map_err(io::Error::other)?.wrap_output(out)?;
        let tar = Builder::new(GzEncoder::new(encrypted, Compression::default()));
        let at = u64::try_from(manifest.created_at.as_second()).unwrap_or_default();
        let mut writer = Self { tar, at, part: Vec::with_capacity(PART), parts: 0 };
        writer.append(MANIFEST, &serde_json::to_vec_pretty(manifest)?)?;
        Ok(writer)
    }

    /// Writes the end, without which the file counts as damaged.
    ///
    /// # Errors
    /// Those of the file.
    pub fn finish(mut self) -> io::Result<W> {
        self.end_part()?;
        self.tar.into_inner()?.finish()?.finish()
    }

    fn end_part(&mut self) -> io::Result<()> {
        if self.part.is_empty() {
            return Ok(());
        }
        self.parts += 1;
        let part = std::mem::take(&mut self.part);
        self.append(&part_name(self.parts), &part)?;
        self.part = part;
        self.part.clear();
        Ok(())
    }

    fn append(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let mut header = Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(self.at);
        self.tar.append_data(&mut header, name, content)
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fitting = bytes.len().min(PART - self.part.len());
        self.part.extend_from_slice(&bytes[..fitting]);
        if self.part.len() == PART {
            self.end_part()?;
        }
        Ok(fitting)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Names a part of the database; numbers begin with 1.
fn part_name(number: u32) -> String {
    format!("database/{number:08}")
}

/// Reads a backup to its end, which proves that it is as it was written: writes the database to `out`,
/// whose failures `refused` takes, and gives the manifest.
///
/// # Errors
/// [`BackupError`] when the file is something else, damaged, or not for these keys.
pub(crate) fn extract(
    file: &Path,
    keys: &Keys,
    out: &mut dyn Write,
    refused: &dyn Fn(io::Error) -> BackupError,
    progress: Progress,
) -> Result<Manifest, BackupError> {
    let damaged =
        |error: io::Error| BackupError::Damaged { file: file.to_owned(), reason: why(&error) };
    let mut archive = Archive::new(GzDecoder::new(open(file, keys, progress)?));
    let mut manifest = None;
    let mut parts = 0;
    // As they stand there: what names another entry could be as long as whoever forged it likes, and be in memory.
    for entry in archive.entries().map_err(damaged)?.raw(true) {
        let mut entry = entry.map_err(damaged)?;
        let is_file = entry.header().entry_type().is_file();
        let name = entry.path_bytes().into_owned();
        if manifest.is_none() {
            if !is_file || name != MANIFEST.as_bytes() {
                return Err(BackupError::Foreign(file.to_owned()));
            }
            manifest = Some(read_manifest(file, &mut entry)?);
            continue;
        }
        parts += 1;
        if !is_file || name != part_name(parts).as_bytes() {
            return Err(damaged(io::Error::other("its parts are others, or in another order")));
        }
        transfer(&mut entry, out, &damaged, refused)?;
    }
    // The end of the archive is followed by the end of what was compressed, and that by the end of what
    // was encrypted: only that shows that nothing is missing.
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(damaged)?;
    io::copy(&mut rest.into_inner(), &mut io::sink()).map_err(damaged)?;
    out.flush().map_err(refused)?;
    match manifest {
        Some(manifest) if parts > 0 => Ok(manifest),
        _ => Err(BackupError::Foreign(file.to_owned())),
    }
}

fn transfer(
    from: &mut dyn Read,
    to: &mut dyn Write,
    damaged: &dyn Fn(io::Error) -> BackupError,
    refused: &dyn Fn(io::Error) -> BackupError,
) -> Result<(), BackupError> {
    let mut bytes = vec![0; 64 << 10];
    loop {
        match from.read(&mut bytes).map_err(damaged)? {
            0 => return Ok(()),
            length => to.write_all(&bytes[..length]).map_err(refused)?,
        }
    }
}

fn read_manifest(file: &Path, entry: &mut dyn Read) -> Result<Manifest, BackupError> {
    let mut text = Vec::new();
    entry
        .take(MANIFEST_LIMIT)
        .read_to_end(&mut text)
        .map_err(|error| BackupError::Damaged { file: file.to_owned(), reason: why(&error) })?;
    let foreign = |_| BackupError::Foreign(file.to_owned());
    let value: Value = serde_json::from_slice(&text).map_err(foreign)?;
    match value["format"].as_u64() {
        Some(format) if format > FORMAT => {
            Err(BackupError::Newer { file: file.to_owned(), format })
        }
        _ => serde_json::from_value(value).map_err(foreign),
    }
}

fn open(
    file: &Path,
    keys: &Keys,
    progress: Progress,
) -> Result<StreamReader<BufReader<Counted>>, BackupError> {
    let read = File::open(file).map_err(BackupError::read(file))?;
    let metadata = read.metadata().map_err(BackupError::read(file))?;
    if !metadata.is_file() {
        return Err(BackupError::Foreign(file.to_owned()));
    }
    let total = metadata.len();
    let mut read = BufReader::with_capacity(64 << 10, Counted { read, done: 0, total, progress });
    let beginning = read.fill_buf().map_err(BackupError::read(file))?;
    if !beginning.starts_with(MAGIC) {
        return Err(BackupError::Foreign(file.to_owned()));
    }
    let damaged =
        |reason: &str| BackupError::Damaged { file: file.to_owned(), reason: reason.to_owned() };
    let refused = |error: DecryptError| match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => {
            BackupError::OtherKey(file.to_owned())
        }
        DecryptError::DecryptionFailed => BackupError::OtherKey(file.to_owned()),
        DecryptError::ExcessiveWork { .. } => {
            damaged("its passphrase would take this machine far too long to try")
        }
        DecryptError::Io(error) => damaged(&why(&error)),
        _ => damaged("its beginning is not as it was written"),
    };
    Decryptor::new_buffered(read)
        .and_then(|decryptor| decryptor.decrypt(keys.iter()))
        .map_err(refused)
}

/// Says in a few words what reading came to.
fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "its end is missing".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            "a part of it is not as it was written".to_owned()
        }
        _ => error.to_string(),
    }
}

/// A file that tells how much of it was read.
struct Counted {
    read: File,
    done: u64,
    total: u64,
    progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let length = self.read.read(bytes)?;
        self.done += length as u64;
        self.progress.bytes(self.done, Some(self.total));
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use tar::{Builder, EntryType, Header};
    use umbra_store::snapshot::Digests;

    use super::{MANIFEST, extract};
    use crate::backup::keys::{Keys, Lock, generate};
    use crate::backup::{BackupError, FORMAT, Kind, Manifest, Progress};

    /// Puts entries after the manifest, or before it, as somebody does who has the public key, and reads them.
    fn read(
        before: &[(EntryType, &str, &[u8])],
        after: &[(EntryType, &str, &[u8])],
    ) -> Result<Manifest, BackupError> {
        let folder = tempfile::tempdir().unwrap();
        let (file, key) = (folder.path().join("forged.backup"), folder.path().join("backup.key"));
        let lock = Lock::find(&[generate(&key).unwrap()], None, &[]).unwrap();
        let keys = Keys::find(&[key], None).unwrap();
        let manifest = Manifest {
            format: FORMAT,
            umbra: String::new(),
            database: Kind::Sqlite,
            created_at: jiff::Timestamp::UNIX_EPOCH,
            schema: None,
            key_id: None,
            tables: Digests::new(),
        };
        let manifest = serde_json::to_vec(&manifest).unwrap();
        let manifest = [(EntryType::Regular, MANIFEST, &manifest[..])];
        let out = lock.encryptor().unwrap().wrap_output(File::create(&file).unwrap()).unwrap();
        let mut tar = Builder::new(GzEncoder::new(out, Compression::fast()));
        for (kind, name, content) in before.iter().chain(&manifest).chain(after) {
            let mut header = Header::new_gnu();
            header.set_entry_type(*kind);
            header.set_size(content.len() as u64);
            header.set_mode(0o600);
            header.set_path(name).unwrap();
            header.set_cksum();
            tar.append(&header, *content).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap().finish().unwrap();
        let progress = Progress::new("checking");
        extract(&file, &keys, &mut io::sink(), &BackupError::write(&file), progress)
    }

    #[test]
    fn what_is_no_file_with_an_expected_name_is_refused() {
        const PART: &str = "database/00000001";
        let part = (EntryType::Regular, PART, &b"rows"[..]);
        assert!(read(&[], &[part]).is_ok());
        let long = (EntryType::GNULongName, "././@LongLink", &b"database/00000001\0"[..]);
        let other = (EntryType::Regular, "other", &b"rows"[..]);
        let named = (EntryType::XHeader, "pax", &b"26 path=database/00000001\n"[..]);
        for after in [
            vec![long, other],
            vec![named, other],
            vec![(EntryType::Symlink, PART, &b""[..])],
            vec![(EntryType::Link, PART, &b""[..])],
            vec![(EntryType::Directory, PART, &b""[..])],
            vec![(EntryType::Fifo, PART, &b""[..])],
            vec![part, other],
        ] {
            let refused = read(&[], &after);
            let is_damage = matches!(refused, Err(BackupError::Damaged { .. }));
            assert!(is_damage, "{after:?}: {refused:?}");
        }
        let long = (EntryType::GNULongName, "././@LongLink", &b"manifest.json\0"[..]);
        assert!(matches!(read(&[long], &[part]), Err(BackupError::Foreign(_))));
    }
}
