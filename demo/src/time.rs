//! UTC times as people write them. Time is unix seconds.

/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// Seconds of an hour.
pub const HOUR: i64 = 3_600;

/// Day number of a time.
pub fn day_of(t: i64) -> i64 {
    t.div_euclid(DAY)
}

/// First midnight at or after `t + days`, as a day number.
pub fn midnight_after(t: i64, days: i64) -> i64 {
    (t + days * DAY + DAY - 1).div_euclid(DAY)
}

/// Year, month, day of a day number (Howard Hinnant's `civil_from_days`).
fn civil(day: i64) -> (i64, i64, i64) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

/// `2023-03-11`.
pub fn date(t: i64) -> String {
    let (y, m, d) = civil(day_of(t));
    format!("{y:04}-{m:02}-{d:02}")
}

/// `2023-03-11 08:45`, with seconds when there are any.
pub fn utc(t: i64) -> String {
    let seconds = t.rem_euclid(60);
    let tail = if seconds == 0 { String::new() } else { format!(":{seconds:02}") };
    format!("{} {}{tail}", date(t), clock(t))
}

/// `03-11 08:45`.
pub fn short(t: i64) -> String {
    let (_, m, d) = civil(day_of(t));
    format!("{m:02}-{d:02} {}", clock(t))
}

/// `08:45`.
pub fn clock(t: i64) -> String {
    let s = t.rem_euclid(DAY);
    format!("{:02}:{:02}", s / HOUR, s % HOUR / 60)
}

/// `2 h 15 min`, `14 d`, `90 s`.
pub fn span(seconds: i64) -> String {
    match seconds {
        s if s >= 2 * DAY => format!("{} d", (s + DAY / 2) / DAY),
        s if s >= HOUR && s % HOUR < 60 => format!("{} h", s / HOUR),
        s if s >= HOUR => format!("{} h {} min", s / HOUR, s % HOUR / 60),
        s if s >= 60 && s % 60 == 0 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_what_the_calendar_says() {
        assert_eq!(utc(0), "1970-01-01 00:00");
        assert_eq!(utc(1_678_524_300), "2023-03-11 08:45");
        assert_eq!(utc(1_678_610_987), "2023-03-12 08:49:47");
        assert_eq!(utc(1_709_164_800), "2024-02-29 00:00");
        assert_eq!(short(1_678_524_300), "03-11 08:45");
    }

    #[test]
    fn a_period_runs_to_the_first_midnight_at_least_that_far_away() {
        assert_eq!(midnight_after(0, 1), 1);
        assert_eq!(midnight_after(1, 1), 2);
        assert_eq!(midnight_after(DAY - 1, 7), 8);
    }

    #[test]
    fn spans_read_well() {
        assert_eq!(span(300), "5 min");
        assert_eq!(span(3_600), "1 h");
        assert_eq!(span(8_100), "2 h 15 min");
        assert_eq!(span(14 * DAY), "14 d");
        assert_eq!(span(90), "90 s");
    }
}
