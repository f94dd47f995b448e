use proptest::prelude::*;
use rstest::rstest;

fn double(value: f64) -> String {
    let mut text = String::new();
    super::double(value, &mut text).unwrap();
    text
}

fn float(value: f32) -> String {
    let mut text = String::new();
    super::float(value, &mut text).unwrap();
    text
}

/// As Java prints them.
#[rstest]
#[case(0.0, "0.0")]
#[case(-0.0, "-0.0")]
#[case(100.0, "100.0")]
#[case(135.5, "135.5")]
#[case(0.001, "0.001")]
#[case(0.000_99, "9.9E-4")]
#[case(9_999_999.0, "9999999.0")]
#[case(1e7, "1.0E7")]
#[case(-12_345_678.5, "-1.23456785E7")]
#[case(1e10, "1.0E10")]
#[case(1.25e15, "1.25E15")]
#[case(123_456_789_012_345_680.0, "1.2345678901234568E17")]
#[case(1e21, "1.0E21")]
#[case(1e-300, "1.0E-300")]
#[case(f64::MIN_POSITIVE, "2.2250738585072014E-308")]
#[case(5e-324, "4.9E-324")]
#[case(1e-323, "9.9E-324")]
#[case(5e-323, "4.9E-323")]
#[case(f64::MAX, "1.7976931348623157E308")]
#[case(f64::NAN, "NaN")]
#[case(f64::NEG_INFINITY, "-Infinity")]
fn doubles_are_as_java_prints_them(#[case] value: f64, #[case] expected: &str) {
    assert_eq!(double(value), expected);
}

#[rstest]
#[case(1.1, "1.1")]
#[case(100.0, "100.0")]
#[case(3.4e38, "3.4E38")]
#[case(1e-10, "1.0E-10")]
#[case(1e-45, "1.4E-45")]
#[case(f32::INFINITY, "Infinity")]
fn floats_are_as_java_prints_them(#[case] value: f32, #[case] expected: &str) {
    assert_eq!(float(value), expected);
}

#[rstest]
#[case("1000", 2, "10.00")]
#[case("-5", 1, "-0.5")]
#[case("125", 3, "0.125")]
#[case("1", 6, "0.000001")]
#[case("5", 7, "5E-7")]
#[case("123", 10, "1.23E-8")]
#[case("1", -3, "1E+3")]
#[case("-12", -3, "-1.2E+4")]
#[case("0", 7, "0E-7")]
#[case("42", 0, "42")]
fn decimals_are_as_java_prints_them(#[case] unscaled: &str, #[case] scale: i32, #[case] expected: &str) {
    let mut text = String::new();
    super::decimal(unscaled, scale, &mut text).unwrap();
    assert_eq!(text, expected);
}

proptest! {
    #[test]
    fn numbers_come_back(bits: u64) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        prop_assert_eq!(double(value).parse::<f64>().unwrap().to_bits(), bits);
        let value = f32::from_bits(bits as u32);
        prop_assume!(value.is_finite());
        prop_assert_eq!(float(value).parse::<f32>().unwrap().to_bits(), bits as u32);
    }
}
