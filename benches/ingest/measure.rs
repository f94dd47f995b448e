//! What is measured.

use std::time::{Duration, Instant};

/// The figures of one run.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    pub rows_per_second: f64,
    pub cpu_nanos_per_row: f64,
    pub first_row_millis: f64,
    /// Absent where nothing is kept.
    pub bytes_per_row: Option<f64>,
    /// What the values come to, which proves that they were read.
    pub checksum: f64,
}

impl Measured {
    pub fn to_line(&self) -> String {
        let bytes = self.bytes_per_row.unwrap_or(-1.0);
        format!(
            "{} {} {} {bytes} {}",
            self.rows_per_second, self.cpu_nanos_per_row, self.first_row_millis, self.checksum
        )
    }

    pub fn of_line(line: &str) -> Option<Measured> {
        let numbers: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [rows_per_second, cpu_nanos_per_row, first_row_millis, bytes, checksum] = numbers[..] else {
            return None;
        };
        let bytes_per_row = (bytes >= 0.0).then_some(bytes);
        Some(Measured {
            rows_per_second,
            cpu_nanos_per_row,
            first_row_millis,
            bytes_per_row,
            checksum,
        })
    }
}

/// The median of every figure.
pub fn median(results: &[Measured]) -> Measured {
    let middle = |figure: &dyn Fn(&Measured) -> f64| {
        let mut figures: Vec<f64> = results.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    Measured {
        rows_per_second: middle(&|measured| measured.rows_per_second),
        cpu_nanos_per_row: middle(&|measured| measured.cpu_nanos_per_row),
        first_row_millis: middle(&|measured| measured.first_row_millis),
        bytes_per_row: results[0]
            .bytes_per_row
            .map(|_| middle(&|measured| measured.bytes_per_row.unwrap_or(0.0))),
        checksum: results[0].checksum,
    }
}

/// A stopwatch for time and for the process's CPU time.
pub struct Watch {
    start: Instant,
    cpu: Duration,
    /// When rows were there first, and how many.
    first: Option<(Duration, usize)>,
}

impl Watch {
    pub fn start() -> Watch {
        Watch {
            start: Instant::now(),
            cpu: cpu_time(),
            first: None,
        }
    }

    /// Says how many rows are there.
    pub fn rows(&mut self, rows: usize) {
        let elapsed = self.start.elapsed();
        self.first.get_or_insert((elapsed, rows));
    }

    /// The figures for `rows` rows: the rate is that of the rows after the first ones that were seen, the CPU time that of
    /// the whole run.
    pub fn stop(&self, rows: usize, bytes: Option<usize>) -> Measured {
        let (first_row, seen) = self.first.unwrap_or_default();
        let reading = self.start.elapsed() - first_row;
        Measured {
            rows_per_second: (rows - seen) as f64 / reading.as_secs_f64(),
            cpu_nanos_per_row: (cpu_time() - self.cpu).as_nanos() as f64 / rows as f64,
            first_row_millis: first_row.as_secs_f64() * 1e3,
            bytes_per_row: bytes.map(|bytes| bytes as f64 / rows as f64),
            checksum: 0.0,
        }
    }
}

/// The CPU time of all threads of this process.
pub fn cpu_time() -> Duration {
    // SAFETY: the structure is plain data, which the call fills.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &raw mut usage);
        usage
    };
    let time = |time: libc::timeval| Duration::new(time.tv_sec as u64, time.tv_usec as u32 * 1000);
    time(usage.ru_utime) + time(usage.ru_stime)
}
