#![cfg(test)]

use std::{fs, path::Path};

use super::*;

/// So many bytes that the allocator has them from the system for this one use.
const ENOUGH: usize = 20 * HUGE;

/// Whether the kernel was built with huge pages and they weren't switched off.
fn has_huge_pages() -> bool {
    Path::new("/sys/kernel/mm/transparent_hugepage/enabled").exists()
}

/// Returns what the kernel says of the mapping that holds `place`.
fn mapping(place: usize) -> String {
    let maps = fs::read_to_string("/proc/self/smaps").unwrap();
    let mut found = String::new();
    let mut is_it = false;
    for line in maps.lines() {
        if let Some((from, to)) = line.split(' ').next().and_then(|range| range.split_once('-')) {
            let bound = |text| usize::from_str_radix(text, 16);
            if let (Ok(from), Ok(to)) = (bound(from), bound(to)) {
                is_it = (from..to).contains(&place);
            }
        }
        if is_it {
            found.push_str(line);
            found.push('\n');
        }
    }
    found
}

/// Whether the kernel was asked for huge pages at `place`.
fn is_asked(place: usize) -> bool {
    let mapping = mapping(place);
    let flags = mapping.lines().find_map(|line| line.strip_prefix("VmFlags:")).unwrap();
    flags.split(' ').any(|flag| flag == "hg")
}

#[test]
fn whole_huge_pages_are_asked_for_and_nothing_around_them() {
    let mut memory: Vec<u64> = Vec::with_capacity(ENOUGH / size_of::<u64>());
    let asked = prefer(memory.spare_capacity_mut());
    if !has_huge_pages() {
        // The one outcome that such a kernel knows.
        assert_eq!(asked.unwrap_err().kind(), io::ErrorKind::InvalidInput);
        return;
    }
    asked.unwrap();
    let first = memory.as_ptr() as usize;
    let end = first + memory.capacity() * size_of::<u64>();
    assert!(is_asked(first.next_multiple_of(HUGE)));
    assert!(is_asked(end / HUGE * HUGE - 1));
    let (before, after) = (first.next_multiple_of(HUGE) - 1, end / HUGE * HUGE);
    assert!(before < first || !is_asked(before));
    assert!(after >= end || !is_asked(after));
}

#[test]
fn the_memory_holds_what_it_held() {
    let held = |place: usize| (place % 251) as u8;
    let mut memory: Vec<u8> = (0..ENOUGH).map(held).collect();
    let _ = prefer(&mut memory);
    assert!(memory.iter().enumerate().all(|(place, byte)| *byte == held(place)));
}

#[test]
fn memory_without_a_whole_huge_page_is_left_alone() {
    let mut memory: Vec<u8> = Vec::with_capacity(HUGE - 1);
    prefer(memory.spare_capacity_mut()).unwrap();
    assert!(!is_asked(memory.as_ptr() as usize));
    prefer::<u8>(&mut []).unwrap();
}

#[test]
fn what_has_no_size_is_left_alone() {
    prefer(&mut [(), (), ()]).unwrap();
}
