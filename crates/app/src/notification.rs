//! What people are told of.

use jiff::Timestamp;
use umbra_domain::{
    NotificationId, UserId,
    audit::{Action, COUNTER_REGRESSED, Entry, NEW_DEVICE, Outcome},
    notification::{Notice, Notification, NotificationDraft},
    page::Page,
    rights::Denied,
};
use umbra_store::{StoreError, notification};

use crate::{
    App,
    errors::{ListError, ReadError},
};

pub use umbra_store::notification::NotificationQuery;

impl App {
    /// Lists a page of what the caller was told and may still see, the newest first.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn notifications(
        &self,
        who: UserId,
        query: &NotificationQuery,
    ) -> Result<Page<Notification>, ListError> {
        Ok(notification::list(self.store.reader(), who, query).await?)
    }

    /// Counts what the caller hasn't read.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn unread_notifications(&self, who: UserId) -> Result<u64, StoreError> {
        notification::unread(self.store.reader(), who).await
    }

    /// Marks one as read, and returns it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn read_notification(
        &self,
        who: UserId,
        id: NotificationId,
    ) -> Result<Notification, ReadError> {
        let now = self.clock.now();
        notification::mark_read(self.store.autocommit(), who, id, now).await?;
        let found = notification::find(self.store.autocommit(), who, id).await?;
        Ok(found.ok_or(Denied::Missing)?)
    }

    /// Marks as read what the caller was told up to an instant, or up to now, and returns how many that
    /// were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn read_all_notifications(
        &self,
        who: UserId,
        up_to: Option<Timestamp>,
    ) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let up_to = up_to.unwrap_or(now);
        notification::mark_all_read(self.store.autocommit(), who, up_to, now).await
    }

    /// Deletes one.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn delete_notification(
        &self,
        who: UserId,
        id: NotificationId,
    ) -> Result<(), ReadError> {
        let now = self.clock.now();
        match notification::delete(self.store.autocommit(), who, id, now).await? {
            true => Ok(()),
            false => Err(Denied::Missing.into()),
        }
    }
}

/// Says what an entry of the audit log tells whoever's account it is about.
pub(crate) fn of_entry(entry: &Entry) -> impl Iterator<Item = NotificationDraft> {
    // Setting up what the server demands ends a sign-in.
    let signs_in = [Action::Login, Action::SecondFactor, Action::PasskeyLogin, Action::EnableTotp];
    let is_new = entry.outcome == Outcome::Success.as_str()
        && entry.detail.as_deref() == Some(NEW_DEVICE)
        && signs_in.iter().any(|action| action.as_str() == entry.action);
    let signed_in = is_new.then_some(Notice::SignedIn);
    let notices = signed_in.into_iter().chain(notice_of(entry));
    notices.filter_map(|notice| {
        Some(NotificationDraft::of_account(notice, entry.target?, entry.address.clone(), entry.at))
    })
}

fn notice_of(entry: &Entry) -> Option<Notice> {
    let action = Action::from_stored(&entry.action)?;
    let was_done = entry.outcome == Outcome::Success.as_str();
    let notice = match action {
        Action::Lockout => Notice::LockedOut,
        _ if !was_done => {
            let may_be_copied = entry.detail.as_deref() == Some(COUNTER_REGRESSED);
            return may_be_copied.then_some(Notice::PasskeyCopied);
        }
        Action::ChangePassword => Notice::PasswordChanged,
        Action::ResetPassword => Notice::PasswordReset,
        Action::EnableTotp => Notice::TotpEnabled,
        Action::DisableTotp => Notice::TotpDisabled,
        Action::DisableMfa => Notice::TotpRemoved,
        Action::NewBackupCodes => Notice::BackupCodesRenewed,
        Action::AddPasskey => Notice::PasskeyAdded,
        Action::DeletePasskey => Notice::PasskeyDeleted,
        Action::EnablePasswordless => Notice::PasswordlessEnabled,
        Action::DisablePasswordless | Action::RequirePassword => Notice::PasswordlessDisabled,
        Action::ChangeRole => Notice::RoleChanged,
        Action::Login
        | Action::SecondFactor
        | Action::PasskeyLogin
        | Action::Setup
        | Action::Register
        | Action::Logout
        | Action::Unlock
        | Action::DeleteAccount
        | Action::Export
        | Action::EndSessions
        | Action::CreateUser
        | Action::UnlockUser
        | Action::ChangeActive
        | Action::EnforceMfa
        | Action::EndUserSessions
        | Action::DeleteUser
        | Action::ImportUser
        | Action::RotateKeys
        | Action::RetryDelivery
        | Action::ChangeConfig
        | Action::TrimAudit => return None,
    };
    Some(notice)
}
