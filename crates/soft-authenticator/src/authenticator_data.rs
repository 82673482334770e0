//! What the authenticator says and signs (WebAuthn level 3, §6.1).

use sha2::{Digest, Sha256};

use crate::Mutation;

/// The flags of an honest answer.
#[derive(Clone, Copy)]
pub(crate) struct Flags {
    pub(crate) user_verified: bool,
    pub(crate) backup_eligible: bool,
    pub(crate) backup_state: bool,
}

/// Writes the authenticator data. `attested` is the new credential, in a registration.
pub(crate) fn authenticator_data(
    rp_id: &str,
    flags: Flags,
    sign_count: u32,
    attested: Option<&[u8]>,
    mutations: &[Mutation],
) -> Vec<u8> {
    let Flags { mut user_verified, mut backup_eligible, mut backup_state } = flags;
    let (mut rp_id, mut sign_count, mut user_present) = (rp_id, sign_count, true);
    for mutation in mutations {
        match mutation {
            Mutation::RpId(other) => rp_id = other,
            Mutation::UserNotPresent => user_present = false,
            Mutation::UserNotVerified => user_verified = false,
            Mutation::BackupFlags { eligible, state } => {
                (backup_eligible, backup_state) = (*eligible, *state);
            }
            Mutation::SignCount(other) => sign_count = *other,
            _ => {}
        }
    }
    let flags = u8::from(user_present)
        | u8::from(user_verified) << 2
        | u8::from(backup_eligible) << 3
        | u8::from(backup_state) << 4
        | u8::from(attested.is_some()) << 6;

    let mut data = Sha256::digest(rp_id).to_vec();
    data.push(flags);
    data.extend(sign_count.to_be_bytes());
    data.extend(attested.unwrap_or_default());
    data
}
