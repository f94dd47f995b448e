//! The rows of a table as they were when another one, the trigger, last changed.
//!
//! Beside the rows stand **stamps**: what columns of the trigger hold in its last row. What the table does between two
//! changes of the trigger is added up, so that a snapshot costs what has changed since the one before, whatever the
//! table's size; the rows themselves are not copied, but for those of a history.

mod history;
mod latest;
mod stamps;

use self::history::History;
use self::latest::Latest;
use self::stamps::Stamps;
use super::{Flow, Operation};
use crate::error::{Error, Result};
use crate::spec::SnapshotWhenOptions;
use crate::table::Snapshot;

/// Makes snapshots of `base`. The inputs are the base and the trigger, which come and go as `flows` tell.
pub(super) fn snapshot_when(
    options: &SnapshotWhenOptions,
    base: &Snapshot,
    trigger: &Snapshot,
    flows: [Flow; 2],
) -> Result<Box<dyn Operation>> {
    if options.history && (options.initial || options.incremental) {
        return Err(Error::unsupported(format!(
            "{options}: a history has every snapshot from the first one on: expected HISTORY without INITIAL or INCREMENTAL"
        )));
    }
    let stamps = Stamps::new(&options.stamps, trigger)?;
    if options.history {
        return Ok(Box::new(History::new(stamps, base, trigger, flows[1])?));
    }
    stamps.check_beside(base)?;
    Ok(Box::new(Latest::new(stamps, options, base, trigger, flows[1])?))
}
