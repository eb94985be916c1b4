//! Who works here.

use serde_json::json;
use vayupos::auth::{self, Caller, Role};
use vayupos::error::Code;
use vayupos::users;

use crate::shop::{refused, stories};

stories! {
    async fn the_matrix_of_roles_is_what_each_role_is_told_of_itself(shop: Shop) {
        let owner = shop.owner().await;
        let roles = shop.call(&owner, users::list_roles, json!({})).await.unwrap().data;
        assert_eq!(roles.iter().map(|role| role.role).collect::<Vec<_>>(), Role::ALL);
        for role in &roles[1..] {
            let caller = shop.staff(&owner, role.role.as_str()).await;
            let told = shop.call(&caller, auth::get_me, json!({})).await.unwrap().permissions;
            assert_eq!(role.permissions.iter().map(|right| right.key).collect::<Vec<_>>(), told);
            assert!(role.permissions.iter().all(|right| roles[0].permissions.contains(right)));
            refused(shop.call(&caller, users::list_roles, json!({})).await, Code::Forbidden);
        }
        let users = roles[0].permissions.iter().find(|right| right.key == "manage_users").unwrap();
        assert_eq!(users.action, "manage users");
    }

    async fn a_user_is_changed_and_what_is_left_out_stays(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "username": "carla", "password": "correct horse", "email": "carla@example.com", "phone": "1" });
        let carla = shop.call(&owner, auth::register, input).await.unwrap();
        let input = json!({ "user_id": carla.id, "full_name": "Carla Cash", "phone": null });
        let changed = shop.call(&owner, users::update_user, input).await.unwrap();
        assert_eq!((changed.full_name.as_deref(), changed.phone.as_deref()), (Some("Carla Cash"), None));
        assert_eq!(changed.email.as_deref(), Some("carla@example.com"));
        assert_eq!(shop.call(&owner, users::get_user, json!({ "user_id": carla.id })).await.unwrap(), changed);
        let taken = json!({ "username": "dora", "password": "correct horse", "email": "dora@example.com" });
        shop.call(&owner, auth::register, taken).await.unwrap();
        let input = json!({ "user_id": carla.id, "email": "DORA@example.com" });
        refused(shop.call(&owner, users::update_user, input).await, Code::Conflict);
        let names: Vec<_> = shop.call(&owner, users::list_users, json!({})).await.unwrap().data.into_iter().map(|user| user.username).collect();
        assert_eq!(names, ["carla", "dora", "Olga"]);
        let page = shop.call(&owner, users::list_users, json!({ "limit": 2 })).await.unwrap();
        let rest = shop.call(&owner, users::list_users, json!({ "limit": 2, "cursor": page.next_cursor })).await.unwrap();
        assert_eq!((rest.data.len(), rest.data[0].username.as_str(), rest.next_cursor), (1, "Olga", None));
        refused(shop.call(&owner, users::get_user, json!({ "user_id": vayupos::id::Id::now() })).await, Code::NotFound);
    }

    async fn who_is_deactivated_is_out_at_once_and_can_come_back(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "username": "carla", "password": "correct horse" });
        let carla = shop.call(&owner, auth::register, input.clone()).await.unwrap();
        let session = shop.call(&Caller::nobody(), auth::login, input.clone()).await.unwrap();
        let user = json!({ "user_id": carla.id });
        assert!(!shop.call(&owner, users::deactivate_user, user.clone()).await.unwrap().is_active);
        assert_eq!(shop.app.caller(Some(&session.access_token)).await.unwrap_err().code(), Code::Unauthenticated);
        refused(shop.call(&Caller::nobody(), auth::login, input.clone()).await, Code::InvalidCredentials);
        assert!(shop.call(&owner, users::activate_user, user).await.unwrap().is_active);
        assert!(shop.app.caller(Some(&session.access_token)).await.is_err(), "the old session stays ended");
        shop.call(&Caller::nobody(), auth::login, input).await.unwrap();
    }

    async fn a_new_role_counts_at_once(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "username": "carla", "password": "correct horse" });
        let carla = shop.call(&owner, auth::register, input.clone()).await.unwrap();
        let session = shop.call(&Caller::nobody(), auth::login, input).await.unwrap();
        let me = async || shop.app.caller(Some(&session.access_token)).await.unwrap();
        refused(shop.call(&me().await, users::list_users, json!({})).await, Code::Forbidden);
        shop.call(&owner, users::update_user, json!({ "user_id": carla.id, "role": "admin" })).await.unwrap();
        shop.call(&me().await, users::list_users, json!({})).await.unwrap();
    }

    async fn the_last_admin_stays(shop: Shop) {
        let owner = shop.owner().await;
        let olga = shop.call(&owner, auth::get_me, json!({})).await.unwrap().user;
        refused(shop.call(&owner, users::deactivate_user, json!({ "user_id": olga.id })).await, Code::Conflict);
        let demotion = json!({ "user_id": olga.id, "role": "manager" });
        refused(shop.call(&owner, users::update_user, demotion.clone()).await, Code::Conflict);
        let input = json!({ "username": "second", "password": "correct horse", "role": "admin" });
        let second = shop.call(&owner, auth::register, input).await.unwrap();
        assert_eq!(shop.call(&owner, users::update_user, demotion).await.unwrap().role, Role::Manager);
        let second_in = shop.sign_in("second", "correct horse").await;
        refused(shop.call(&second_in, users::deactivate_user, json!({ "user_id": second.id })).await, Code::Conflict);
    }

    async fn a_new_password_signs_one_out_everywhere_else(shop: Shop) {
        shop.owner().await;
        let old = json!({ "username": "olga", "password": "correct horse" });
        let elsewhere = shop.call(&Caller::nobody(), auth::login, old.clone()).await.unwrap();
        let here = shop.sign_in("olga", "correct horse").await;
        let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
        let error = refused(shop.call(&here, auth::change_password, change("wrong", "battery staple")).await, Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("current_password"));
        let error = refused(shop.call(&here, auth::change_password, change("correct horse", "short")).await, Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("new_password"));
        shop.call(&here, auth::change_password, change("correct horse", "battery staple")).await.unwrap();
        assert!(shop.app.caller(Some(&elsewhere.access_token)).await.is_err());
        shop.call(&here, auth::get_me, json!({})).await.unwrap();
        refused(shop.call(&Caller::nobody(), auth::login, old).await, Code::InvalidCredentials);
        shop.sign_in("olga", "battery staple").await;
    }
}
