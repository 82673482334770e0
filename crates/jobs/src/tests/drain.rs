//! Doing everything at once.

use super::kit::{Kit, on_both};

on_both! {
    async fn draining_an_empty_outbox_does_nothing(kit: &Kit) {
        let drained = crate::drain(&kit.app, &kit.queue).await.unwrap();
        assert_eq!((drained.done, drained.failed.len(), drained.unknown), (0, 0, 0));
    }

    async fn a_drain_takes_more_than_one_batch(kit: &Kit) {
        kit.commit(1..=350).await;
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 350);
        kit.assert_all_done(350).await;
    }

    async fn facts_about_rows_that_are_gone_are_done(kit: &Kit) {
        kit.commit([12_345]).await;
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 1);
    }
}
