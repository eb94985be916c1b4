//! The time, from outside: the system's clock in the shop, a set one in tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

/// Tells the time, always truncated to whole microseconds, because Postgres keeps no more.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The computer's own clock.
    System,
    /// A clock that a test sets, in microseconds since 1970 UTC.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still until it is set again.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// Moves a fixed clock; the system's clock cannot be moved and stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Fixed(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// Now, in UTC, to the microsecond.
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match self {
            Self::System => Utc::now().timestamp_micros(),
            Self::Fixed(micros) => micros.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_micros(micros).expect("the years of this clock are in chrono's range")
    }
}

/// Before and after every business date, for lists without a bound.
pub const FIRST_DATE: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a date of the calendar");
/// The other bound.
pub const LAST_DATE: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date of the calendar");

/// The day a sale counts for: the shop's local date, where a day begins at `day_cutover_hour`.
///
/// It is computed once, when the sale is made, and stored; reports never convert time zones.
pub fn business_date(at: DateTime<Utc>, time_zone: Tz, day_cutover_hour: u8) -> NaiveDate {
    let local = at.with_timezone(&time_zone).naive_local();
    (local - TimeDelta::hours(i64::from(day_cutover_hour))).date()
}

/// The hour of the shop's wall clock, 0 to 23.
pub fn local_hour(at: DateTime<Utc>, time_zone: Tz) -> u8 {
    u8::try_from(at.with_timezone(&time_zone).hour()).expect("an hour is below 24")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time of the test table")
    }

    #[test]
    fn a_bar_that_closes_at_four_keeps_its_night_on_one_day() {
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(business_date(at("2026-03-28T23:30:00Z"), berlin, 0).to_string(), "2026-03-29");
        assert_eq!(business_date(at("2026-03-28T23:30:00Z"), berlin, 4).to_string(), "2026-03-28");
        // 02:30 local does not exist on this night; 01:30 UTC is 03:30 summer time.
        assert_eq!(business_date(at("2026-03-29T01:30:00Z"), berlin, 4).to_string(), "2026-03-28");
        assert_eq!(business_date(at("2026-03-29T02:00:00Z"), berlin, 4).to_string(), "2026-03-29");
    }

    #[test]
    fn the_hour_is_the_one_on_the_wall() {
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(local_hour(at("2026-03-29T00:59:00Z"), berlin), 1);
        assert_eq!(local_hour(at("2026-03-29T01:00:00Z"), berlin), 3);
        assert_eq!(local_hour(at("2026-12-31T23:30:00Z"), berlin), 0);
    }
}
