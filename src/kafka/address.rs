//! Where a broker is, in the words of a broker.

/// The `host:port` of a broker. An address of IPv6 has colons of its own.
pub(super) fn of(host: &str, port: i32) -> String {
    if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}
