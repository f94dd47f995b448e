//! The peer.

use crate::{Results, Sizes, peer_program, read};

/// Measures the operations there; none when there are no jars.
pub fn measure(sizes: Sizes, names: &[String]) -> Option<Results> {
    let sizes = [sizes.rows, sizes.rounds, sizes.cycles].map(|number| number.to_string());
    let said = peer_program::run("ops/Peer.java", sizes.into_iter().chain(names.iter().cloned()));
    if said.is_none() {
        eprintln!("DEEPHAVEN_JARS is not set: the peer is not measured");
    }
    Some(read(&said?))
}
