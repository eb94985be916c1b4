//! The time, from outside: the system's clock in the shop, a set one in tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, TimeZone, Timelike, Utc};
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

/// Years whose days can be asked for: what lies outside was never a day of a shop, and chrono's range has an end.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;
/// Minutes that a day's beginning is looked for where clocks jump over it; a whole day was once left out (Samoa, 2011).
const MAX_JUMP_MINUTES: i64 = 26 * 60;

/// The moment at which a business date begins; none outside the years a shop may ask for.
///
/// Where clocks jump over the hour, the day begins after the jump; where the hour is there twice, with the first.
pub fn business_day_start(date: NaiveDate, time_zone: Tz, day_cutover_hour: u8) -> Option<DateTime<Utc>> {
    if !YEARS.contains(&date.year()) {
        return None;
    }
    let begin = date.and_hms_opt(u32::from(day_cutover_hour), 0, 0)?;
    (0..=MAX_JUMP_MINUTES)
        .find_map(|minutes| time_zone.from_local_datetime(&(begin + TimeDelta::minutes(minutes))).earliest())
        .map(|start| start.to_utc())
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

    #[test]
    fn a_day_begins_where_the_one_before_it_ends() {
        for (zone, hour, date, start) in [
            (chrono_tz::UTC, 0, "2026-03-02", "2026-03-02T00:00:00Z"),
            (chrono_tz::Europe::Berlin, 4, "2026-03-02", "2026-03-02T03:00:00Z"),
            // Clocks jump from two to three.
            (chrono_tz::Europe::Berlin, 2, "2026-03-29", "2026-03-29T01:00:00Z"),
            // Two o'clock is there twice.
            (chrono_tz::Europe::Berlin, 2, "2026-10-25", "2026-10-25T00:00:00Z"),
            // Midnight is left out.
            (chrono_tz::America::Sao_Paulo, 0, "2018-11-04", "2018-11-04T03:00:00Z"),
            // The whole day is left out.
            (chrono_tz::Pacific::Apia, 0, "2011-12-30", "2011-12-30T10:00:00Z"),
        ] {
            let date: NaiveDate = date.parse().expect("a date of the test table");
            assert_eq!(business_day_start(date, zone, hour), Some(at(start)), "{zone} {date}");
        }
        assert_eq!(business_day_start(NaiveDate::MAX, chrono_tz::UTC, 0), None);
        assert_eq!(business_day_start(NaiveDate::MIN, chrono_tz::UTC, 0), None);
    }

    #[test]
    fn every_moment_lies_in_its_own_day() {
        for zone in [chrono_tz::Europe::Berlin, chrono_tz::America::New_York, chrono_tz::Australia::Lord_Howe] {
            for hours in 0..2 * 366 * 24 {
                let moment = at("2026-01-01T00:30:00Z") + TimeDelta::hours(hours);
                let date = business_date(moment, zone, 4);
                let next = date.succ_opt().expect("a day");
                let (start, end) = (business_day_start(date, zone, 4), business_day_start(next, zone, 4));
                assert!(start <= Some(moment) && Some(moment) < end, "{zone} {moment}");
            }
        }
    }
}
