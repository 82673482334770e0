//! `/api/admin`: only for admins, and everything is audited.

mod audit_log;
mod config;
mod dashboard;
mod errors;
mod recovery;
mod user;
mod user_sessions;
mod users;

use actix_web::middleware::from_fn;

use crate::{
    delivery::admin as deliveries,
    http::{rate::limit_admin, registry::Routes},
};

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/admin")
            .wrap(from_fn(limit_admin))
            .service(dashboard::admin_dashboard)
            .service(audit_log::list_audit_log)
            .service(deliveries::list_all_deliveries)
            .service(deliveries::retry_delivery)
            .service(config::read_config)
            .service(config::update_config)
            .service(users::list_users)
            .service(users::create_user)
            .service(user::read_user)
            .service(user::delete_user)
            .service(user::change_role)
            .service(user::change_active)
            .service(recovery::reset_password)
            .service(recovery::unlock_user)
            .service(recovery::disable_mfa)
            .service(recovery::enforce_mfa)
            .service(recovery::disable_user_passwordless)
            .service(user_sessions::list_user_sessions)
            .service(user_sessions::end_user_sessions),
    );
}
