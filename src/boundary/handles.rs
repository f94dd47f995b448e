//! Objects by number, for Java: a number that was released is refused, whatever has been made since.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use super::view::View;
use crate::error::{Error, Result};
use crate::graph::{Changes, Feed, Hold, PartitionedTable, Publisher, Session, Table, TableChange};

/// What a handle can stand for.
#[derive(Clone)]
pub(crate) enum Object {
    Session(Arc<Session>),
    Table(Arc<Table>),
    PartitionedTable(Arc<PartitionedTable>),
    View(Arc<View>),
    /// Only kept, until it is released.
    Hold(#[allow(dead_code, reason = "it does its work by being alive")] Arc<Hold>),
    Subscription(Arc<Changes>),
    Change(Arc<TableChange>),
    Publisher(Arc<Publisher>),
    Feed(Arc<Feed>),
}

/// A slot's generation goes up with every object that it has held. Handle = generation << 32 | slot; generations
/// begin with 1, so that no handle is 0.
#[derive(Default)]
struct Slot {
    generation: u32,
    object: Option<Object>,
}

#[derive(Default)]
struct Registry {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

fn registry() -> MutexGuard<'static, Registry> {
    static REGISTRY: LazyLock<Mutex<Registry>> = LazyLock::new(Mutex::default);
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the object a handle.
pub(crate) fn keep(object: Object) -> u64 {
    let mut registry = registry();
    let index = registry.free.pop().unwrap_or_else(|| {
        registry.slots.push(Slot::default());
        registry.slots.len() as u32 - 1
    });
    let slot = &mut registry.slots[index as usize];
    slot.generation = slot.generation.wrapping_add(1).max(1);
    slot.object = Some(object);
    u64::from(slot.generation) << 32 | u64::from(index)
}

/// The object of a handle.
pub(crate) fn find(handle: u64) -> Result<Object> {
    let registry = registry();
    let slot = registry.slots.get(handle as u32 as usize);
    slot.filter(|slot| u64::from(slot.generation) == handle >> 32)
        .and_then(|slot| slot.object.clone())
        .ok_or_else(|| Error::closed("the object was closed before"))
}

/// Forgets a handle; false when it was forgotten before. The object lives on while it is used elsewhere.
pub(crate) fn release(handle: u64) -> bool {
    let object = {
        let mut registry = registry();
        let index = handle as u32;
        let object = registry
            .slots
            .get_mut(index as usize)
            .filter(|slot| u64::from(slot.generation) == handle >> 32)
            .and_then(|slot| slot.object.take());
        if object.is_some() {
            registry.free.push(index);
        }
        object
    };
    // Dropped outside the lock: closing a session takes its time.
    object.is_some()
}

/// How many handles are alive, by kind: sessions, tables, views, holds, partitioned tables, subscriptions, changes,
/// publishers, feeds.
pub(crate) fn live() -> [usize; 9] {
    let mut live = [0; 9];
    for object in registry().slots.iter().filter_map(|slot| slot.object.as_ref()) {
        live[match object {
            Object::Session(_) => 0,
            Object::Table(_) => 1,
            Object::View(_) => 2,
            Object::Hold(_) => 3,
            Object::PartitionedTable(_) => 4,
            Object::Subscription(_) => 5,
            Object::Change(_) => 6,
            Object::Publisher(_) => 7,
            Object::Feed(_) => 8,
        }] += 1;
    }
    live
}

/// The session of a handle.
pub(crate) fn session(handle: u64) -> Result<Arc<Session>> {
    match find(handle)? {
        Object::Session(session) => Ok(session),
        _ => Err(Error::invalid("the handle is no session")),
    }
}

/// The table of a handle.
pub(crate) fn table(handle: u64) -> Result<Arc<Table>> {
    match find(handle)? {
        Object::Table(table) => Ok(table),
        _ => Err(Error::invalid("the handle is no table")),
    }
}

/// The partitioned table of a handle.
pub(crate) fn partitioned_table(handle: u64) -> Result<Arc<PartitionedTable>> {
    match find(handle)? {
        Object::PartitionedTable(table) => Ok(table),
        _ => Err(Error::invalid("the handle is no partitioned table")),
    }
}

/// The view of a handle.
pub(crate) fn view(handle: u64) -> Result<Arc<View>> {
    match find(handle)? {
        Object::View(view) => Ok(view),
        _ => Err(Error::invalid("the handle is no view")),
    }
}

/// The subscription of a handle.
pub(crate) fn subscription(handle: u64) -> Result<Arc<Changes>> {
    match find(handle)? {
        Object::Subscription(changes) => Ok(changes),
        _ => Err(Error::invalid("the handle is no subscription")),
    }
}

/// The change of a handle.
pub(crate) fn change(handle: u64) -> Result<Arc<TableChange>> {
    match find(handle)? {
        Object::Change(change) => Ok(change),
        _ => Err(Error::invalid("the handle is no change")),
    }
}

/// The publisher of a handle.
pub(crate) fn publisher(handle: u64) -> Result<Arc<Publisher>> {
    match find(handle)? {
        Object::Publisher(publisher) => Ok(publisher),
        _ => Err(Error::invalid("the handle is no publisher")),
    }
}

/// The feed of a handle.
pub(crate) fn feed(handle: u64) -> Result<Arc<Feed>> {
    match find(handle)? {
        Object::Feed(feed) => Ok(feed),
        _ => Err(Error::invalid("the handle is no feed")),
    }
}
