//! How many rows of a kind a person may have.

use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::contract::table::resources;

#[umbra_test]
async fn nobody_has_more_than_the_most_not_even_at_once(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let second = ana.at(&t.second_process().await);
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let Some((most, code)) = resource.most else { continue };
        let mut count = resource.rows(&ana).await.len();
        while count < most - 3 {
            resource.draft(&ana).create().await;
            count += 1;
        }
        let requests = (0..10).map(|n| resource.create(if n % 2 == 0 { &ana } else { &second }));
        let replies = at_once(requests).await;
        let made: Vec<_> = replies.iter().filter(|reply| reply.status() == 201).collect();
        assert_eq!(made.len(), 3, "{replies:?}");
        for refused in replies.iter().filter(|reply| reply.status() != 201) {
            refused.assert_problem(409, code);
        }
        let rows = resource.rows(&ana).await;
        assert_eq!(rows.len(), most);

        resource.create(&ana).await.assert_problem(409, code);
        let keyed = resource.create(&ana).header("Idempotency-Key", "key").await;
        keyed.assert_problem(409, code);
        assert_eq!(resource.rows(&ana).await, rows, "what was refused changed nothing");
        resource.draft(&ben).create().await;
        let url = made[0].header("location").unwrap();
        for used in resource.uses(&ana, url) {
            let reply = used.await;
            assert!(reply.status() < 300, "a full list is no reason to refuse: {reply:?}");
        }
        ana.delete(url).await.assert_status(204);
        resource.draft(&ana).create().await;
    }
}
