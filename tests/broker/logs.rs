//! What the library tells its log.

use std::sync::{Mutex, Once};

/// Keeps what is told of Kafka, and all warnings.
struct Logs(Mutex<Vec<(log::Level, String)>>);

static LOGS: Logs = Logs(Mutex::new(Vec::new()));

impl log::Log for Logs {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        let target = metadata.target();
        target == "topictable::kafka" || metadata.level() <= log::Level::Warn && target.starts_with("topictable")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            let mut logs = self.0.lock().unwrap();
            logs.push((record.level(), record.args().to_string()));
        }
    }

    fn flush(&self) {}
}

/// Keeps what is told from here on.
pub fn listen() {
    static LOGGER: Once = Once::new();
    LOGGER.call_once(|| {
        log::set_logger(&LOGS).unwrap();
        log::set_max_level(log::LevelFilter::Debug);
    });
}

/// What was told at a level or a worse one that has a text in it.
pub fn told(level: log::Level, text: &str) -> Vec<String> {
    let logs = LOGS.0.lock().unwrap();
    logs.iter()
        .filter(|(told, line)| *told <= level && line.contains(text))
        .map(|(_, line)| line.clone())
        .collect()
}
