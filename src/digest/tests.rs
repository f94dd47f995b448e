use proptest::prelude::*;

use super::*;

fn digest(numbers: impl IntoIterator<Item = f64>) -> Digest {
    let mut sketch = Sketch::new(COMPRESSION).unwrap();
    numbers.into_iter().for_each(|number| sketch.add(number));
    Digest::read(&sketch.digest()).unwrap()
}

/// So many numbers in a random order, each once.
fn shuffled(count: u32) -> impl Iterator<Item = f64> {
    // A multiplier without a factor of the count goes through all of them.
    (0..count).map(move |number| f64::from(number * 7_919 % count))
}

/// Answers of com.tdunning.math.stats.MergingDigest with a compression of 100.
#[test]
fn few_numbers_are_exact() {
    let evens = digest([4.0, 0.0, 6.0, 2.0]);
    let quantiles = |fractions: [f64; 5]| fractions.map(|fraction| evens.quantile(fraction).unwrap());
    assert_eq!(quantiles([0.0, 0.25, 0.5, 0.75, 1.0]), [0.0, 2.0, 4.0, 6.0, 6.0]);
    let ranks = |numbers: [f64; 7]| numbers.map(|number| evens.cdf(number).unwrap());
    assert_eq!(
        ranks([-1.0, 0.0, 1.0, 4.0, 5.9, 6.0, 7.0]),
        [0.0, 0.125, 0.25, 0.625, 0.75, 0.875, 1.0]
    );
    assert_eq!((evens.size(), evens.min(), evens.max()), (4, 0.0, 6.0));
    assert_eq!((evens.compression(), evens.centroids().len()), (100.0, 4));
    assert_eq!(evens.to_string(), "TDigest of 4, 0.0 to 6.0");
    let one = digest([7.5]);
    assert_eq!((one.cdf(7.4), one.cdf(7.5), one.cdf(7.6)), (Ok(0.0), Ok(0.5), Ok(1.0)));
    let equal = digest([1.0, 1.0, 1.0, 2.0]);
    assert_eq!((equal.cdf(1.0), equal.cdf(1.5)), (Ok(0.375), Ok(0.75)));
}

#[test]
fn nothing_has_no_quantiles() {
    let nothing = digest([f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    assert!(nothing.quantile(0.5).unwrap().is_nan() && nothing.cdf(1.0).unwrap().is_nan());
    assert_eq!(
        (nothing.size(), nothing.min(), nothing.max()),
        (0, f64::INFINITY, f64::NEG_INFINITY)
    );
    assert_eq!(nothing.to_string(), "TDigest of 0");
}

#[test]
fn many_numbers_are_close() {
    let many = digest(shuffled(100_000));
    assert!(many.centroids().len() < 250);
    for percent in 1..100 {
        let fraction = f64::from(percent) / 100.0;
        let quantile = many.quantile(fraction).unwrap();
        assert!(
            (quantile / 100_000.0 - fraction).abs() < 0.003,
            "{fraction}: {quantile}"
        );
        let rank = many.cdf(fraction * 100_000.0).unwrap();
        assert!((rank - fraction).abs() < 0.003, "{fraction}: {rank}");
    }
    // The ends are exact.
    assert_eq!((many.quantile(0.0), many.quantile(1.0)), (Ok(0.0), Ok(99_999.0)));
    assert_eq!(many.cdf(0.0), Ok(0.5 / 100_000.0));
    assert_eq!(many.cdf(99_999.0), Ok(1.0 - 0.5 / 100_000.0));
}

#[test]
fn digests_are_merged() {
    let mut merged = Sketch::new(COMPRESSION).unwrap();
    for part in 0..4 {
        let mut sketch = Sketch::new(COMPRESSION).unwrap();
        shuffled(10_000).for_each(|number| sketch.add(number * 4.0 + f64::from(part)));
        merged.merge(&sketch.digest()).unwrap();
    }
    let merged = Digest::read(&merged.digest()).unwrap();
    assert_eq!((merged.size(), merged.min(), merged.max()), (40_000, 0.0, 39_999.0));
    assert!((merged.quantile(0.5).unwrap() - 20_000.0).abs() < 120.0);
}

#[test]
fn what_is_wrong_is_refused() {
    assert_eq!(
        digest([1.0]).quantile(2.0),
        Err("the quantile 2 is not within 0 and 1".to_owned())
    );
    assert!(digest([1.0]).cdf(f64::NAN).unwrap_err().starts_with("NaN has no place"));
    let refusal = |compression| Sketch::new(compression).err().unwrap().message().to_owned();
    assert_eq!(refusal(0.5), "the compression 0.5 of a t-digest is not 1 or more");
    assert_eq!(refusal(f64::NAN), "the compression NaN of a t-digest is not 1 or more");
    let compression = |compression| {
        let bytes = Sketch::new(compression).unwrap().digest();
        Digest::read(&bytes).unwrap().compression()
    };
    assert_eq!([1.0, 100.5, 1e9].map(compression), [10.0, 101.0, 65_535.0]);
    assert!(
        Digest::read(&[1, 2, 3])
            .err()
            .unwrap()
            .starts_with("these are not the bytes of a t-digest")
    );
    assert!(Sketch::new(100.0).unwrap().merge(&[9; 40]).is_err());
    // Two centroids, the second of almost all numbers that can be counted.
    let header = [
        &[2, 1, 20, 100, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0][..],
        &0f64.to_le_bytes(),
        &1f64.to_le_bytes(),
    ]
    .concat();
    let centroid = |mean: f64, weight: u64| [mean.to_le_bytes(), weight.to_le_bytes()].concat();
    let huge = [header, centroid(0.0, 1), centroid(1.0, u64::MAX - 1)].concat();
    let mut sketch = Sketch::new(100.0).unwrap();
    assert_eq!(sketch.merge(&huge), Ok(()));
    assert!(
        sketch
            .merge(&huge)
            .unwrap_err()
            .contains("more numbers than can be counted")
    );
}

proptest! {
    /// Numbers of any size, few enough that each is alone.
    #[test]
    fn ranks_of_few_numbers_are_exact(
        numbers in proptest::collection::vec(prop_oneof![-3.0..3.0, (-3i32..3).prop_map(f64::from), -1e308..1e308], 1..60),
        x in prop_oneof![-3.0..3.0, (-3i32..3).prop_map(f64::from), -1e308..1e308],
    ) {
        let below = numbers.iter().filter(|number| **number < x).count() as f64;
        let equal = numbers.iter().filter(|number| **number == x).count() as f64;
        let exact = (below + equal / 2.0) / numbers.len() as f64;
        let rank = digest(numbers).cdf(x).unwrap();
        prop_assert!((rank - exact).abs() < 1e-12, "{rank} is not {exact}");
    }

    #[test]
    fn ranks_rise(
        numbers in proptest::collection::vec(-100.0..100.0f64, 1..3_000),
        x in -101.0..101.0f64,
        step in 0.0..20.0f64,
    ) {
        let digest = digest(numbers);
        let [low, high] = [x, x + step].map(|x| digest.cdf(x).unwrap());
        prop_assert!(0.0 <= low && low <= high + 1e-12 && high <= 1.0, "{low}, {high}");
    }

    #[test]
    fn asking_changes_nothing(parts in proptest::collection::vec(proptest::collection::vec(-1e3..1e3f64, 0..1_500), 1..6)) {
        let (mut asked, mut silent) = (Sketch::new(COMPRESSION).unwrap(), Sketch::new(COMPRESSION).unwrap());
        for number in parts.iter().flatten() {
            silent.add(*number);
        }
        for part in &parts {
            part.iter().for_each(|number| asked.add(*number));
            let _ = asked.digest();
        }
        prop_assert_eq!(asked.digest(), silent.digest());
    }

    #[test]
    fn any_bytes_are_a_digest_or_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..100), x in any::<f64>()) {
        let marked = [&[2, 1, 20, 100, 0, 0, 0, 0], &bytes[..]].concat();
        for bytes in [bytes, marked] {
            if let Ok(digest) = Digest::read(&bytes) {
                let _ = (digest.cdf(x), digest.quantile(x), digest.to_string());
            }
        }
    }
}
