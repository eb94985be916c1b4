//! Points: what a purchase earns, what an amount costs in them. Pure.

use crate::money::round_div;
use crate::settings::Shop;

/// Points that a purchase earns: the shop's rate for each whole unit of the currency paid in anything but points.
pub(crate) fn earned(shop: &Shop, total_minor: i64, paid_in_points_minor: i64) -> i64 {
    let units = (total_minor - paid_in_points_minor).max(0) / unit_minor(shop);
    let points = i128::from(units) * i128::from(shop.loyalty_points_per_unit.e3()) / 1000;
    i64::try_from(points).expect("a rate times the units of an amount the till counts")
}

/// Points that pay an amount, rounded up; none when points are worth nothing in this shop.
pub(crate) fn price_in_points(shop: &Shop, amount_minor: i64) -> Option<i64> {
    let value_e4 = i128::from(shop.loyalty_point_value.e4());
    if value_e4 == 0 {
        return None;
    }
    let amount_e4 = i128::from(amount_minor) * 10_000 / i128::from(unit_minor(shop));
    i64::try_from((amount_e4 + value_e4 - 1) / value_e4).ok()
}

/// What of `points` belongs to the first `done` of `whole`, rounded on the running sum: the parts add up to all.
pub(crate) fn running_share(points: i64, whole_minor: i64, done_minor: i64) -> i64 {
    if done_minor >= whole_minor {
        return points;
    }
    let share = round_div(i128::from(points) * i128::from(done_minor), i128::from(whole_minor));
    i64::try_from(share).expect("a share of an i64 is an i64")
}

fn unit_minor(shop: &Shop) -> i64 {
    10_i64.pow(u32::from(shop.currency_digits))
}
