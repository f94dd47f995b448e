//! Curves as SVG: small enough to be written here, and no drawing library has to be compiled with every test.

use std::fmt::Write;
use std::path::Path;

use crate::scale::Scale;

/// The rates of one fetcher.
pub struct Curve {
    fetcher: &'static str,
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    pub fn new(fetcher: &'static str) -> Curve {
        Curve {
            fetcher,
            points: Vec::new(),
        }
    }
}

const COLORS: [&str; 2] = ["#1f77b4", "#d62728"];
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
// Where the axes begin and end.
const LEFT: f64 = 56.0;
const RIGHT: f64 = 624.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 312.0;

/// Draws them over a logarithmic axis.
pub fn draw(file: &Path, scale: &Scale, curves: &[Curve]) {
    std::fs::write(file, picture(scale, curves)).expect("the picture is written");
}

fn picture(scale: &Scale, curves: &[Curve]) -> String {
    let rates = curves.iter().flat_map(|curve| &curve.points).map(|(_, rate)| *rate);
    let step = round_step(rates.fold(0.0, f64::max) / 5.0);
    let steps = curves
        .iter()
        .flat_map(|curve| &curve.points)
        .map(|(_, rate)| (rate / step).ceil());
    let most = step * steps.fold(1.0, f64::max);
    let (first, last) = (scale.sizes[0] as f64, scale.sizes[scale.sizes.len() - 1] as f64);
    let x = |size: f64| LEFT + (RIGHT - LEFT) * (size / first).ln() / (last / first).ln();
    let y = |rate: f64| BOTTOM - (BOTTOM - TOP) * rate / most;

    let mut out = String::new();
    let mut add = |line: String| writeln!(out, "{line}").expect("a string takes it");
    let text = |x: f64, y: f64, anchor: &str, text: &str| {
        format!(r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{text}</text>"#)
    };
    add(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">"#
    ));
    add(r##"<rect width="100%" height="100%" fill="#ffffff"/>"##.to_owned());
    add(text(WIDTH / 2.0, 20.0, "middle", scale.title));
    add(text((LEFT + RIGHT) / 2.0, HEIGHT - 12.0, "middle", scale.name));
    add(text(8.0, TOP - 8.0, "start", scale.unit));
    for line in 0..=(most / step).round() as u32 {
        let rate = f64::from(line) * step;
        let at = y(rate);
        add(format!(r##"<path d="M{LEFT} {at:.1}H{RIGHT}" stroke="#dddddd"/>"##));
        add(text(LEFT - 6.0, at + 4.0, "end", &format!("{rate}")));
    }
    for size in scale.sizes {
        add(text(x(*size as f64), BOTTOM + 16.0, "middle", &size.to_string()));
    }
    for (number, (curve, color)) in curves.iter().zip(COLORS).enumerate() {
        let points: Vec<String> = curve
            .points
            .iter()
            .map(|(size, rate)| format!("{:.1},{:.1}", x(*size), y(*rate)))
            .collect();
        add(format!(
            r#"<polyline points="{}" fill="none" stroke="{color}" stroke-width="2"/>"#,
            points.join(" ")
        ));
        for (size, rate) in &curve.points {
            add(format!(
                r#"<circle cx="{:.1}" cy="{:.1}" r="3" fill="{color}"/>"#,
                x(*size),
                y(*rate)
            ));
        }
        let legend = 36.0 + 16.0 * number as f64;
        add(format!(
            r#"<path d="M{} {legend}h16" stroke="{color}" stroke-width="2"/>"#,
            RIGHT - 96.0
        ));
        add(text(RIGHT - 74.0, legend + 4.0, "start", curve.fetcher));
    }
    add("</svg>".to_owned());
    out
}

/// The next larger one of 1, 2 and 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let unit = 10f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * unit >= least);
    factor.unwrap_or(10.0) * unit
}
