//! The memory of a process, as Linux counts it.

use std::fs;

use crate::failure::{Failure, Outcome};

/// The memory of a process, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory {
    /// What is in RAM now (`VmRSS`).
    pub(crate) resident: u64,
    /// The most that ever was in RAM (`VmHWM`).
    pub(crate) peak: u64,
    /// What is in RAM now, pages shared with others counted in part (`Pss`).
    pub(crate) proportional: u64,
}

impl Memory {
    /// Sums up what a process and all below it have in RAM, pages that they share counted once.
    pub(super) fn of_all(process: u32) -> Outcome<u64> {
        let mut sum = Self::of(process)?.proportional;
        for child in children(process)? {
            sum += Self::of_all(child)?;
        }
        Ok(sum)
    }

    /// Reads the memory of a process from `/proc`.
    pub(super) fn of(process: u32) -> Outcome<Self> {
        let read = |file: &str| {
            let path = format!("/proc/{process}/{file}");
            fs::read_to_string(&path).map_err(Failure::when(path))
        };
        let (status, rollup) = (read("status")?, read("smaps_rollup")?);
        let number = |text: &str, name: &str| {
            kibibytes(text, name).ok_or_else(|| Failure::new(format!("/proc tells no {name}")))
        };
        Ok(Self {
            resident: number(&status, "VmRSS")? * 1024,
            peak: number(&status, "VmHWM")? * 1024,
            proportional: number(&rollup, "Pss")? * 1024,
        })
    }
}

/// Writes a number of bytes in MiB.
pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1024.0 / 1024.0)
}

/// Finds the processes that a process started, whichever thread of it did.
fn children(process: u32) -> Outcome<Vec<u32>> {
    let threads = format!("/proc/{process}/task");
    let mut all = Vec::new();
    for thread in fs::read_dir(&threads).map_err(Failure::when(&threads))? {
        let thread = thread.map_err(Failure::when(&threads))?.path().join("children");
        // A thread may have ended since.
        let text = fs::read_to_string(thread).unwrap_or_default();
        all.extend(text.split_ascii_whitespace().filter_map(|child| child.parse::<u32>().ok()));
    }
    Ok(all)
}

fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_whole_name() {
        let text = "VmHWM:\t    9000 kB\nPss_Dirty:         1 kB\nPss:            7060 kB\n";
        assert_eq!(kibibytes(text, "VmHWM"), Some(9000));
        assert_eq!(kibibytes(text, "Pss"), Some(7060));
        assert_eq!(kibibytes(text, "VmRSS"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_process_started_is_counted_too() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let own = std::process::id();
        let found = children(own).unwrap();
        let alone = Memory::of(own).unwrap().proportional;
        let all = Memory::of_all(own);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(found.contains(&child.id()), "{found:?}");
        assert!(all.is_ok_and(|all| all > alone / 2));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_memory() {
        let memory = Memory::of(std::process::id()).unwrap();
        assert!(memory.peak >= memory.resident && memory.proportional > 0);
    }
}
