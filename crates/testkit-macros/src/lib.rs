//! The attribute [`macro@umbra_test`]. Users take it from `umbra_testkit`.

mod expand;
mod sentence;

use proc_macro::TokenStream;

/// Runs an async function as two tests, one on SQLite and one on PostgreSQL, each against a
/// server and a database of its own.
///
/// ```ignore
/// #[umbra_test]
/// async fn an_empty_title_is_refused(t: TestApp) {
///     let ana = t.user("ana").await;
///     ana.post("/api/todos", json!({"title": ""})).await.assert_problem(422, "invalid");
/// }
/// ```
///
/// becomes the tests `an_empty_title_is_refused::on_sqlite` and `…::on_postgres`. After the body
/// the jobs are drained; a failed job, or an event that nobody took out of the outbox, fails the
/// test.
///
/// `#[umbra_test(with = change)]` calls `fn change(&mut Setup)` before the server starts.
///
/// `#[ignore]` and `#[should_panic]` go to both tests, `#[cfg(…)]` to everything, and other
/// attributes stay with the function.
#[proc_macro_attribute]
pub fn umbra_test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(arguments.into(), item.into()).into()
}
