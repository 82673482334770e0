//! `/api/actions`: the links behind the buttons of messages on phones.
//!
//! A link is no page: only `POST` acts, so that whoever looks ahead at links (mail scanners, chats,
//! browsers) does nothing by it.

use actix_web::{HttpResponse, http::header, middleware::from_fn, post, web};
use umbra_app::{
    App,
    action_link::{LINKS, LinkError},
};
use umbra_auth::ActionToken;

use crate::http::{Problem, rate::limit_auth, registry::Routes};

/// Tells whether a path is that of a link. Such a request needs no proof that no other site made a
/// browser send it: it takes nothing of a browser's, no cookie, no address, and whoever knows the token
/// may send it from anywhere, which is what ntfy's apps and its web page do.
pub(crate) fn is_link(path: &str) -> bool {
    path.starts_with(LINKS)
}

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    let scope = routes.scope("/api/actions").wrap(from_fn(limit_auth)).service(act_on_link);
    routes.service(scope);
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Dead => Self::not_found(),
            LinkError::Store(error) => error.into(),
        }
    }
}

/// Run the action of a message button
///
/// For the buttons that Umbra puts into messages to phones: dismisses or snoozes a reminder, or
/// completes or snoozes a todo or task, in the name of the person who got the message. The token in the path is all
/// it takes: no session, no `X-Requested-With`; a body is ignored. A link works once, for three days,
/// and only as long as what it is about is still due. Everything else is the same 404.
#[utoipa::path(
    tag = "notifications",
    security(()),
    params(("token" = String, Path, pattern = "^[-_A-Za-z0-9]{43}$",
        example = "Rk9PZGJhcnNlY3JldHRva2VuZm9yYWxpbmt0b2RvMTI")),
    responses((status = 204, description = "The action was carried out.")),
)]
#[post("/{token}")]
async fn act_on_link(
    app: web::Data<App>,
    token: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let token = ActionToken::parse(&token).ok_or_else(Problem::not_found)?;
    app.act_on_link(&token).await?;
    // ntfy's web page asks from another origin, and says that a button failed whose answer it can't see.
    Ok(HttpResponse::NoContent().insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")).finish())
}
