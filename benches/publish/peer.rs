//! Deephaven.

use crate::measure::Measured;
use crate::{COLUMNS, peer_program, registry};

/// One measurement; none when there are no jars.
pub fn run(bootstrap: &str, shape: &str, rows: usize) -> Option<Measured> {
    let arguments = [bootstrap.to_owned(), registry(), shape.to_owned(), rows.to_string()];
    let columns = COLUMNS.iter().map(|column| (*column).to_owned());
    let said = peer_program::run("publish/Peer.java", arguments.into_iter().chain(columns))?;
    let last = said.lines().last().unwrap_or_default();
    Some(Measured::of_line(last).unwrap_or_else(|| panic!("the peer said {said:?}")))
}
