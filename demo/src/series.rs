//! A price series from a CSV file: any columns, among them `timestamp` (unix seconds, UTC) and `price`.
//!
//! A price holds from its row's time until the next row's. Before the first row and after the last one a source says nothing.

use {
    crate::decimal::parse_price,
    anyhow::{Context, Result, anyhow, bail},
    std::path::Path,
};

/// 2100-01-01: a later time is one in milliseconds.
const LATEST: i64 = 4_102_444_800;
/// 2020-09-13: chain time here begins then.
const EARLIEST: i64 = 1_600_000_000;

/// See the module.
#[derive(Clone, Debug)]
pub struct Series {
    /// What the source is called.
    pub name: String,
    /// Where the rows come from.
    pub file: String,
    /// Time and price, times strictly rising.
    rows: Vec<(i64, i64)>,
    /// Rows whose time the next row repeats: the later one counts.
    pub repeated: usize,
    /// Prices with more than nine decimals, which were cut after the ninth.
    pub cut: usize,
}

impl Series {
    /// Reads a file; its name names the source.
    pub fn read(path: &Path) -> Result<Self> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{file}: cannot be read. Give the path of a CSV file with the columns timestamp and price"))?;
        let name = path
            .file_stem()
            .map_or_else(|| file.clone(), |stem| stem.to_string_lossy().into_owned());
        Self::parse(&name, &file, &text)
    }

    /// Reads the text of a file.
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader.headers().with_context(|| format!("{file}, line 1: not CSV"))?.clone();
        let column = |wanted: &str| {
            header.iter().position(|name| name.eq_ignore_ascii_case(wanted)).ok_or_else(|| {
                let found = header.iter().collect::<Vec<_>>().join(",");
                anyhow!(
                    "{file}, line 1: no column '{wanted}' in the header '{found}'. The first line must name the columns timestamp and price"
                )
            })
        };
        let (time, price) = (column("timestamp")?, column("price")?);
        let mut series = Self {
            name: name.to_owned(),
            file: file.to_owned(),
            rows: Vec::new(),
            repeated: 0,
            cut: 0,
        };
        for record in reader.records() {
            let record = record.map_err(|error| anyhow!("{file}: not CSV: {error}"))?;
            let line = record.position().map_or(0, csv::Position::line);
            let field = |index: usize, name: &str| {
                record.get(index).filter(|text| !text.is_empty()).ok_or_else(|| {
                    anyhow!(
                        "{file}, line {line}: {name} is missing. Every row needs a timestamp and a price; delete the row if there is none"
                    )
                })
            };
            let at = parse_time(field(time, "timestamp")?).with_context(|| format!("{file}, line {line}"))?;
            let (value, cut) = parse_price(field(price, "price")?).with_context(|| format!("{file}, line {line}"))?;
            series.cut += usize::from(cut);
            series.push(at, value).with_context(|| format!("{file}, line {line}"))?;
        }
        if series.rows.len() < 2 {
            bail!(
                "{file}: {} of prices, and a series needs two at least",
                crate::format::count(series.rows.len(), "row", "rows")
            );
        }
        Ok(series)
    }

    fn push(&mut self, at: i64, value: i64) -> Result<()> {
        match self.rows.last_mut() {
            Some(last) if last.0 > at => bail!("timestamp {at} comes after {}: sort the rows by timestamp, oldest first", last.0),
            Some(last) if last.0 == at => {
                last.1 = value;
                self.repeated += 1;
            }
            _ => self.rows.push((at, value)),
        }
        Ok(())
    }

    /// Last price at `t`; none before the first row and after the last one.
    pub fn at(&self, t: i64) -> Option<i64> {
        if t > self.last() {
            return None;
        }
        let after = self.rows.partition_point(|row| row.0 <= t);
        self.rows[..after].last().map(|row| row.1)
    }

    /// Time of the first row.
    pub fn first(&self) -> i64 {
        self.rows[0].0
    }

    /// Time of the last row.
    pub fn last(&self) -> i64 {
        self.rows[self.rows.len() - 1].0
    }

    /// All rows.
    pub fn rows(&self) -> &[(i64, i64)] {
        &self.rows
    }

    /// Lowest row: time and price.
    pub fn lowest(&self) -> (i64, i64) {
        self.rows.iter().copied().min_by_key(|row| row.1).unwrap_or_default()
    }

    /// Highest row: time and price.
    pub fn highest(&self) -> (i64, i64) {
        self.rows.iter().copied().max_by_key(|row| row.1).unwrap_or_default()
    }

    /// The longest time between two rows: from, to.
    pub fn longest_gap(&self) -> (i64, i64) {
        self.rows
            .windows(2)
            .map(|pair| (pair[0].0, pair[1].0))
            .max_by_key(|gap| gap.1 - gap.0)
            .unwrap_or_default()
    }

    /// Whether eight decimals hold every price.
    pub fn fits_eight_decimals(&self) -> bool {
        self.rows.iter().all(|row| row.1 % 10 == 0)
    }
}

/// Unix seconds.
fn parse_time(text: &str) -> Result<i64> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let at: i64 = whole.parse().map_err(|_| {
        anyhow!("timestamp '{text}' is not a whole number. Write times as unix seconds, UTC: 1678524300 is 2023-03-11 08:45")
    })?;
    if at > LATEST {
        bail!("timestamp {at} lies after the year 2100. Is it in milliseconds? Divide by 1000");
    }
    if at < EARLIEST {
        bail!(
            "timestamp {at} lies before {}. The simulated chain begins then",
            crate::time::utc(EARLIEST)
        );
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use {super::*, crate::decimal::SCALE};

    fn error(text: &str) -> String {
        format!("{:#}", Series::parse("x", "x.csv", text).unwrap_err())
    }

    #[test]
    fn a_price_holds_until_the_next_row_and_ends_with_the_last() {
        let series = Series::parse("x", "x.csv", "timestamp,price\n1700000000,1.0\n1700000060,0.9\n1700000300,0.95\n").unwrap();
        let at = |t: i64| series.at(1_700_000_000 + t);
        assert_eq!(at(-1), None);
        assert_eq!(at(0), Some(SCALE));
        assert_eq!(at(59), Some(SCALE));
        assert_eq!(at(60), Some(900_000_000));
        assert_eq!(at(300), Some(950_000_000));
        assert_eq!(at(301), None);
        assert_eq!(series.lowest(), (1_700_000_060, 900_000_000));
        assert_eq!(series.longest_gap(), (1_700_000_060, 1_700_000_300));
    }

    #[test]
    fn other_columns_line_ends_quotes_and_a_byte_order_mark_do_no_harm() {
        let text = "\u{feff}volume,\"Price\",Timestamp,note\r\n7,0.123456789,1700000000,\"a, b\"\r\n8,1,1700000001.0\r\n";
        let series = Series::parse("x", "x.csv", text).unwrap();
        assert_eq!(series.rows(), [(1_700_000_000, 123_456_789), (1_700_000_001, SCALE)]);
        assert!(!series.fits_eight_decimals());
    }

    #[test]
    fn decimals_beyond_the_ninth_are_cut_and_counted() {
        let series = Series::parse(
            "x",
            "x.csv",
            "timestamp,price\n1700000000,0.1234567899\n1700000001,0.1000000000000\n",
        )
        .unwrap();
        assert_eq!((series.rows()[0].1, series.cut), (123_456_789, 1));
    }

    #[test]
    fn of_a_repeated_time_the_later_row_counts() {
        let series = Series::parse("x", "x.csv", "timestamp,price\n1700000000,1\n1700000000,2\n1700000009,3\n").unwrap();
        assert_eq!(
            (series.rows().len(), series.repeated, series.at(1_700_000_000)),
            (2, 1, Some(2 * SCALE))
        );
    }

    #[test]
    fn errors_name_the_file_the_line_the_value_and_what_to_do() {
        let cases = [
            (
                "time,price\n",
                "x.csv, line 1: no column 'timestamp' in the header 'time,price'. The first line must name the columns timestamp and price",
            ),
            (
                "timestamp,close\n",
                "x.csv, line 1: no column 'price' in the header 'timestamp,close'. The first line must name the columns timestamp and price",
            ),
            (
                "timestamp,price\n1700000000,1\n",
                "x.csv: 1 row of prices, and a series needs two at least",
            ),
            (
                "timestamp,price\n2023-03-11,1\n",
                "x.csv, line 2: timestamp '2023-03-11' is not a whole number. Write times as unix seconds, UTC: 1678524300 is 2023-03-11 08:45",
            ),
            (
                "timestamp,price\n1678524300000,1\n",
                "x.csv, line 2: timestamp 1678524300000 lies after the year 2100. Is it in milliseconds? Divide by 1000",
            ),
            (
                "timestamp,price\n1500000000,1\n",
                "x.csv, line 2: timestamp 1500000000 lies before 2020-09-13 12:26:40. The simulated chain begins then",
            ),
            (
                "timestamp,price\n1700000000,1\n1600000001,1\n",
                "x.csv, line 3: timestamp 1600000001 comes after 1700000000: sort the rows by timestamp, oldest first",
            ),
            (
                "timestamp,price\n1700000000,1\n1700000001\n",
                "x.csv, line 3: price is missing. Every row needs a timestamp and a price; delete the row if there is none",
            ),
            (
                "timestamp,price\n1700000000,-0.5\n",
                "x.csv, line 2: price '-0.5' is not a decimal number. Write 0.9176, without a sign, thousands separators or an exponent",
            ),
            (
                "timestamp,price\n1700000000,9e-1\n",
                "x.csv, line 2: price '9e-1' is not a decimal number. Write 0.9176, without a sign, thousands separators or an exponent",
            ),
            (
                "timestamp,price\n1700000000,0.0000000001\n",
                "x.csv, line 2: price '0.0000000001' is not above zero (prices have nine decimals here). An oracle does not publish such a price: delete the row",
            ),
            (
                "timestamp,price\n1700000000,99999999999\n",
                "x.csv, line 2: price '99999999999' is too large: at most 1,000,000,000",
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(error(text), wanted, "for {text:?}");
        }
    }

    #[test]
    fn a_missing_file_says_what_is_wanted() {
        let text = format!("{:#}", Series::read(Path::new("no/such.csv")).unwrap_err());
        assert!(
            text.starts_with("no/such.csv: cannot be read. Give the path of a CSV file with the columns timestamp and price"),
            "{text}"
        );
    }
}
