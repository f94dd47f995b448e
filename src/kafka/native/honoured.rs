//! Which settings of librdkafka do what they say also when records are fetched here.
//!
//! `auto` and `native` read natively when every property of a consumer is honoured, and leave the topic to librdkafka as soon
//! as one is not. A property that Java's client has and that has nothing to act on has gone before that.

use super::settings::Settings;
use crate::kafka::Setting;

/// What becomes of a setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// Connections and requests obey it.
    Obeyed,
    /// It is about the questions that librdkafka's client goes on asking beside the fetcher: who is in the cluster, offsets of
    /// groups and of times, the topic's identity, commits.
    Asked,
    /// It has nothing to act on, or what it asks for is always so.
    Idle,
    /// The value means what is so anyway; any other one is for librdkafka, since …
    Only(&'static str, &'static str),
    /// Only librdkafka does it, since …
    Left(&'static str),
}

use Rule::{Asked, Idle, Left, Obeyed, Only};

const BUFFERS: &str = "the sizes of sockets' buffers are set by librdkafka alone";
const OLD_BROKERS: &str = "brokers that do not say what they understand are spoken to by librdkafka alone";
const STORES: &str = "it is one of librdkafka's own ways to keep certificates";

/// In alphabetical order. What is not here is left to librdkafka.
pub(super) const RULES: &[(&str, Rule)] = &[
    ("allow.auto.create.topics", Asked),
    ("api.version.fallback.ms", Left(OLD_BROKERS)),
    ("api.version.request", Only("true", OLD_BROKERS)),
    ("auto.offset.reset", Asked),
    ("bootstrap.servers", Asked),
    ("broker.address.family", Obeyed),
    // Names are resolved for each connection.
    ("broker.address.ttl", Idle),
    ("broker.version.fallback", Left(OLD_BROKERS)),
    ("check.crcs", Obeyed),
    // All addresses of a name are tried in turn, which is what both of its values say of a broker.
    ("client.dns.lookup", Asked),
    ("client.id", Obeyed),
    ("client.rack", Obeyed),
    // Brokers close a connection that has been idle; here one has always something to ask for, or is made again.
    ("connections.max.idle.ms", Asked),
    ("debug", Asked),
    ("enable.auto.commit", Asked),
    ("enable.auto.offset.store", Idle),
    ("enable.metrics.push", Asked),
    ("enable.sasl.oauthbearer.unsecure.jwt", Obeyed),
    ("enable.ssl.certificate.verification", Obeyed),
    ("fetch.error.backoff.ms", Obeyed),
    ("fetch.max.bytes", Obeyed),
    ("fetch.message.max.bytes", Obeyed),
    ("fetch.min.bytes", Obeyed),
    // How long librdkafka waits when its queue is full; here the next request goes out as soon as there is room.
    ("fetch.queue.backoff.ms", Idle),
    ("fetch.wait.max.ms", Obeyed),
    ("group.id", Asked),
    ("isolation.level", Obeyed),
    ("log.connection.close", Asked),
    ("log_level", Asked),
    ("max.partition.fetch.bytes", Obeyed),
    // What an answer may hold is `fetch.max.bytes`; a larger batch is read too.
    ("message.max.bytes", Asked),
    ("metadata.max.age.ms", Asked),
    ("metadata.recovery.rebootstrap.trigger.ms", Asked),
    ("metadata.recovery.strategy", Asked),
    ("queued.max.messages.kbytes", Obeyed),
    ("queued.min.messages", Idle),
    (
        "receive.message.max.bytes",
        Left("librdkafka alone bounds answers by a property"),
    ),
    ("reconnect.backoff.max.ms", Obeyed),
    ("reconnect.backoff.ms", Obeyed),
    ("retry.backoff.max.ms", Asked),
    ("retry.backoff.ms", Asked),
    ("sasl.mechanism", Obeyed),
    ("sasl.mechanisms", Obeyed),
    ("sasl.oauthbearer.config", Obeyed),
    ("sasl.password", Obeyed),
    ("sasl.username", Obeyed),
    ("security.protocol", Obeyed),
    ("socket.connection.setup.timeout.ms", Obeyed),
    // Requests have a time, after which a connection counts as lost.
    ("socket.keepalive.enable", Idle),
    ("socket.nagle.disable", Idle),
    ("socket.receive.buffer.bytes", Only("0", BUFFERS)),
    ("socket.send.buffer.bytes", Only("0", BUFFERS)),
    ("socket.timeout.ms", Obeyed),
    ("ssl.ca.location", Obeyed),
    ("ssl.ca.pem", Obeyed),
    ("ssl.certificate.location", Obeyed),
    ("ssl.certificate.pem", Obeyed),
    ("ssl.cipher.suites", Obeyed),
    (
        "ssl.crl.location",
        Left("lists of certificates that were called back are read by librdkafka alone"),
    ),
    ("ssl.curves.list", Obeyed),
    ("ssl.endpoint.identification.algorithm", Obeyed),
    ("ssl.engine.id", Left(STORES)),
    ("ssl.engine.location", Left(STORES)),
    ("ssl.key.location", Obeyed),
    ("ssl.key.password", Obeyed),
    ("ssl.key.pem", Obeyed),
    ("ssl.providers", Left(STORES)),
    ("ssl.sigalgs.list", Obeyed),
    ("statistics.interval.ms", Asked),
    ("topic.metadata.refresh.interval.ms", Asked),
    ("topic.metadata.refresh.sparse", Asked),
];

/// Has `settings` obey a setting; fails with what librdkafka is needed for, in words that follow "since".
pub(super) fn apply(setting: &Setting, settings: &mut Settings) -> Result<(), String> {
    let Setting { name, value, property } = setting;
    let rule = RULES
        .binary_search_by_key(&name.as_str(), |(known, _)| known)
        .map(|index| RULES[index].1);
    match rule {
        Ok(Asked | Idle) => Ok(()),
        Ok(Obeyed) => settings
            .read(name, value)
            .ok_or_else(|| format!("property {property} has a value that only librdkafka reads")),
        Ok(Only(same, _)) if value.eq_ignore_ascii_case(same) => Ok(()),
        Ok(Only(_, why) | Left(why)) => Err(format!("property {property} is given: {why}")),
        Err(_) => Err(format!("property {property} is given, which only librdkafka knows")),
    }
}
