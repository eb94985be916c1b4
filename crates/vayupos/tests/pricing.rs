//! Prices, taxes, discounts and cash, against figures worked out elsewhere, and against laws that hold for any basket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

use std::collections::BTreeMap;

use num_rational::BigRational;
use proptest::prelude::*;
use serde::Deserialize;
use vayupos::currency::Currency;
use vayupos::money::{Amount, Money, Percent, UnitPrice};
use vayupos::quantity::Quantity;
use vayupos::sales::basket::{Discount, Line, LineTax, Policy, Priced, TaxScope, price, price_traced};
use vayupos::sales::explain::Step;
use vayupos::sales::tender::{Method, Tender, cash_payable_minor, quick_cash, settle};

#[derive(Deserialize)]
struct Case {
    name: String,
    currency: Currency,
    tax_scope: TaxScope,
    items: Vec<CaseItem>,
    discount_percent: Option<Percent>,
    discount_amount: Option<Amount>,
    net: String,
    tax_total: String,
    total: String,
    tax_by_name: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct CaseItem {
    unit_price: Amount,
    quantity: Quantity,
    discount_percent: Option<Percent>,
    discount_amount: Option<Amount>,
    taxes: Vec<CaseTax>,
}

#[derive(Deserialize)]
struct CaseTax {
    name: String,
    rate: Percent,
    included: bool,
}

fn discount(currency: Currency, percent: Option<Percent>, amount: Option<Amount>) -> Discount {
    let amount_minor = amount.map_or(0, |amount| currency.parse_money(&amount, "amount").unwrap().minor());
    Discount { percent: percent.unwrap_or_default(), amount_minor }
}

fn line(currency: Currency, item: CaseItem) -> Line {
    let tax = |tax: CaseTax| LineTax { name: tax.name, rate: tax.rate, included: tax.included };
    Line {
        unit_price: currency.parse_unit_price(&item.unit_price, "unit_price").unwrap(),
        quantity: item.quantity,
        discount: discount(currency, item.discount_percent, item.discount_amount),
        taxes: item.taxes.into_iter().map(tax).collect(),
    }
}

/// Laws of every priced basket.
#[track_caller]
fn assert_sound(priced: &Priced) {
    assert_eq!(priced.net_minor + priced.tax_minor, priced.total_minor, "net + tax = total");
    let sum = |of: fn(&vayupos::sales::basket::PricedLine) -> i64| priced.lines.iter().map(of).sum::<i64>();
    assert_eq!(sum(|line| line.order_discount_minor), priced.discount_minor, "Σ shares = the discount");
    assert_eq!(sum(|line| line.line_total_minor), priced.subtotal_minor);
    assert_eq!(sum(|line| line.net_minor), priced.net_minor);
    assert_eq!(sum(|line| line.tax_minor), priced.tax_minor);
    assert_eq!(sum(|line| line.discount_minor) + priced.discount_minor, priced.savings_minor);
    assert_eq!(priced.taxes.iter().map(|tax| tax.tax_minor).sum::<i64>(), priced.tax_minor, "Σ taxes = tax");
    for line in &priced.lines {
        assert_eq!(line.net_minor + line.tax_minor, line.total_minor, "net + tax = total, of each line");
        assert!((0..=line.line_total_minor).contains(&line.order_discount_minor));
        let added: i64 = line.taxes.iter().filter(|share| !share.tax.included).map(|share| share.tax_minor).sum();
        assert_eq!(
            line.total_minor,
            line.line_total_minor - line.order_discount_minor + added,
            "taxes that are included add nothing"
        );
    }
}

#[test]
fn the_figures_of_other_systems() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("data/money.json")).unwrap();
    assert_eq!(cases.len(), 46);
    for case in cases {
        let currency = case.currency;
        let policy = Policy { currency, tax_scope: case.tax_scope, cash_rounding: None };
        let lines: Vec<Line> = case.items.into_iter().map(|item| line(currency, item)).collect();
        let priced = price(&policy, &lines, discount(currency, case.discount_percent, case.discount_amount)).unwrap();
        assert_sound(&priced);
        let show = |minor| currency.money(minor).to_string();
        let taxes: BTreeMap<String, String> =
            priced.taxes.iter().map(|total| (total.tax.name.clone(), show(total.tax_minor))).collect();
        let got = (show(priced.net_minor), show(priced.tax_minor), show(priced.total_minor), taxes);
        assert_eq!(got, (case.net, case.tax_total, case.total, case.tax_by_name), "{}", case.name);
    }
}

#[derive(Deserialize)]
struct CashCase {
    currency: Currency,
    increment: Amount,
    total: Amount,
    cash_payable: Amount,
    rounding_line: Amount,
}

fn cash_policy(currency: Currency, step: Option<Money>) -> Policy {
    Policy { currency, tax_scope: TaxScope::Line, cash_rounding: step }
}

#[test]
fn cash_rounds_as_the_countries_say() {
    let cases: Vec<CashCase> = serde_json::from_str(include_str!("data/cash_rounding.json")).unwrap();
    assert!(cases.len() > 30);
    for case in cases {
        let step = case.currency.parse_money(&case.increment, "increment").unwrap();
        // A refund mirrors the sale, so totals below zero are rounded too.
        let total = case.total.scaled(case.currency.digits()).unwrap();
        let payable = cash_payable_minor(&cash_policy(case.currency, Some(step)), total);
        // The table writes forint without their two digits.
        let minor = |amount: &Amount| amount.scaled(case.currency.digits()).unwrap();
        let expected = (minor(&case.cash_payable), minor(&case.rounding_line));
        assert_eq!((payable, payable - total), expected, "{:?} of {:?}", case.currency, case.total);
    }
}

#[test]
fn quick_cash_offers_what_people_hand_over() {
    for (code, due, notes) in [
        ("USD", 3355, &["35.00", "40.00", "50.00", "100.00"][..]),
        ("EUR", 2000, &["25.00", "30.00", "40.00", "50.00"]),
        ("EUR", 1837, &["20.00", "50.00", "100.00", "200.00"]),
        ("JPY", 1837, &["2000", "5000", "10000"]),
        ("KWD", 1837, &["2.000", "5.000", "10.000", "20.000"]),
        ("EUR", 0, &[]),
        ("EUR", 500_000, &[]),
    ] {
        let policy = cash_policy(Currency::find(code).unwrap(), None);
        let offered: Vec<String> = quick_cash(&policy, due).iter().map(Money::to_string).collect();
        assert_eq!(offered, notes, "{code} {due}");
    }
}

#[test]
fn a_basket_beyond_what_the_till_counts_is_refused_and_does_not_overflow() {
    let policy = cash_policy(Currency::find("KWD").unwrap(), None);
    let line = Line {
        unit_price: UnitPrice::new(1_000_000_000_000, 3).unwrap(),
        quantity: Quantity::new(1_000_000_000),
        discount: Discount::NONE,
        taxes: vec![LineTax { name: "T".into(), rate: Percent::new(4_000_000).unwrap(), included: false }],
    };
    assert!(price(&policy, std::slice::from_ref(&line), Discount::NONE).is_err());
    let many = vec![Line { quantity: Quantity::new(5), ..line }; 500];
    assert!(price(&policy, &many, Discount::NONE).is_err());
}

fn any_tax() -> impl Strategy<Value = LineTax> {
    (0..6_usize, any::<bool>()).prop_map(|(which, included)| {
        let rates = [0, 21_000, 55_000, 77_777, 190_000, 1_234_567];
        LineTax { name: format!("{which} {included}"), rate: Percent::new(rates[which]).unwrap(), included }
    })
}

fn any_line() -> impl Strategy<Value = Line> {
    let taxes = prop::collection::vec(any_tax(), 0..4).prop_map(|mut taxes| {
        taxes.sort_by(|a, b| a.name.cmp(&b.name));
        taxes.dedup();
        taxes
    });
    (0..5_000_000_i64, 1..50_000_i64, 0..=1_000_000_i64, taxes).prop_map(
        |(price_e4, quantity_e3, percent_e4, taxes)| Line {
            unit_price: UnitPrice::new(price_e4, 2).unwrap(),
            quantity: Quantity::new(quantity_e3),
            discount: Discount { percent: Percent::new(percent_e4).unwrap(), amount_minor: 0 },
            taxes,
        },
    )
}

proptest! {
    #[test]
    fn any_basket_adds_up_to_the_cent(
        lines in prop::collection::vec(any_line(), 1..30),
        percent_e4 in 0..=1_000_000_i64,
        code in prop::sample::select(vec!["JPY", "EUR", "KWD"]),
        tax_scope in prop::sample::select(vec![TaxScope::Line, TaxScope::RateTotal]),
    ) {
        let policy = Policy { currency: Currency::find(code).unwrap(), tax_scope, cash_rounding: None };
        let order_discount = Discount { percent: Percent::new(percent_e4).unwrap(), amount_minor: 0 };
        assert_sound(&price(&policy, &lines, order_discount).unwrap());
    }

    #[test]
    fn the_order_of_lines_changes_no_total(lines in prop::collection::vec(any_line(), 2..10), turn in 1..9_usize) {
        for tax_scope in [TaxScope::Line, TaxScope::RateTotal] {
            let policy = Policy { currency: Currency::find("EUR").unwrap(), tax_scope, cash_rounding: None };
            let mut turned = lines.clone();
            turned.rotate_left(turn % lines.len());
            let (one, two) = (price(&policy, &lines, Discount::NONE).unwrap(), price(&policy, &turned, Discount::NONE).unwrap());
            prop_assert_eq!((one.net_minor, one.tax_minor, one.total_minor), (two.net_minor, two.tax_minor, two.total_minor));
        }
    }

    #[test]
    fn what_is_paid_is_the_total_and_its_rounding(
        total in 0..10_000_000_i64,
        card in 0..10_000_000_i64,
        notes in prop::collection::vec(1..500_000_i64, 0..4),
        step in prop::sample::select(vec![None, Some(5), Some(10), Some(100)]),
    ) {
        let currency = Currency::find("EUR").unwrap();
        let policy = cash_policy(currency, step.map(|step| currency.money(step)));
        let tender = |method, given_minor| Tender { method, given_minor, reference: None };
        let mut tenders: Vec<Tender> = notes.iter().map(|note| tender(Method::Cash, *note)).collect();
        tenders.push(tender(Method::Card, card));
        if let Ok(settled) = settle(&policy, total, tenders) {
            let paid: i64 = settled.tenders.iter().map(|settled| settled.amount_minor).sum();
            prop_assert_eq!(paid, total + settled.cash_rounding_minor);
            prop_assert!(settled.change_minor >= 0);
            prop_assert!(settled.tenders.iter().all(|settled| settled.amount_minor >= 0 && settled.change_minor >= 0));
            prop_assert_eq!(settled.tenders.iter().map(|settled| settled.change_minor).sum::<i64>(), settled.change_minor);
            prop_assert!(settled.cash_rounding_minor.abs() * 2 <= step.unwrap_or(0));
        }
    }
}

/// What a trace told must be what was priced, and each exact figure must round to the one that counts.
fn assert_explained(priced: &Priced, steps: &[Step]) {
    let mut taxes: Vec<Vec<(String, i64)>> = vec![Vec::new(); priced.lines.len()];
    let mut seen = [0; 8];
    for step in steps {
        match step {
            Step::Line(line) => {
                seen[0] += 1;
                assert_eq!(line.total_minor, priced.lines[line.place].line_total_minor);
                assert_eq!(half_up(&line.exact), line.total_minor);
            }
            Step::Subtotal { subtotal_minor } => {
                seen[1] += 1;
                assert_eq!(*subtotal_minor, priced.subtotal_minor);
            }
            Step::OrderDiscount(discount) => {
                seen[2] += 1;
                assert_eq!(discount.discount_minor, priced.discount_minor);
                let amount_minor = discount.discount.amount_minor;
                assert_eq!(half_up(&discount.exact_of_percent) + amount_minor, discount.discount_minor);
            }
            Step::DiscountShare { place, exact, share_minor } => {
                seen[3] += 1;
                assert_eq!(*share_minor, priced.lines[*place].order_discount_minor);
                let floor = i64::try_from(exact.floor().to_integer()).unwrap();
                assert!((floor..=floor + 1).contains(share_minor), "a share is within a unit of its exact part");
            }
            Step::Tax(tax) => {
                seen[4] += 1;
                taxes[tax.place].push((tax.tax.name.clone(), tax.tax_minor));
                assert_eq!(half_up(&tax.sum), tax.handed_out_minor + tax.tax_minor);
            }
            Step::Net { place, payable_minor, net_minor } => {
                seen[5] += 1;
                let line = &priced.lines[*place];
                let (payable, net) = (line.line_total_minor - line.order_discount_minor, line.net_minor);
                assert_eq!((*payable_minor, *net_minor), (payable, net));
            }
            Step::Total { net_minor, tax_minor, total_minor } => {
                seen[6] += 1;
                let figures = (priced.net_minor, priced.tax_minor, priced.total_minor);
                assert_eq!((*net_minor, *tax_minor, *total_minor), figures);
            }
            Step::Cash { .. } => seen[7] += 1,
        }
    }
    for (line, told) in priced.lines.iter().zip(taxes) {
        let counted = line.taxes.iter().map(|share| (share.tax.name.clone(), share.tax_minor)).collect::<Vec<_>>();
        assert_eq!(told, counted);
    }
    let (lines, shares) = (priced.lines.len(), priced.lines.iter().map(|line| line.taxes.len()).sum());
    let (discounts, parts) = if priced.discount_minor > 0 { (1, lines) } else { (seen[2], 0) };
    assert_eq!(seen, [lines, 1, discounts, parts, shares, lines, 1, 0], "every step is told, once");
}

/// Written anew here, so that it does not agree with a mistake.
fn half_up(exact: &BigRational) -> i64 {
    let doubled = exact * BigRational::from_integer(2.into());
    i64::try_from(
        ((doubled + BigRational::from_integer(1.into())) / BigRational::from_integer(2.into())).floor().to_integer(),
    )
    .unwrap()
}

proptest! {
    #[test]
    fn what_is_explained_is_what_is_priced(
        lines in prop::collection::vec(any_line(), 1..12),
        (percent_e4, amount_minor) in (0..=900_000_i64, 0..40_i64),
        code in prop::sample::select(vec!["JPY", "EUR", "KWD"]),
        tax_scope in prop::sample::select(vec![TaxScope::Line, TaxScope::RateTotal]),
    ) {
        let policy = Policy { currency: Currency::find(code).unwrap(), tax_scope, cash_rounding: None };
        let order_discount = Discount { percent: Percent::new(percent_e4).unwrap(), amount_minor };
        let mut steps = Vec::new();
        let traced = price_traced(&policy, &lines, order_discount, &mut steps);
        match price(&policy, &lines, order_discount) {
            Ok(priced) => {
                prop_assert_eq!(&priced, &traced.unwrap(), "listening changes nothing");
                assert_explained(&priced, &steps);
            }
            // A discount of a few units may be more than a basket of nothing is worth.
            Err(_) => prop_assert!(traced.is_err()),
        }
    }
}
