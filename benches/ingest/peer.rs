//! Deephaven.

use crate::measure::Measured;
use crate::{Shape, peer_program, schemas};

/// One measurement; none when there are no jars.
pub fn run(bootstrap: &str, topic: &str, shape: Shape, rows: usize) -> Option<Measured> {
    let rows = rows.to_string();
    let arguments = [
        bootstrap,
        &schemas::registry(),
        shape.name(),
        topic,
        &rows,
        shape.checked(),
    ];
    let said = peer_program::run("ingest/Peer.java", arguments.map(str::to_owned))?;
    let last = said.lines().last().unwrap_or_default();
    Some(Measured::of_line(last).unwrap_or_else(|| panic!("the peer said {said:?}")))
}
