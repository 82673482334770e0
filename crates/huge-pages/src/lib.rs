//! Memory in pages of 2 MiB, where the system has them.
//!
//! Argon2 jumps about in 19 MiB: 4,864 pages of 4 KiB, more than a processor remembers the places
//! of. In ten pages of 2 MiB the same hash takes less time, on virtual machines above all. This is
//! the one crate of Umbra with `unsafe`: see `docs/adr/0014-huge-pages.md`.

use std::io;

/// The size of a huge page on x86-64, and on ARM with pages of 4 KiB.
const HUGE: usize = 2 * 1024 * 1024;

/// Asks the system to hold this memory in huge pages, as far as whole ones lie within it.
///
/// To be called before the memory is touched, as with [`Vec::spare_capacity_mut`]. It is a hint: the
/// memory holds what it held, and where no huge page can be had (or off Linux) it comes in small
/// ones. The range stays marked until it is given back to the system, so memory that the allocator
/// might keep for others (glibc keeps what has less than 32 MiB) had better not be marked.
///
/// # Errors
/// [`io::Error`] when the kernel has no huge pages; the memory can be used all the same.
pub fn prefer<T>(memory: &mut [T]) -> io::Result<()> {
    let bytes = size_of_val(memory);
    let first: *mut u8 = memory.as_mut_ptr().cast();
    // What lies before the first whole page; all of the memory, if that can't be told.
    let before = first.align_offset(HUGE).min(bytes);
    let whole = (bytes - before) / HUGE * HUGE;
    if whole == 0 {
        return Ok(());
    }
    advise(first.wrapping_add(before), whole)
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "there is no safe call for it (ADR 0014)")]
fn advise(first: *mut u8, bytes: usize) -> io::Result<()> {
    use rustix::mm::{Advice, madvise};
    // SAFETY: `prefer` took the range from within one exclusive borrow, so it is mapped and
    // nobody else's. The advice tells the kernel which pages to map the range with from now on;
    // it changes, frees and moves no content that a program can see.
    unsafe { madvise(first.cast(), bytes, Advice::LinuxHugepage) }?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn advise(_first: *mut u8, _bytes: usize) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
