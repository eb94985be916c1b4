//! Every endpoint of the original, as the table in `docs/API.md` lists them, called over HTTP by an admin.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use vayupos::id::Id;

use crate::program::{Program, on_both};

const PAPER: &str = include_str!("../../../../docs/API.md");
/// The endpoints of the original's README.
const ENDPOINTS: usize = 53;

/// A row of the table.
#[derive(Debug)]
struct Endpoint {
    method: Method,
    /// Below `/api/v1`, with its places to fill.
    path: &'static str,
    operation: &'static str,
}

fn endpoints() -> Vec<Endpoint> {
    let rows = PAPER.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, method, path, operation, _, _] = cells[..] else { return None };
        let path = path.strip_prefix("/api/v1")?;
        Some(Endpoint { method: method.parse().unwrap(), path, operation })
    });
    rows.collect()
}

impl Endpoint {
    /// Its path as the document writes it: the names in the places are ours there.
    fn is_at(&self, template: &str) -> bool {
        let path = self.path.split('?').next().unwrap().trim_end_matches('/');
        let template = template.strip_prefix("/api/v1").unwrap();
        path.split('/').count() == template.split('/').count()
            && path
                .split('/')
                .zip(template.split('/'))
                .all(|(own, other)| own == other || (own.starts_with('{') && other.starts_with('{')))
    }

    /// What the document says of it.
    fn documented<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        let paths = document["paths"].as_object().unwrap();
        let (_, methods) = paths.iter().find(|(template, _)| self.is_at(template))?;
        methods.get(self.method.as_str().to_ascii_lowercase())
    }
}

/// What a call takes: what to put into the path, and the body.
type Call = (String, Option<Value>);

/// A shop with something of everything in it, made anew where a call uses it up.
struct Prepared<'a> {
    program: &'a Program,
    product_id: String,
    customer_id: String,
}

impl<'a> Prepared<'a> {
    async fn new(program: &'a Program) -> Self {
        let product_id = program.scan("BK-001").await["id"].as_str().unwrap().to_owned();
        let mut prepared = Self { program, product_id, customer_id: String::new() };
        prepared.customer_id = prepared.made("/customers", json!({ "name": "Ines Duarte" })).await;
        prepared
    }

    /// Makes something; answers its id.
    async fn made(&self, path: &str, body: Value) -> String {
        let (status, made) = self.program.post(path, body).await;
        assert_eq!(status, StatusCode::CREATED, "{path}: {made}");
        made["id"].as_str().unwrap().to_owned()
    }

    async fn user(&self) -> String {
        self.made("/auth/register", json!({ "username": Id::now(), "password": "four green bicycles" })).await
    }

    async fn category(&self) -> String {
        self.made("/categories", json!({ "name": Id::now() })).await
    }

    async fn product(&self) -> String {
        self.made("/products", json!({ "sku": Id::now(), "name": "Lantern", "price": "9.90", "stock_quantity": "5" }))
            .await
    }

    fn items(&self) -> Value {
        json!([{ "product_id": self.product_id, "quantity": "1" }])
    }

    /// An order that waits to be paid.
    async fn order(&self) -> Value {
        let body = json!({ "customer_id": self.customer_id, "items": self.items() });
        let (status, order) = self.program.post("/orders", body).await;
        assert_eq!(status, StatusCode::CREATED, "{order}");
        order
    }

    async fn order_id(&self) -> String {
        self.order().await["id"].as_str().unwrap().to_owned()
    }

    /// A payment on an order of its own.
    async fn payment(&self) -> String {
        let order = self.order().await;
        self.made("/payments", json!({ "order_id": order["id"], "method": "card", "amount": order["total"] })).await
    }

    async fn inventory_log(&self) -> String {
        let body = json!({ "product_id": self.product_id, "quantity": "2", "reason": "purchase" });
        self.made("/inventory/logs", body).await
    }

    async fn call(&self, operation: &str) -> Option<Call> {
        let none = String::new();
        let body = |body: Value| (String::new(), Some(body));
        Some(match operation {
            "register" => body(json!({ "username": "newcomer", "password": "four green bicycles", "role": "cashier" })),
            "login" => body(json!({ "username": "cashier1", "password": "cashier123" })),
            "change_password" => body(json!({ "current_password": "admin123", "new_password": "four green bicycles" })),
            "get_user" | "deactivate_user" => (self.user().await, None),
            "update_user" => (self.user().await, Some(json!({ "full_name": "Anna Berg", "role": "manager" }))),
            "activate_user" => {
                let id = self.user().await;
                let (status, _) = self.program.call(Method::DELETE, &format!("/users/{id}"), None).await;
                assert_eq!(status, StatusCode::OK);
                (id, Some(json!({})))
            }
            "create_category" => body(json!({ "name": "Garden" })),
            "get_category" | "delete_category" => (self.category().await, None),
            "update_category" => (self.category().await, Some(json!({ "name": "Balcony" }))),
            "create_product" => body(json!({ "sku": "SPADE", "name": "Spade", "price": "14.50" })),
            "get_product" | "delete_product" => (self.product().await, None),
            "search_products" => ("cappuccino".into(), None),
            "update_product" => (self.product().await, Some(json!({ "price": "10.40" }))),
            "create_customer" => body(json!({ "name": "Noor Haddad", "phone": "+31 20 123 45 67" })),
            "get_customer" => (self.customer_id.clone(), None),
            "search_customers" => ("duarte".into(), None),
            "update_customer" => (self.customer_id.clone(), Some(json!({ "notes": "Likes it hot." }))),
            "delete_customer" => (self.made("/customers", json!({ "name": "Gone Soon" })).await, None),
            "adjust_loyalty_points" => (self.customer_id.clone(), Some(json!({ "points": 50, "reason": "Welcome." }))),
            "create_order" => body(json!({ "customer_id": self.customer_id, "items": self.items() })),
            "get_order" | "get_payment_status" => (self.order_id().await, None),
            "update_order" => (self.order_id().await, Some(json!({ "notes": "Without sugar." }))),
            "cancel_order" => (self.order_id().await, Some(json!({ "reason": "Changed their mind." }))),
            "get_order_by_number" => (self.order().await["order_number"].as_str().unwrap().to_owned(), None),
            "list_customer_orders" => (self.customer_id.clone(), None),
            "create_payment" => {
                let order = self.order().await;
                body(json!({ "order_id": order["id"], "method": "cash", "amount": "50.00" }))
            }
            "get_payment" => (self.payment().await, None),
            "update_payment" => (self.payment().await, Some(json!({ "reference": "T-0042" }))),
            "refund_payment" => (self.payment().await, Some(json!({ "amount": "1.00", "reason": "Cold." }))),
            "create_inventory_log" => body(
                json!({ "product_id": self.product_id, "quantity": "-1", "reason": "damage", "notes": "Dropped." }),
            ),
            "get_inventory_log" => (self.inventory_log().await, None),
            "list_product_history" => (self.product_id.clone(), None),
            "adjust_stock" => {
                (self.product_id.clone(), Some(json!({ "quantity": "3", "notes": "Found behind the shelf." })))
            }
            "get_me"
            | "list_users"
            | "list_categories"
            | "list_products"
            | "list_low_stock"
            | "list_customers"
            | "list_orders"
            | "list_payments"
            | "list_inventory_logs"
            | "get_inventory_summary"
            | "get_sales_report"
            | "list_product_sales"
            | "get_methods_report"
            | "get_inventory_report"
            | "get_daily_summary"
            | "get_customers_report" => (none, None),
            _ => return None,
        })
    }
}

/// A path with something in its place.
fn filled(path: &str, with: &str) -> String {
    match (path.split_once('{'), path.split_once('}')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{with}{after}"),
        _ => format!("{path}{with}"),
    }
}

on_both! {
    async fn every_endpoint_of_the_original_answers(program: Program) {
        program.open_demo_shop().await;
        program.sign_in("admin", "admin123").await;
        let document = program.client.get(format!("{}/openapi.json", program.url)).send().await.unwrap();
        let document: Value = document.json().await.unwrap();
        assert_eq!(endpoints().len(), ENDPOINTS);
        let prepared = Prepared::new(&program).await;
        for endpoint in endpoints() {
            let documented = endpoint.documented(&document).unwrap_or_else(|| panic!("{endpoint:?} is not there"));
            assert_eq!(documented["operationId"], endpoint.operation, "{endpoint:?}");
            let success = if documented["responses"].get("201").is_some() { StatusCode::CREATED } else { StatusCode::OK };
            let call = prepared.call(endpoint.operation).await;
            let (with, body) = call.unwrap_or_else(|| panic!("{endpoint:?} is not called"));
            let (status, answer) = program.call(endpoint.method.clone(), &filled(endpoint.path, &with), body).await;
            assert_eq!(status, success, "{endpoint:?}: {answer}");
            assert!(answer.is_object(), "{endpoint:?}: {answer}");
        }
    }
}
