//! Verifying the audit log's chain.

use std::collections::BTreeMap;

use umbra_auth::KeyId;
use umbra_domain::{AuditId, audit::Mark};
use umbra_store::{StoreError, audit};

use crate::App;

/// How many entries are read at once.
const PAGE: u64 = 1000;
/// How much damage is told one by one.
const TOLD: usize = 100;

/// What is wrong with the log at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditDamage {
    /// The entry is not what was recorded here: it was changed or moved, or the secret key that
    /// it was recorded with is not listed.
    Changed(i64),
    /// Entries are missing, from the first to the last of these places.
    Missing(i64, i64),
    /// The entry stands where no entry was recorded.
    Extra(i64),
    /// The end of the chain is not the last entry's: one or the other was replaced.
    End(i64),
    /// The entry that was noted earlier is not here: the log was taken back behind it, or replaced.
    Noted(i64),
}

/// What verifying the audit log came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditCheck {
    /// Entries that were read.
    pub entries: u64,
    /// Up to which place entries were deleted, being too old; 0 if none were.
    pub trimmed: i64,
    /// What was noted and has been deleted since, being too old.
    pub forgotten: Vec<Mark>,
    /// The end of the chain. Noted elsewhere and expected the next time, it tells whether both the
    /// newest entries and the end of the chain were taken back to an earlier state, which nothing in
    /// the database can tell.
    pub end: Option<Mark>,
    /// How many places are damaged.
    pub damaged: u64,
    /// The first hundred of them.
    pub damage: Vec<AuditDamage>,
    /// Which secret keys entries were recorded with, and the places of the first and the last such
    /// entry: these keys have to stay listed.
    pub keys: BTreeMap<KeyId, (i64, i64)>,
}

impl AuditCheck {
    fn found(&mut self, damage: AuditDamage) {
        self.damaged += 1;
        if self.damage.len() < TOLD {
            self.damage.push(damage);
        }
    }
}

impl App {
    /// Verifies every entry of the audit log against the one before it, the last one against the
    /// end of the chain, and that the entries noted earlier are there. Servers may go on recording
    /// meanwhile.
    ///
    /// Entries may be missing up to the one that the newest entry of the kind `audit.trim` names: that entry is
    /// verified as the others are, behind the ones that may be missing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, [`StoreError::Corrupt`] when a row can't be read as
    /// an entry at all.
    pub async fn verify_audit(&self, noted: &[Mark]) -> Result<AuditCheck, StoreError> {
        let db = self.store.reader();
        let mut check = AuditCheck::default();
        // Before the first entry nothing is recorded, and that is always there.
        let start = Mark { id: AuditId(0), mac: [0; 32] };
        let mut missing: Vec<_> = noted.iter().filter(|mark| **mark != start).copied().collect();
        // The entry before: its place, and its MAC unless it is missing.
        let (mut place, mut previous) = (0, Some([0; 32]));
        let mut read = i64::MIN;
        loop {
            // The end first: an entry that it names was committed together with it.
            let end = audit::head(db).await?;
            let page = audit::after(db, read, PAGE).await?;
            if page.is_empty() {
                let trim = audit::last_trim(db).await?;
                check.trimmed = trim.map_or(0, |trim| trim.upto.id.0);
                if end.last > place {
                    check.found(AuditDamage::Missing(place + 1, end.last));
                } else if end.last < place || previous.is_some_and(|mac| mac != end.mac) {
                    check.found(AuditDamage::End(end.last));
                }
                for mark in missing {
                    match trim {
                        Some(trim) if mark == trim.upto => {}
                        Some(trim) if mark.id < trim.upto.id => check.forgotten.push(mark),
                        _ => check.found(AuditDamage::Noted(mark.id.0)),
                    }
                }
                check.end = Some(Mark { id: AuditId(end.last), mac: end.mac });
                return Ok(check);
            }
            for entry in page {
                check.entries += 1;
                read = entry.id.0;
                missing.retain(|mark| (mark.id, mark.mac) != (entry.id, entry.mac));
                if read <= place {
                    check.found(AuditDamage::Extra(read));
                    continue;
                }
                if read > place + 1 {
                    // Asked for here, for entries may be deleted while this goes on.
                    let trim = audit::last_trim(db).await?.map(|trim| trim.upto);
                    if trim.is_none_or(|upto| upto.id.0 < read - 1) {
                        check.found(AuditDamage::Missing(place + 1, read - 1));
                    }
                    previous = trim.filter(|upto| upto.id.0 == read - 1).map(|upto| upto.mac);
                }
                // Behind a gap an entry can't be verified, and the next one can again.
                if let Some(previous) = previous {
                    match self.keys.verify_audit_mac(&previous, &entry.canonical(), &entry.mac) {
                        Some(key) => check.keys.entry(key).or_insert((read, read)).1 = read,
                        None => check.found(AuditDamage::Changed(read)),
                    }
                }
                (place, previous) = (read, Some(entry.mac));
            }
        }
    }
}
