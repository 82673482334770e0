#![cfg(test)]

use std::{fs, path::Path};

use super::*;

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
    let memory = vec(19 * 1024, [0_u64; 128]).unwrap();
    let first = memory.as_ptr() as usize;
    let end = first + memory.capacity() * size_of::<[u64; 128]>();
    assert_eq!(is_asked(first.next_multiple_of(HUGE)), has_huge_pages());
    assert_eq!(is_asked(end / HUGE * HUGE - 1), has_huge_pages());
    let (before, after) = (first.next_multiple_of(HUGE) - 1, end / HUGE * HUGE);
    assert!(before < first || !is_asked(before));
    assert!(after >= end || !is_asked(after));
}

#[test]
fn all_values_are_there() {
    let memory = vec(40 * 1024 * 1024, 7_u8).unwrap();
    assert_eq!(memory.len(), 40 * 1024 * 1024);
    assert!(memory.iter().all(|byte| *byte == 7));
}

#[test]
fn the_memory_holds_what_it_held() {
    let held = |place: usize| (place % 251) as u8;
    let mut memory: Vec<u8> = (0..RESERVED).map(held).collect();
    prefer(&mut memory);
    assert!(memory.iter().enumerate().all(|(place, byte)| *byte == held(place)));
}

#[test]
fn memory_without_a_whole_huge_page_is_left_alone() {
    let mut memory: Vec<u8> = Vec::with_capacity(HUGE - 1);
    prefer(memory.spare_capacity_mut());
    assert!(!is_asked(memory.as_ptr() as usize));
    prefer::<u8>(&mut []);
}

#[test]
fn what_has_no_size_is_allocated_too() {
    assert_eq!(vec(3, ()).unwrap().len(), 3);
}

#[test]
fn memory_that_cannot_be_had_is_an_error() {
    assert!(vec(usize::MAX / 2, 0_u64).is_err());
}
