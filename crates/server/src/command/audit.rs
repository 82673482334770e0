//! `umbra admin verify-audit`

use umbra_app::{
    App,
    admin::{AuditCheck, AuditDamage},
};

use umbra_domain::audit::Mark;

use crate::failure::Failure;
use crate::output::{print, tell};

/// Verifies the audit log, and tells which keys its entries need and how to note its end.
pub(super) async fn verify(app: &App, noted: &[Mark]) -> Result<(), Failure> {
    let check = app.verify_audit(noted).await.map_err(Failure::Store)?;
    let AuditCheck { entries, trimmed, forgotten, end, damaged, damage, keys } = check;
    for place in &damage {
        match place {
            AuditDamage::Changed(id) => print(format_args!(
                "{id}: changed, moved, or recorded with a key that is not listed\n"
            ))?,
            AuditDamage::Missing(first, last) if first == last => {
                print(format_args!("{first}: missing\n"))?;
            }
            AuditDamage::Missing(first, last) => {
                print(format_args!("{first} to {last}: missing\n"))?
            }
            AuditDamage::Extra(id) => print(format_args!("{id}: never recorded\n"))?,
            AuditDamage::Noted(id) => {
                print(format_args!("{id}: not the entry that was noted, or no entry at all\n"))?;
            }
            AuditDamage::End(id) => {
                print(format_args!("the end of the chain, at {id}, is not the last entry's\n"))?;
            }
        }
    }
    if damaged > damage.len() as u64 {
        print("and more\n")?;
    }
    let current = app.current_key();
    for (key, (first, last)) in keys {
        let what = if key == current { "SECRET_KEY" } else { "keep it in UMBRA_OLD_SECRET_KEYS" };
        print(format_args!("key {key} ({what}) recorded entries from {first} to {last}\n"))?;
    }
    if trimmed > 0 {
        print(format_args!("entries up to {trimmed} were deleted, being too old\n"))?;
    }
    for mark in &forgotten {
        print(format_args!("{}: noted, and deleted since: note a newer one\n", mark.id.0))?;
    }
    if let Some(end) = end {
        print(format_args!("{entries} entries, up to {end}\n"))?;
    }
    if damaged > 0 {
        return Err(Failure::AuditDamaged(damaged));
    }
    tell(if noted.is_empty() {
        "The log is as it was recorded, unless its end was taken back. Note ID:MAC of the last line \
         elsewhere and give it next time, with `--expect ID:MAC`; the log stream has one for each \
         entry, as `mark`."
    } else {
        "The log is as it was recorded, and has what was noted."
    });
    Ok(())
}
