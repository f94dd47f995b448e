//! Lists of partitions, each with an offset, as librdkafka takes them and answers in them.

use std::ffi::{CStr, c_int};
use std::slice;

use rdkafka_sys as rd;

/// A list of its own.
pub(super) struct PartitionList(*mut rd::rd_kafka_topic_partition_list_t);

impl PartitionList {
    /// An empty one, with room for so many.
    pub fn with_capacity(partitions: usize) -> Self {
        // SAFETY: has no preconditions.
        PartitionList(unsafe { rd::rd_kafka_topic_partition_list_new(partitions as c_int) })
    }

    /// Some partitions of one topic with their offsets.
    pub fn of(topic: &CStr, offsets: impl ExactSizeIterator<Item = (i32, i64)>) -> Self {
        let mut list = PartitionList::with_capacity(offsets.len());
        for (partition, offset) in offsets {
            list.add(topic, partition, offset);
        }
        list
    }

    pub fn add(&mut self, topic: &CStr, partition: i32, offset: i64) {
        // SAFETY: the list is live and grows by itself, the name is terminated and copied; what is added is live until the
        // list changes.
        unsafe { (*rd::rd_kafka_topic_partition_list_add(self.0, topic.as_ptr(), partition)).offset = offset };
    }

    /// For calls that read it or write answers into it; it lives as long as this.
    pub fn raw(&self) -> *mut rd::rd_kafka_topic_partition_list_t {
        self.0
    }

    /// What it holds now.
    pub fn elements(&self) -> &[rd::rd_kafka_topic_partition_t] {
        // SAFETY: the list is live, and its elements have the stated number; there is no array before the first one.
        unsafe {
            match (*self.0).cnt {
                0 => &[],
                count => slice::from_raw_parts((*self.0).elems, count as usize),
            }
        }
    }
}

impl Drop for PartitionList {
    fn drop(&mut self) {
        // SAFETY: made by `with_capacity`, destroyed once.
        unsafe { rd::rd_kafka_topic_partition_list_destroy(self.0) };
    }
}
