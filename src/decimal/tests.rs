use std::cmp::Ordering;

use num_bigint::BigInt;
use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn texts_are_those_of_java() {
    for text in [
        "0",
        "0.0",
        "-1.50",
        "1E+3",
        "1.0E+10",
        "0E+5",
        "0E-8",
        "1E-7",
        "0.000001",
        "10.00",
        "-12345678901234567890.5",
    ] {
        assert_eq!(decimal(text).to_string(), text);
    }
    assert_eq!(decimal("00.5").to_string(), "0.5");
    assert_eq!(decimal("+1e3").to_string(), "1E+3");
    for text in ["", "-", ".", "1.2.3", "1e", "one", "1E+2147483648", "--1", "1_0"] {
        assert!(text.parse::<Decimal>().is_err(), "{text}");
    }
}

/// What the mirrored API answers.
#[test]
fn scales_of_results_are_those_of_java() {
    let of = |left: &str, operator: char, right: &str| {
        let (left, right) = (decimal(left), decimal(right));
        let result = match operator {
            '+' => left.plus(&right),
            '-' => left.minus(&right),
            '*' => left.times(&right),
            '/' => left.divided(&right, 8),
            _ => left.remainder(&right),
        };
        result.unwrap().to_string()
    };
    for (left, operator, right, expected) in [
        ("1.5", '+', "1", "2.5"),
        ("1E+3", '+', "1", "1001"),
        ("1E+3", '-', "1E+3", "0E+3"),
        ("-3.255", '-', "-3.255", "0.000"),
        ("1E+3", '*', "1.00", "1.00E+3"),
        ("2", '/', "3", "0.66666667"),
        ("-3.255", '/', "3", "-1.08500000"),
        ("1E+3", '/', "1.0E+10", "1.0E-7"),
        ("-3.25", '/', "1.0E+10", "0E-8"),
        ("1E+3", '%', "2", "0E+2"),
        ("10.00", '%', "2", "0.00"),
        ("1E+3", '%', "1.00", "0E+1"),
        ("1E+3", '%', "4", "0E+1"),
        ("1.5", '%', "0.25", "0.00"),
        ("2", '%', "3.0", "2"),
        ("-3.255", '%', "2", "-1.255"),
        ("10.00", '%', "0.3", "0.10"),
        ("1E+3", '%', "0.3", "0.1"),
        ("10.00", '%', "6", "4.00"),
    ] {
        assert_eq!(of(left, operator, right), expected, "{left} {operator} {right}");
    }
}

#[test]
fn no_text_of_few_bytes_takes_all_memory() {
    let (huge, one) = (decimal("1E+999999999"), decimal("1"));
    assert_eq!(huge.plus(&one), None);
    assert_eq!(huge.divided(&one, 8), None);
    assert_eq!(one.divided(&huge, 8), Some(decimal("0E-8")));
    assert_eq!(huge.remainder(&one), None);
    assert_eq!(huge.whole(), None);
    assert_eq!(decimal("1E-999999999").whole(), Some(BigInt::ZERO));
    assert_eq!(decimal("1E+2000000000").times(&decimal("1E+2000000000")), None);
    assert_eq!(huge.to_f64(), f64::INFINITY);
    assert_eq!(huge.order(&one), Ordering::Greater);
    assert_eq!(huge.negated().order(&one.negated()), Ordering::Less);
}

#[test]
fn roots_are_rounded_half_up() {
    let of = |text: &str| Decimal::new(root(&decimal(text), 10), 10).to_string();
    assert_eq!(of("36.1250"), "6.0104076401");
    assert_eq!(of("84"), "9.1651513899");
    assert_eq!(of("1"), "1.0000000000");
    assert_eq!(of("9.96471574633447355616905449"), "3.1566937999");
    // The square of a number that ends just in the middle.
    assert_eq!(of("1.00000000010000000000250000000000"), "1.0000000001");
}

#[test]
fn texts_of_decimals_ascend_with_the_numbers() {
    let ascending = [
        "-1E+3", "-100.5", "-100", "-10.00", "-9.5", "-0.05", "-0.049", "0", "0.001", "0.05", "0.5", "1", "1.5",
        "9.99", "1E+1", "10.01", "99", "1E+2", "1E+30",
    ];
    let bytes = |text: &str| {
        let mut bytes = Vec::new();
        order::write(text, &mut bytes);
        bytes
    };
    for pair in ascending.windows(2) {
        assert!(bytes(pair[0]) < bytes(pair[1]), "{pair:?}");
    }
    for (one, other) in [
        ("10", "1E+1"),
        ("10.00", "10"),
        ("0.0", "0E+5"),
        ("-1.50", "-1.5"),
        ("00.5", ".5"),
    ] {
        assert_eq!(bytes(one), bytes(other), "{one} {other}");
    }
}

proptest! {
    #[test]
    fn texts_are_read_back(digits in any::<i128>(), cut in 0u32..127, scale in -40i64..60) {
        let decimal = Decimal::new(digits >> cut, scale);
        let text = decimal.to_string();
        prop_assert_eq!(text.parse::<Decimal>(), Ok(decimal.clone()), "{}", text);
        if let Some((digits, scale)) = plain(&text) {
            prop_assert_eq!(&Decimal::new(digits, scale), &decimal);
        }
        // Without an exponent it is the same number.
        let unscaled = decimal.to_plain().unwrap();
        prop_assert_eq!(unscaled.parse::<Decimal>().unwrap().order(&decimal), Ordering::Equal, "{}", unscaled);
    }

    #[test]
    fn quotients_are_rounded_as_asked(dividend in -1000i64..1000, divisor in prop_oneof![-30i64..0, 1i64..30]) {
        let exact = dividend as f64 / divisor as f64;
        let of = |rounding: Rounding| {
            let quotient = rounding.quotient(&dividend.into(), &divisor.into());
            quotient.map(|quotient| quotient.to_string())
        };
        // Adding 0.0 makes minus zero zero.
        let whole = |value: f64| Some((value + 0.0).to_string());
        prop_assert_eq!(of(Rounding::Down), whole(exact.trunc()));
        prop_assert_eq!(of(Rounding::Up), whole(exact.abs().ceil().copysign(exact)));
        prop_assert_eq!(of(Rounding::Ceiling), whole(exact.ceil()));
        prop_assert_eq!(of(Rounding::Floor), whole(exact.floor()));
        prop_assert_eq!(of(Rounding::HalfUp), whole(exact.round()));
        prop_assert_eq!(of(Rounding::HalfEven), whole(exact.round_ties_even()));
        let half_down = if (exact.abs().fract() - 0.5).abs() < 1e-9 { exact.trunc() } else { exact.round() };
        prop_assert_eq!(of(Rounding::HalfDown), whole(half_down));
        prop_assert_eq!(of(Rounding::Unnecessary), (dividend % divisor == 0).then(|| (dividend / divisor).to_string()));
    }

    #[test]
    fn the_order_of_numbers_is_that_of_their_bytes(
        left in (-200i64..200, -3i64..4), right in (-200i64..200, -3i64..4)
    ) {
        let [left, right] = [left, right].map(|(digits, scale)| Decimal::new(digits, scale));
        let bytes = |decimal: &Decimal| {
            let mut bytes = Vec::new();
            order::write(&decimal.to_string(), &mut bytes);
            bytes
        };
        prop_assert_eq!(left.order(&right), bytes(&left).cmp(&bytes(&right)));
        prop_assert_eq!(left.order(&right), left.to_f64().total_cmp(&right.to_f64()));
    }

    #[test]
    fn roots_are_next_to_the_number(digits in 0u64.., scale in 0i64..30) {
        let value = Decimal::new(digits, scale);
        let (twice, shift) = (root(&value, 10) * 2, 20 - scale);
        // Between the squares of what is half a unit below and above.
        let (below, above): (BigInt, BigInt) = (&twice - 1, &twice + 1);
        let (times, by) = (power(shift.max(0)).unwrap() * 4, power((-shift).max(0)).unwrap());
        prop_assert!(twice == BigInt::ZERO || below.pow(2) * &by <= &value.digits * &times);
        prop_assert!(&value.digits * &times < above.pow(2) * &by);
    }
}

#[test]
fn quotients_and_roots_have_the_digits_of_java() {
    let seven = MathContext::DECIMAL32;
    let divided = |left: &str, right: &str, context: MathContext| {
        let quotient = context.divided(&decimal(left), &decimal(right));
        quotient.map(|quotient| quotient.to_string())
    };
    let is = |text: &str| Ok(text.to_owned());
    assert_eq!(divided("6.00", "3", seven), is("2.00"));
    assert_eq!(divided("1", "3", seven), is("0.3333333"));
    assert_eq!(divided("2", "3", seven), is("0.6666667"));
    assert_eq!(divided("-1.00", "8", seven), is("-0.125"));
    assert_eq!(divided("0.00", "7.000", seven), is("0E+1"));
    assert_eq!(divided("12345678", "1", seven), is("1.234568E+7"));
    assert_eq!(divided("99999999.5", "1", seven), is("1.000000E+8"));
    assert_eq!(divided("7.100", "2", MathContext::UNLIMITED), is("3.550"));
    assert_eq!(divided("1", "1024", MathContext::UNLIMITED), is("0.0009765625"));
    assert_eq!(divided("1", "3", MathContext::UNLIMITED), Err(Unrounded::Inexact));
    let root = |value: &str, context: MathContext| context.root(&decimal(value)).map(|root| root.to_string());
    assert_eq!(root("2", MathContext::DECIMAL64), is("1.414213562373095"));
    assert_eq!(root("0.0000", seven), is("0.00"));
    assert_eq!(root("2.2500", seven), is("1.50"));
    assert_eq!(root("1E+4", seven), is("1E+2"));
    assert_eq!(root("2", MathContext::UNLIMITED), Err(Unrounded::Inexact));
    assert_eq!(root("-1", seven), Err(Unrounded::Inexact));
}

proptest! {
    #[test]
    fn quotients_and_roots_are_the_nearest(left in 1i64.., right in 1i64.., digits in 1u32..20) {
        let context = MathContext { precision: digits, rounding: Rounding::HalfEven };
        let (left, right) = (Decimal::new(left, 3), Decimal::new(right, 5));
        let half = |of: &Decimal| Decimal::new(5, of.scale + 1);
        let quotient = context.divided(&left, &right).unwrap();
        // Half a unit of the last digit is the most by which it may be wrong; zeros may end it.
        let digits_of = |of: &Decimal| of.digits.to_string().len() as u32;
        prop_assert!(digits_of(&quotient) <= digits);
        let error = quotient.times(&right).unwrap().minus(&left).unwrap();
        let most = half(&quotient).times(&right).unwrap();
        prop_assert!(error.order(&most).is_le() && error.negated().order(&most).is_le());
        let root = context.root(&left).unwrap();
        let (low, high) = (root.minus(&half(&root)).unwrap(), root.plus(&half(&root)).unwrap());
        prop_assert!(digits_of(&root) <= digits);
        prop_assert!(low.times(&low).unwrap().order(&left).is_le() && high.times(&high).unwrap().order(&left).is_ge());
    }
}
