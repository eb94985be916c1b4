//! Ranges of business dates, and how they are cut into days, weeks and months. Pure: the database knows days alone.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::Serialize;

use crate::app::App;
use crate::db::Reader;
use crate::error::{Error, Result};
use crate::settings::{self, Shop};
use crate::words::words;

/// Days of a report when the caller does not say.
const DEFAULT_DAYS: u64 = 30;
/// Months of a report at the most.
const MAX_MONTHS: u32 = 5 * 12;

words! {
    /// How days are put together.
    pub enum GroupBy {
        /// Each day.
        Day = "day",
        /// Weeks from Monday to Sunday. Source: ISO 8601.
        Week = "week",
        /// Months of the calendar.
        Month = "month",
    }
}

/// Business dates, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
}

/// A day, a week or a month of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Period {
    /// `2026-03-02`, `2026-W10` or `2026-03`.
    pub period: String,
    /// Its first day within the report.
    pub period_from: NaiveDate,
    /// Its last day within the report.
    pub period_to: NaiveDate,
}

impl Range {
    /// The range a caller asks for, with `today` for what is left out.
    ///
    /// # Errors
    /// `invalid`: from after to, more than five years, or a year beyond four digits.
    pub(super) fn of(from: Option<NaiveDate>, to: Option<NaiveDate>, today: NaiveDate) -> Result<Self> {
        let to = in_calendar(to.unwrap_or(today), "to")?;
        let from = match from {
            Some(from) => in_calendar(from, "from")?,
            None => to.checked_sub_days(Days::new(DEFAULT_DAYS - 1)).unwrap_or(to),
        };
        if from > to {
            return Err(Error::invalid("from", format!("A report ends on {to}, so it cannot begin on {from}.")));
        }
        if from.checked_add_months(Months::new(MAX_MONTHS)).is_some_and(|last| to > last) {
            return Err(Error::invalid("from", "A report covers five years at the most."));
        }
        Ok(Self { from, to })
    }

    /// One day.
    pub(super) fn day(day: NaiveDate) -> Self {
        Self { from: day, to: day }
    }

    /// The periods of the range, in order; together they are the range.
    pub(super) fn periods(self, group_by: GroupBy) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        for day in self.from.iter_days().take_while(|day| *day <= self.to) {
            let name = group_by.name(day);
            match periods.last_mut() {
                Some(last) if last.period == name => last.period_to = day,
                Some(_) | None => periods.push(Period { period: name, period_from: day, period_to: day }),
            }
        }
        periods
    }

    /// How often a day of the week is in the range.
    pub(super) fn count_of(self, weekday: Weekday) -> i64 {
        let until_first = i64::from(weekday.days_since(self.from.weekday()));
        let days = (self.to - self.from).num_days();
        if days < until_first { 0 } else { (days - until_first) / 7 + 1 }
    }
}

impl GroupBy {
    fn name(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Week => format!("{}-W{:02}", day.iso_week().year(), day.iso_week().week()),
            Self::Month => format!("{}-{:02}", day.year(), day.month()),
        }
    }
}

fn in_calendar(day: NaiveDate, field: &str) -> Result<NaiveDate> {
    if (1..=9999).contains(&day.year()) { Ok(day) } else { Err(Error::invalid(field, "A year has four digits.")) }
}

/// What every report begins with: the database, the shop and the days asked for.
pub(super) async fn look(app: &App, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<(Reader, Shop, Range)> {
    let mut reader = app.db.read();
    let shop = settings::store::shop(&mut reader).await?;
    let range = Range::of(from, to, shop.business_date(app.clock.now()))?;
    Ok((reader, shop, range))
}

/// Declares the input of a report over a range of days.
macro_rules! ranged_input {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The first business date. Left out: the thirtieth day up to `to`.
            pub(super) from: Option<chrono::NaiveDate>,
            /// The last business date. Left out: today, by the shop's clock.
            pub(super) to: Option<chrono::NaiveDate>,
            $($(#[$field_meta])* pub(super) $field: $type,)*
        }
    };
}
pub(super) use ranged_input;

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date of the test")
    }

    #[test]
    fn what_is_left_out_is_the_last_thirty_days() {
        let today = date("2026-03-30");
        let range = |from: Option<&str>, to: Option<&str>| Range::of(from.map(date), to.map(date), today);
        let whole = range(None, None).expect("thirty days");
        assert_eq!((whole.from, whole.to), (date("2026-03-01"), today));
        assert_eq!(range(None, Some("2026-02-10")).expect("thirty days").from, date("2026-01-12"));
        assert!(range(Some("2021-03-30"), None).is_ok());
        for (from, to) in [
            (Some("2021-03-29"), None),
            (Some("2026-03-31"), None),
            (Some("2026-02-02"), Some("2026-02-01")),
            (None, Some("-0001-01-01")),
        ] {
            assert!(range(from, to).is_err(), "{from:?} {to:?}");
        }
        assert!(Range::of(None, Some(NaiveDate::MAX), today).is_err());
    }

    #[test]
    fn weeks_are_those_of_iso_8601_and_end_where_the_range_ends() {
        let range = Range { from: date("2025-12-28"), to: date("2026-01-13") };
        let names = |group_by| -> Vec<(String, String, String)> {
            let row = |period: Period| (period.period, period.period_from.to_string(), period.period_to.to_string());
            range.periods(group_by).into_iter().map(row).collect()
        };
        let expected = [
            ("2025-W52", "2025-12-28", "2025-12-28"),
            ("2026-W01", "2025-12-29", "2026-01-04"),
            ("2026-W02", "2026-01-05", "2026-01-11"),
            ("2026-W03", "2026-01-12", "2026-01-13"),
        ];
        assert_eq!(names(GroupBy::Week), expected.map(|(a, b, c)| (a.into(), b.into(), c.into())));
        assert_eq!(names(GroupBy::Month).len(), 2);
        assert_eq!(names(GroupBy::Day).len(), 17);
        assert_eq!(range.count_of(Weekday::Sun), 3);
        assert_eq!(range.count_of(Weekday::Wed), 2);
        assert_eq!(Range::day(date("2026-01-01")).count_of(Weekday::Fri), 0);
    }
}
