//! Functions of single numbers, after the mirrored API's `Numeric`: they skip nulls, and give null for null.

use super::kernel::{map1, map2};
use super::kind::{Bool, Byte, Char, Double, Fallible, Float, Int, Long, Maybe, Short};
use super::table::Table;

pub(super) fn add(table: &mut Table) {
    signs(table);
    roundings(table);
    doubles(table);
    not_numbers(table);
    comparisons(table);
    whole(table);
    exact(table);
    bits(table);
}

/// None for the value that stands for null.
macro_rules! there {
    ($value:expr, $null:expr) => {{
        let value = $value;
        (value != $null).then_some(value)
    }};
}
pub(super) use there;

fn signs(table: &mut Table) {
    macro_rules! whole {
        ($($kind:ident $native:ident),*) => {$(
            table.function("abs(x)", "x without its sign.", map1::<$kind, $kind>($native::wrapping_abs));
            table.function("signum(x)", "-1, 0 or 1: the sign of x as an int, as there.", map1::<$kind, Int>(|x| (x as i32).signum()));
        )*};
    }
    whole!(Byte i8, Short i16, Int i32, Long i64);
    macro_rules! floating {
        ($($kind:ident $native:ident),*) => {$(
            table.function("abs(x)", "x without its sign.", map1::<$kind, $kind>($native::abs));
            table.function("signum(x)", "-1, 0 or 1: the sign of x as an int, as there.", map1::<$kind, Int>(|x| (x as i32).signum()));
            table.function(
                "copySign(x, sign)",
                "x with the sign of another number.",
                map2::<$kind, $kind, $kind>($native::copysign),
            ).also(&["Math.copySign"]);
        )*};
    }
    floating!(Float f32, Double f64);
    macro_rules! copy_sign {
        ($($kind:ident $native:ident),*) => {$(
            table.function(
                "copySign(x, sign)",
                "x with the sign of another number.",
                map2::<$kind, $kind, $kind>(|x, sign| {
                    if sign < 0 { x.wrapping_abs().wrapping_neg() } else { x.wrapping_abs() }
                }),
            );
        )*};
    }
    copy_sign!(Byte i8, Short i16, Int i32, Long i64);
}

/// `Math.round`: halves go up.
pub(super) fn round(x: f64) -> f64 {
    let down = x.floor();
    if x - down >= 0.5 { down + 1.0 } else { down }
}

fn roundings(table: &mut Table) {
    let about = "The whole number nearest to x; halves go up.";
    table.function(
        "round(x)",
        about,
        map1::<Double, Maybe<Long>>(|x| there!(round(x) as i64, i64::MIN)),
    );
    table.function(
        "round(x)",
        about,
        map1::<Float, Long>(|x| i64::from(round(f64::from(x)) as i32)),
    );
    table.function("round(x)", about, map1::<Long, Long>(|x| x));
    table
        .function(
            "rint(x)",
            "The whole number nearest to x; halves go to the even one.",
            map1::<Double, Double>(f64::round_ties_even),
        )
        .also(&["Math.rint"]);
    table
        .function(
            "floor(x)",
            "The largest whole number that is not above x.",
            map1::<Double, Double>(f64::floor),
        )
        .also(&["Math.floor"]);
    table
        .function(
            "ceil(x)",
            "The least whole number that is not below x.",
            map1::<Double, Double>(f64::ceil),
        )
        .also(&["Math.ceil"]);
}

fn doubles(table: &mut Table) {
    macro_rules! one {
        ($($call:literal $java:literal $about:literal $f:expr;)*) => {$(
            table.function($call, $about, map1::<Double, Double>($f)).also(&[$java]);
        )*};
    }
    one! {
        "sqrt(x)" "Math.sqrt" "The square root of x." f64::sqrt;
        "cbrt(x)" "Math.cbrt" "The cube root of x." cube_root;
        "exp(x)" "Math.exp" "Euler's number to the power of x." f64::exp;
        "expm1(x)" "Math.expm1" "Euler's number to the power of x, less 1." f64::exp_m1;
        "log(x)" "Math.log" "The natural logarithm of x." f64::ln;
        "log10(x)" "Math.log10" "The logarithm of x to the base 10." f64::log10;
        "log1p(x)" "Math.log1p" "The natural logarithm of 1 + x." f64::ln_1p;
        "sin(x)" "Math.sin" "The sine of an angle in radians." f64::sin;
        "cos(x)" "Math.cos" "The cosine of an angle in radians." f64::cos;
        "tan(x)" "Math.tan" "The tangent of an angle in radians." f64::tan;
        "asin(x)" "Math.asin" "The angle in radians whose sine is x." f64::asin;
        "acos(x)" "Math.acos" "The angle in radians whose cosine is x." f64::acos;
        "atan(x)" "Math.atan" "The angle in radians whose tangent is x." f64::atan;
        "sinh(x)" "Math.sinh" "The hyperbolic sine of x." f64::sinh;
        "cosh(x)" "Math.cosh" "The hyperbolic cosine of x." f64::cosh;
        "tanh(x)" "Math.tanh" "The hyperbolic tangent of x." f64::tanh;
        "toDegrees(x)" "Math.toDegrees" "An angle in radians as degrees." |x| x * (180.0 / std::f64::consts::PI);
        "toRadians(x)" "Math.toRadians" "An angle in degrees as radians." |x| x * (std::f64::consts::PI / 180.0);
        "nextUp(x)" "Math.nextUp" "The next double above x." next_up;
        "nextDown(x)" "Math.nextDown" "The next double below x." next_down;
        "ulp(x)" "Math.ulp" "The distance from x to the next double." ulp;
    }
    macro_rules! two {
        ($($call:literal $java:literal $about:literal $f:expr;)*) => {$(
            table.function($call, $about, map2::<Double, Double, Double>($f)).also(&[$java]);
        )*};
    }
    two! {
        "pow(x, y)" "Math.pow" "x to the power of y." power;
        "hypot(x, y)" "Math.hypot" "The length of the hypotenuse of a right triangle." f64::hypot;
        "atan2(y, x)" "Math.atan2" "The angle in radians of a point." f64::atan2;
        "IEEEremainder(x, y)" "Math.IEEEremainder" "The remainder of x by the nearest multiple of y." ieee_remainder;
        "nextAfter(x, towards)" "Math.nextAfter" "The next double from x in a direction." next_after;
    }
    table
        .function(
            "scalb(x, power)",
            "x times a power of 2.",
            map2::<Double, Int, Double>(|x, power| {
                // In two steps, as one power may be beyond the largest double.
                let power = power.clamp(-2_200, 2_200);
                x * 2f64.powi(power / 2) * 2f64.powi(power - power / 2)
            }),
        )
        .also(&["Math.scalb"]);
    table
        .function(
            "ulp(x)",
            "The distance from x to the next float.",
            map1::<Float, Float>(|x| {
                let size = x.abs();
                match size {
                    f32::MAX => size - size.next_down(),
                    size if size.is_finite() => size.next_up() - size,
                    size => size,
                }
            }),
        )
        .also(&["Math.ulp"]);
    table
        .function(
            "nextUp(x)",
            "The next float above x.",
            map1::<Float, Float>(f32::next_up),
        )
        .also(&["Math.nextUp"]);
    table
        .function(
            "nextDown(x)",
            "The next float below x.",
            map1::<Float, Float>(f32::next_down),
        )
        .also(&["Math.nextDown"]);
    table
        .function(
            "getExponent(x)",
            "The exponent of x to the base 2.",
            map1::<Double, Int>(|x| (x.to_bits() >> 52 & 0x7ff) as i32 - 1023),
        )
        .also(&["Math.getExponent"]);
    table
        .function(
            "getExponent(x)",
            "The exponent of x to the base 2.",
            map1::<Float, Int>(|x| (x.to_bits() >> 23 & 0xff) as i32 - 127),
        )
        .also(&["Math.getExponent"]);
}

/// The next double above; not the one that stands for null.
fn next_up(x: f64) -> f64 {
    match x.next_up() {
        f64::MIN => f64::MIN.next_up(),
        up => up,
    }
}

fn next_down(x: f64) -> f64 {
    match x.next_down() {
        f64::MIN => f64::NEG_INFINITY,
        down => down,
    }
}

/// The cube root as Java computes it, by the algorithm of fdlibm: within 0.667 units in the last place.
fn cube_root(x: f64) -> f64 {
    const EIGHTH: f64 = 19.0 / 35.0;
    let size = x.abs();
    if size == 0.0 || !size.is_finite() {
        return x;
    }
    let high = |value: f64| (value.to_bits() >> 32) as u32;
    let of_high = |high: u32| f64::from_bits(u64::from(high) << 32);
    // About the cube root: a third of the exponent. Subnormal numbers are scaled before.
    let rough = match high(size) {
        bits if bits < 0x0010_0000 => of_high(high(size * 18_014_398_509_481_984.0) / 3 + 696_219_795),
        bits => of_high(bits / 3 + 715_094_163),
    };
    // To 23 bits.
    let s = EIGHTH + rough * rough / size * rough;
    let mut root = rough * (5.0 / 14.0 + (45.0 / 28.0) / (s + 99.0 / 70.0 + (-864.0 / 1225.0) / s));
    // Cut to 20 bits, and made larger than the cube root.
    root = of_high(high(root) + 1);
    // One step of Newton's method.
    let quotient = size / (root * root);
    root += root * ((quotient - root) / (root + root + quotient));
    root.copysign(x)
}

/// Java's `pow`: 1 to an infinite power is no number.
pub(super) fn power(x: f64, y: f64) -> f64 {
    if y.is_nan() || (x.abs() == 1.0 && y.is_infinite()) {
        f64::NAN
    } else {
        x.powf(y)
    }
}

pub(super) fn ulp(x: f64) -> f64 {
    let size = x.abs();
    if size == f64::MAX {
        size - size.next_down()
    } else if size.is_finite() {
        size.next_up() - size
    } else {
        size
    }
}

fn ieee_remainder(x: f64, y: f64) -> f64 {
    let rest = x % y;
    let half = y.abs() / 2.0;
    // The quotient is odd where the rest is half of y: the nearest even one is away from zero then.
    let odd = ((x - rest) / y) % 2.0 != 0.0;
    if rest.abs() > half || (rest.abs() == half && odd) {
        rest - y.abs().copysign(rest)
    } else if rest == 0.0 {
        rest.copysign(x)
    } else {
        rest
    }
}

fn next_after(x: f64, towards: f64) -> f64 {
    if x.is_nan() || towards.is_nan() {
        f64::NAN
    } else if towards > x {
        next_up(x)
    } else if towards < x {
        next_down(x)
    } else {
        towards
    }
}

fn not_numbers(table: &mut Table) {
    macro_rules! floating {
        ($($kind:ident $native:ident),*) => {$(
            table.function("isNaN(x)", "Whether x is no number; null is not NaN.", map1::<Maybe<$kind>, Bool>(|x| {
                x.is_some_and($native::is_nan)
            }));
            table.function("isInf(x)", "Whether x is infinite.", map1::<Maybe<$kind>, Bool>(|x| {
                x.is_some_and($native::is_infinite)
            }));
            table.function("isFinite(x)", "Whether x is a number that is not infinite; null is not.", map1::<Maybe<$kind>, Bool>(|x| {
                x.is_some_and($native::is_finite)
            }));
            table.function("replaceIfNaN(x, replacement)", "x, or the replacement where x is no number.",
                map2::<Maybe<$kind>, Maybe<$kind>, Maybe<$kind>>(|x, replacement| match x {
                    Some(x) if x.is_nan() => replacement,
                    x => x,
                }));
            table.function("replaceIfNullNaN(x, replacement)", "x, or the replacement where x is null or no number.",
                map2::<Maybe<$kind>, Maybe<$kind>, Maybe<$kind>>(|x, replacement| x.filter(|x| !x.is_nan()).or(replacement)));
            table.function("replaceIfNonFinite(x, replacement)", "x, or the replacement where x is null, no number or infinite.",
                map2::<Maybe<$kind>, Maybe<$kind>, Maybe<$kind>>(|x, replacement| x.filter(|x| x.is_finite()).or(replacement)));
        )*};
    }
    floating!(Float f32, Double f64);
    // Other whole numbers widen to long.
    table.function(
        "isNaN(x)",
        "Whether x is no number; null is not NaN.",
        map1::<Maybe<Long>, Bool>(|_| false),
    );
    table.function(
        "isInf(x)",
        "Whether x is infinite.",
        map1::<Maybe<Long>, Bool>(|_| false),
    );
    table.function(
        "isFinite(x)",
        "Whether x is a number that is not infinite; null is not.",
        map1::<Maybe<Long>, Bool>(|x| x.is_some()),
    );
}

fn comparisons(table: &mut Table) {
    macro_rules! narrow {
        ($($kind:ident),*) => {$(
            table.function(
                "compare(x, y)",
                "How far x is from y. Null comes first.",
                map2::<Maybe<$kind>, Maybe<$kind>, Int>(|x, y| match (x, y) {
                    (Some(x), Some(y)) => i32::from(x) - i32::from(y),
                    (x, y) => x.is_some().cmp(&y.is_some()) as i32,
                }),
            );
        )*};
    }
    narrow!(Byte, Char, Short);
    let about = "-1, 0 or 1: whether x comes before, with or after y. Null comes first, no number last.";
    table.function(
        "compare(x, y)",
        about,
        map2::<Maybe<Long>, Maybe<Long>, Int>(|x, y| x.cmp(&y) as i32),
    );
    table.function(
        "compare(x, y)",
        about,
        map2::<Maybe<Double>, Maybe<Double>, Int>(|x, y| match (x, y) {
            (Some(x), Some(y)) => x
                .partial_cmp(&y)
                .map_or_else(|| x.is_nan().cmp(&y.is_nan()) as i32, |order| order as i32),
            (x, y) => x.is_some().cmp(&y.is_some()) as i32,
        }),
    );
}

fn whole(table: &mut Table) {
    macro_rules! whole {
        ($($kind:ident $native:ident),*) => {$(
            table.function("floorMod(x, y)", "The rest of x by y, with the sign of y.",
                map2::<$kind, $kind, Fallible<$kind>>(|x, y| match (x.checked_rem(y), y) {
                    (_, 0) => Err("/ by zero".to_owned()),
                    (Some(rest), y) if rest != 0 && (rest < 0) != (y < 0) => Ok(rest + y),
                    (rest, _) => Ok(rest.unwrap_or(0)),
                }),
            ).also(&["Math.floorMod"]);
            table.function("floorDiv(x, y)", "x by y, rounded down.",
                map2::<$kind, $kind, Fallible<$kind>>(|x, y| match y {
                    0 => Err("/ by zero".to_owned()),
                    y => {
                        let (quotient, rest) = (x.wrapping_div(y), x.wrapping_rem(y));
                        Ok(if rest != 0 && (rest < 0) != (y < 0) { quotient - 1 } else { quotient })
                    }
                }),
            ).also(&["Math.floorDiv"]);
        )*};
    }
    whole!(Byte i8, Short i16, Int i32, Long i64);
}

fn exact(table: &mut Table) {
    macro_rules! exact {
        ($($kind:ident $native:ident $overflow:literal),*) => {$(
            table.function("addExact(x, y)", "x + y, which must fit the type.",
                map2::<$kind, $kind, Fallible<$kind>>(|x, y| x.checked_add(y).ok_or_else(|| $overflow.to_owned())),
            ).also(&["Math.addExact"]);
            table.function("subtractExact(x, y)", "x - y, which must fit the type.",
                map2::<$kind, $kind, Fallible<$kind>>(|x, y| x.checked_sub(y).ok_or_else(|| $overflow.to_owned())),
            ).also(&["Math.subtractExact"]);
            table.function("multiplyExact(x, y)", "x * y, which must fit the type.",
                map2::<$kind, $kind, Fallible<$kind>>(|x, y| x.checked_mul(y).ok_or_else(|| $overflow.to_owned())),
            ).also(&["Math.multiplyExact"]);
            table.function("incrementExact(x)", "x + 1, which must fit the type.",
                map1::<$kind, Fallible<$kind>>(|x| x.checked_add(1).ok_or_else(|| $overflow.to_owned())),
            ).also(&["Math.incrementExact"]);
            table.function("decrementExact(x)", "x - 1, which must fit the type.",
                map1::<$kind, Fallible<$kind>>(|x| x.checked_sub(1).ok_or_else(|| $overflow.to_owned())),
            ).also(&["Math.decrementExact"]);
            table.function("negateExact(x)", "-x, which must fit the type.",
                map1::<$kind, Fallible<$kind>>(|x| x.checked_neg().ok_or_else(|| $overflow.to_owned())),
            ).also(&["Math.negateExact"]);
        )*};
    }
    exact!(Byte i8 "byte overflow", Short i16 "short overflow", Int i32 "integer overflow", Long i64 "long overflow");
    table
        .function(
            "toIntExact(x)",
            "x as an int, which must hold it.",
            map1::<Long, Fallible<Int>>(|x| i32::try_from(x).map_err(|_| "integer overflow".to_owned())),
        )
        .also(&["Math.toIntExact"]);
    table.function(
        "toShortExact(x)",
        "x as a short, which must hold it.",
        map1::<Long, Fallible<Short>>(|x| i16::try_from(x).map_err(|_| "short overflow".to_owned())),
    );
    table.function(
        "toByteExact(x)",
        "x as a byte, which must hold it.",
        map1::<Long, Fallible<Byte>>(|x| i8::try_from(x).map_err(|_| "byte overflow".to_owned())),
    );
}

/// Bits of numbers, from Java's classes of them.
fn bits(table: &mut Table) {
    macro_rules! bits {
        ($($kind:ident $native:ident $unsigned:ident $class:literal),*) => {$(
            table.function(concat!($class, ".bitCount(x)"), "How many bits of x are set.", map1::<$kind, Int>(|x| x.count_ones() as i32));
            table.function(concat!($class, ".reverse(x)"), "The bits of x from the last to the first.",
                map1::<$kind, Maybe<$kind>>(|x| there!(x.reverse_bits(), $native::MIN)));
            table.function(concat!($class, ".reverseBytes(x)"), "The bytes of x from the last to the first.",
                map1::<$kind, Maybe<$kind>>(|x| there!(x.swap_bytes(), $native::MIN)));
            table.function(concat!($class, ".numberOfLeadingZeros(x)"), "How many bits of x come before the first that is set.",
                map1::<$kind, Int>(|x| x.leading_zeros() as i32));
            table.function(concat!($class, ".numberOfTrailingZeros(x)"), "How many bits of x come after the last that is set.",
                map1::<$kind, Int>(|x| x.trailing_zeros() as i32));
            table.function(concat!($class, ".highestOneBit(x)"), "The first bit of x that is set, alone.",
                map1::<$kind, Maybe<$kind>>(|x| match x {
                    0 => Some(0),
                    x => there!((1 as $unsigned).wrapping_shl(x.ilog2_bits()) as $native, $native::MIN),
                }));
            table.function(concat!($class, ".lowestOneBit(x)"), "The last bit of x that is set, alone.",
                map1::<$kind, Maybe<$kind>>(|x| there!(x & x.wrapping_neg(), $native::MIN)));
        )*};
    }
    bits!(Int i32 u32 "Integer", Long i64 u64 "Long");
    table
        .function(
            "Double.doubleToLongBits(x)",
            "The bits of x.",
            map1::<Double, Maybe<Long>>(|x| {
                there!(
                    if x.is_nan() {
                        0x7ff8_0000_0000_0000
                    } else {
                        x.to_bits() as i64
                    },
                    i64::MIN
                )
            }),
        )
        .also(&["Double.doubleToRawLongBits"]);
    table.function(
        "Double.longBitsToDouble(bits)",
        "The double of these bits.",
        map1::<Long, Double>(|bits| f64::from_bits(bits as u64)),
    );
    table
        .function(
            "Float.floatToIntBits(x)",
            "The bits of x.",
            map1::<Float, Maybe<Int>>(|x| there!(if x.is_nan() { 0x7fc0_0000 } else { x.to_bits() as i32 }, i32::MIN)),
        )
        .also(&["Float.floatToRawIntBits"]);
    table.function(
        "Float.intBitsToFloat(bits)",
        "The float of these bits.",
        map1::<Int, Float>(|bits| f32::from_bits(bits as u32)),
    );
    table.function("abs(x)", "x without its sign.", map1::<Char, Char>(|x| x));
}

/// Where the first bit that is set is.
trait HighestBit {
    fn ilog2_bits(self) -> u32;
}

impl HighestBit for i32 {
    fn ilog2_bits(self) -> u32 {
        31 - self.leading_zeros()
    }
}

impl HighestBit for i64 {
    fn ilog2_bits(self) -> u32 {
        63 - self.leading_zeros()
    }
}
