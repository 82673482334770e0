//! How many statements it takes.

use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, World, notify};
use crate::statistics::Statistics;

#[umbra_test]
async fn the_list_and_the_count_take_one_each_beside_the_session(t: TestApp) {
    let world = World::begin(&t).await;
    for number in 0..20 {
        let task = world.task(&format!("Task {number}")).await;
        notify(&t, &[world.commented(world.say(&task, "x").await)]).await;
    }
    let ben = &world.ben;
    let Some(mut statistics) = Statistics::of(&t, ben).await else { return };
    for path in [PATH, "/api/notifications?unread=true", "/api/notifications/unread-count"] {
        let each = statistics.of_request(&t, ben, path).await;
        assert!(each < 1.0 + 1.0 + 0.3, "{path} takes {each}");
    }
}
