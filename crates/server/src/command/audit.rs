//! `umbra admin verify-audit`

use umbra_app::{
    App,
    admin::{AuditCheck, AuditDamage},
};

use super::{print, tell};
use crate::failure::Failure;

/// Verifies the audit log, and tells which keys its entries need.
pub(super) async fn verify(app: &App) -> Result<(), Failure> {
    let check = app.verify_audit().await.map_err(Failure::Store)?;
    let AuditCheck { entries, last, mac, damaged, damage, keys } = check;
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
    let mac: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    print(format_args!("{entries} entries, the last is {last} with {mac}\n"))?;
    if damaged > 0 {
        return Err(Failure::AuditDamaged(damaged));
    }
    tell(
        "The log is as it was recorded, unless its end was taken back: compare the last line with \
          an earlier one, or the log stream.",
    );
    Ok(())
}
