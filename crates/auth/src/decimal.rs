//! JSON numbers as PostgREST 16 keeps them: exact decimals, whatever their size.

use std::fmt;

/// A number as `±digits × 10^exponent`, just as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// Without leading zeros; zero has none.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a JSON number. The text must be one; a JSON parser has seen to it.
    pub(crate) fn parse(number: &str) -> Self {
        let (negative, number) = number.strip_prefix('-').map_or((false, number), |number| (true, number));
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let beyond = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
        let exponent = exponent.parse().unwrap_or(beyond).saturating_sub_unsigned(fraction.len() as u64);
        let digits = format!("{whole}{fraction}").trim_start_matches('0').to_owned();
        Self { negative: negative && !digits.is_empty(), digits, exponent }
    }

    /// The number as an integer, if it is one and fits. `2.0` and `2e3` are integers.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        let (digits, exponent) = self.normal();
        if digits.is_empty() {
            return Some(0);
        }
        let zeros = usize::try_from(exponent).ok().filter(|zeros| *zeros < 20)?;
        let value: i128 = format!("{digits}{}", "0".repeat(zeros)).parse().ok()?;
        i64::try_from(if self.negative { -value } else { value }).ok()
    }

    /// Digits without trailing zeros, and the exponent that goes with them.
    fn normal(&self) -> (&str, i64) {
        let digits = self.digits.trim_end_matches('0');
        let dropped = (self.digits.len() - digits.len()) as u64;
        (digits, self.exponent.saturating_add_unsigned(dropped))
    }
}

/// What was written as an integer prints as one; a fraction from 0.1 to ten million prints its point where it stands,
/// any other with an exponent.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        match usize::try_from(self.exponent) {
            Ok(_) if self.digits.is_empty() => f.write_str("0"),
            Ok(zeros @ 0..=1024) => write!(f, "{}{}", self.digits, "0".repeat(zeros)),
            _ => self.fmt_fraction(f),
        }
    }
}

impl Decimal {
    fn fmt_fraction(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, exponent) = self.normal();
        if digits.is_empty() {
            return f.write_str("0.0");
        }
        // Where the point stands, counted from the first digit.
        let point = exponent.saturating_add_unsigned(digits.len() as u64);
        match usize::try_from(point) {
            Ok(0) => write!(f, "0.{digits}"),
            Ok(point @ 1..=7) if point < digits.len() => write!(f, "{}.{}", &digits[..point], &digits[point..]),
            Ok(point @ 1..=7) => write!(f, "{digits:0<point$}.0"),
            _ => {
                let (first, rest) = digits.split_at(1);
                let rest = if rest.is_empty() { "0" } else { rest };
                write!(f, "{first}.{rest}e{}", point.saturating_sub(1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn numbers_print_as_postgrest_prints_them() {
        for (written, printed) in [
            ("0", "0"),
            ("-0", "0"),
            ("0.0", "0.0"),
            ("-0.00", "0.0"),
            ("42", "42"),
            ("-42", "-42"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("1e3", "1000"),
            ("1.5E+3", "1500"),
            ("1.50", "1.5"),
            ("1.0", "1.0"),
            ("10.0", "10.0"),
            ("100.00", "100.0"),
            ("0.1", "0.1"),
            ("0.01", "1.0e-2"),
            ("-0.00012", "-1.2e-4"),
            ("1234567.5", "1234567.5"),
            ("12345678.5", "1.23456785e7"),
            ("10000000.0", "1.0e7"),
            ("1e2000", "1.0e2000"),
        ] {
            assert_eq!(Decimal::parse(written).to_string(), printed, "{written}");
        }
    }

    #[test]
    fn only_integers_that_fit_are_integers() {
        for (written, integer) in [
            ("0", Some(0)),
            ("-0.0", Some(0)),
            ("0e99999999999999999999", Some(0)),
            ("1300819380", Some(1_300_819_380)),
            ("1300819380.0", Some(1_300_819_380)),
            ("1.3e9", Some(1_300_000_000)),
            ("-1", Some(-1)),
            ("1.5", None),
            ("1e-1", None),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("1e19", None),
            ("1e99999999999999999999", None),
            ("1e-99999999999999999999", None),
        ] {
            assert_eq!(Decimal::parse(written).to_i64(), integer, "{written}");
        }
    }
}
