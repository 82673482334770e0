//! Memory in pages of 2 MiB, where the system has them.
//!
//! Argon2 jumps about in 19 MiB: 4,864 pages of 4 KiB, more than a processor remembers the places
//! of. In ten pages of 2 MiB the same hash takes less time, on virtual machines above all. This is
//! the one crate of Umbra with `unsafe`: see `docs/adr/0014-huge-pages.md`.

use std::collections::TryReserveError;

/// The size of a huge page on x86-64, and on ARM with pages of 4 KiB.
const HUGE: usize = 2 * 1024 * 1024;

/// Reserves at least this many bytes, of which only those that are used become memory. Above 32 MiB
/// the usual allocators map pages of their own and unmap them when they are freed; below, glibc keeps
/// what is freed for later: an idle server would stay as large as a busy one, and whoever got the
/// memory next would get the mark with it.
const RESERVED: usize = 33 * 1024 * 1024;

/// Allocates `count` values, in huge pages as far as whole ones lie within them and the system has
/// any, and writes all of them, so that the memory is really there.
///
/// # Errors
/// [`TryReserveError`] when so much memory can't be had.
pub fn vec<T: Clone>(count: usize, value: T) -> Result<Vec<T>, TryReserveError> {
    let mut values = Vec::new();
    values.try_reserve_exact(count.max(RESERVED / size_of::<T>().max(1)))?;
    prefer(values.spare_capacity_mut());
    values.resize(count, value);
    Ok(values)
}

/// Asks the system to hold this memory in huge pages, before it is touched. It is a hint: where no
/// huge page can be had (or off Linux) memory comes in small ones.
fn prefer<T>(memory: &mut [T]) {
    let bytes = size_of_val(memory);
    let first: *mut u8 = memory.as_mut_ptr().cast();
    // What lies before the first whole page; all of the memory, if that can't be told.
    let before = first.align_offset(HUGE).min(bytes);
    let whole = (bytes - before) / HUGE * HUGE;
    if whole > 0 {
        advise(first.wrapping_add(before), whole);
    }
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "there is no safe call for it (ADR 0014)")]
fn advise(first: *mut u8, bytes: usize) {
    use rustix::mm::{Advice, madvise};
    // SAFETY: `prefer` took the range from within one exclusive borrow, so it is mapped and
    // nobody else's. The advice tells the kernel which pages to map the range with from now on;
    // it changes, frees and moves no content that a program can see.
    let asked = unsafe { madvise(first.cast(), bytes, Advice::LinuxHugepage) };
    // A kernel without huge pages refuses; small ones do as well.
    let _ = asked;
}

#[cfg(not(target_os = "linux"))]
fn advise(_first: *mut u8, _bytes: usize) {}

#[cfg(all(test, target_os = "linux"))]
mod tests;
