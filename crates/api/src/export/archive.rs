//! Writing the archive: a ZIP of JSON files, bit by bit.

use std::{cell::RefCell, error::Error, io, mem, rc::Rc};

use actix_web::web::Bytes;
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    task::yield_now,
};
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::http::Problem;

/// How many bytes are sent at once, about.
const CHUNK: usize = 64 * 1024;

/// After how many bytes of text others have their turn: compressing that takes some 20 milliseconds, and what
/// compresses well fills no [`CHUNK`] for long.
const TURN: usize = 1024 * 1024;

/// What is written and not sent yet.
#[derive(Clone, Default)]
struct Buffer(Rc<RefCell<Vec<u8>>>);

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many things a file has.
#[derive(Debug, Serialize)]
pub(super) struct Counted {
    /// The name of the file.
    file: &'static str,
    /// How many there are in it.
    count: u64,
}

/// An archive that is being written.
pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Buffer>>,
    buffer: Buffer,
    chunks: Sender<Bytes>,
    options: SimpleFileOptions,
    counts: Vec<Counted>,
    /// How many bytes of text were written since others had their turn.
    written: usize,
}

/// Begins an archive, and gives what is to be sent of it.
pub(super) fn archive(now: Timestamp, clock: &TimeZone) -> (Archive, Receiver<Bytes>) {
    let (chunks, sent) = mpsc::channel(1);
    let buffer = Buffer::default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // However much there is: how long a file gets isn't known when it begins.
        .large_file(true)
        .last_modified_time(modified(now, clock));
    let zip = ZipWriter::new_stream(buffer.clone());
    (Archive { zip, buffer, chunks, options, counts: Vec::new(), written: 0 }, sent)
}

/// ZIP has local times without a zone.
fn modified(now: Timestamp, clock: &TimeZone) -> zip::DateTime {
    let local = clock.to_datetime(now);
    let small = |part: i8| u8::try_from(part).unwrap_or_default();
    let year = u16::try_from(local.year()).unwrap_or_default();
    let (month, day) = (small(local.month()), small(local.day()));
    let (hour, minute, second) =
        (small(local.hour()), small(local.minute()), small(local.second()));
    zip::DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

fn broken(error: &(dyn Error + 'static)) -> Problem {
    Problem::internal(error)
}

impl Archive {
    /// Writes a file of text.
    pub(super) async fn text(&mut self, file: &'static str, text: &str) -> Result<(), Problem> {
        self.begin(file)?;
        io::Write::write_all(&mut self.zip, text.as_bytes()).map_err(|error| broken(&error))?;
        self.send(CHUNK).await
    }

    /// Writes a file with one thing.
    pub(super) async fn object(
        &mut self,
        file: &'static str,
        object: &impl Serialize,
    ) -> Result<(), Problem> {
        self.begin(file)?;
        serde_json::to_writer_pretty(&mut self.zip, object).map_err(|error| broken(&error))?;
        self.put(b"\n")?;
        self.send(CHUNK).await
    }

    /// Begins a file with many things: a JSON array, each on a line. [`List::end`] ends it.
    pub(super) fn list(&mut self, file: &'static str) -> Result<List<'_>, Problem> {
        self.begin(file)?;
        self.put(b"[")?;
        Ok(List { archive: self, file, count: 0 })
    }

    /// Tells how many things each file has so far.
    pub(super) fn counts(&self) -> &[Counted] {
        &self.counts
    }

    /// Writes the directory, which is the end of the archive, and sends all that is left.
    pub(super) async fn finish(&mut self) -> Result<(), Problem> {
        self.close()?;
        self.send(1).await
    }

    fn close(&mut self) -> Result<(), Problem> {
        let zip = mem::replace(&mut self.zip, ZipWriter::new_stream(Buffer::default()));
        zip.finish().map(drop).map_err(|error| broken(&error))
    }

    fn begin(&mut self, file: &'static str) -> Result<(), Problem> {
        self.zip.start_file(file, self.options).map_err(|error| broken(&error))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        io::Write::write_all(&mut self.zip, bytes).map_err(|error| broken(&error))
    }

    /// Sends what was written if it is as much as `least`, as soon as the client has taken what was before it.
    async fn send(&self, least: usize) -> Result<(), Problem> {
        if self.buffer.0.borrow().len() < least {
            return Ok(());
        }
        let chunk = mem::take(&mut *self.buffer.0.borrow_mut());
        let sent = self.chunks.send(chunk.into()).await;
        sent.map_err(|_| Problem::opaque().because("nobody takes the export"))
    }
}

/// A file with many things, of which not all are written yet.
pub(super) struct List<'a> {
    archive: &'a mut Archive,
    file: &'static str,
    count: u64,
}

impl List<'_> {
    /// Writes things.
    pub(super) async fn add(
        &mut self,
        things: impl IntoIterator<Item = impl Serialize>,
    ) -> Result<(), Problem> {
        for thing in things {
            self.archive.put(if self.count == 0 { b"\n" } else { b",\n" })?;
            let text = serde_json::to_vec(&thing).map_err(|error| broken(&error))?;
            self.archive.put(&text)?;
            self.count += 1;
            self.archive.send(CHUNK).await?;
            self.archive.written += text.len();
            if self.archive.written >= TURN {
                self.archive.written = 0;
                yield_now().await;
            }
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) async fn end(self) -> Result<(), Problem> {
        let Self { archive, file, count } = self;
        archive.put(b"\n]\n")?;
        archive.counts.push(Counted { file, count });
        archive.send(CHUNK).await
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, pin::pin};

    use jiff::{Timestamp, tz::TimeZone};

    use super::archive;

    #[actix_web::test]
    async fn others_have_their_turn_while_much_is_compressed() {
        let (mut archive, _sent) = archive(Timestamp::UNIX_EPOCH, &TimeZone::UTC);
        let mut list = archive.list("much.json").unwrap();
        let text = "a".repeat(100 * 1024);
        let mut turns = 0;
        {
            // Five megabytes, of which next to nothing is left to be sent.
            let mut adding = pin!(list.add([&text; 50]));
            let added = poll_fn(|cx| {
                let polled = adding.as_mut().poll(cx);
                turns += u32::from(polled.is_pending());
                polled
            });
            added.await.unwrap();
        }
        assert_eq!(turns, 4);
        list.end().await.unwrap();
        assert_eq!(archive.counts()[0].count, 50);
    }
}
