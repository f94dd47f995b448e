//! What becomes of each property, by its name.

/// What becomes of a property.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// librdkafka has it under the same name.
    Pass,
    /// A number that librdkafka has under this name, within these bounds.
    Number(&'static str, i64, i64),
    /// Read by this library: here, in [`super::sasl`], in [`super::tls`] or by a table's specification.
    Ours,
    /// It has nothing to act on, and nothing is lost by that.
    Inert,
    /// It has no effect here although it has one in Java's client; why.
    NoEffect(&'static str),
    /// What it asks for is not there; what to do instead.
    Refused(&'static str),
}

use Rule::{Inert, NoEffect, Number, Ours, Pass, Refused};

const MOST: i64 = i32::MAX as i64;

/// The rule of a consumer's property, if it is one of Java's consumer, of Java's producer, or one that this library
/// sets itself.
pub(super) fn rule(name: &str) -> Option<Rule> {
    find(CONSUMER, name)
        .or_else(|| find(PRODUCER, name).map(|_| NoEffect("it is a producer's")))
        .or_else(|| own(name))
}

/// The same for a producer's property.
pub(super) fn producer_rule(name: &str) -> Option<Rule> {
    if READING.contains(&name) {
        return Some(Inert);
    }
    find(PRODUCER, name)
        .or_else(|| find(CONSUMER, name))
        .or_else(|| own(name))
}

fn find(rules: &[(&str, Rule)], name: &str) -> Option<Rule> {
    let found = rules.binary_search_by_key(&name, |(known, _)| known).ok()?;
    Some(rules[found].1)
}

fn own(name: &str) -> Option<Rule> {
    OUR_CLIENT
        .contains(&name)
        .then_some(NoEffect("this library sets it itself"))
}

/// What a member of a consumer group is told beside that.
pub(super) const MEMBERSHIP: &[&str] = &[
    "group.instance.id",
    "group.protocol",
    "group.remote.assignor",
    "heartbeat.interval.ms",
    "max.poll.interval.ms",
    "partition.assignment.strategy",
    "session.timeout.ms",
];

/// The properties of Kafka 4.2's `ConsumerConfig`, and those of its deserializers.
pub(super) const CONSUMER: &[(&str, Rule)] = &[
    ("allow.auto.create.topics", Pass),
    ("auto.commit.interval.ms", Ours),
    ("auto.include.jmx.reporter", Inert),
    ("auto.offset.reset", Ours),
    ("bootstrap.servers", Ours),
    ("check.crcs", Pass),
    ("client.dns.lookup", Pass),
    ("client.id", Pass),
    ("client.rack", Pass),
    (
        "config.providers",
        Refused("is not supported: values are used as they are, so give them without ${…}"),
    ),
    ("connections.max.idle.ms", Number("connections.max.idle.ms", 0, MOST)),
    ("default.api.timeout.ms", Ours),
    ("deserializer.encoding", Ours),
    ("enable.auto.commit", Ours),
    ("enable.metrics.push", Pass),
    ("exclude.internal.topics", Inert),
    ("fetch.max.bytes", Ours),
    ("fetch.max.wait.ms", Number("fetch.wait.max.ms", 0, 300_000)),
    ("fetch.min.bytes", Number("fetch.min.bytes", 1, 100_000_000)),
    ("group.id", Ours),
    ("group.instance.id", Ours),
    ("group.protocol", Ours),
    ("group.remote.assignor", Ours),
    ("heartbeat.interval.ms", Ours),
    ("interceptor.classes", NoEffect("it names Java classes")),
    ("isolation.level", Pass),
    ("key.deserializer", Ours),
    ("key.deserializer.encoding", Ours),
    (
        "max.partition.fetch.bytes",
        Number("max.partition.fetch.bytes", 1, 1_000_000_000),
    ),
    ("max.poll.interval.ms", Ours),
    ("max.poll.records", Inert),
    (
        "metadata.max.age.ms",
        Number("topic.metadata.refresh.interval.ms", 10, 3_600_000),
    ),
    (
        "metadata.recovery.rebootstrap.trigger.ms",
        Number("metadata.recovery.rebootstrap.trigger.ms", 0, MOST),
    ),
    ("metadata.recovery.strategy", Pass),
    ("metric.reporters", NoEffect("it names Java classes")),
    ("metrics.num.samples", Inert),
    ("metrics.recording.level", Inert),
    ("metrics.sample.window.ms", Inert),
    ("partition.assignment.strategy", Ours),
    (
        "receive.buffer.bytes",
        Number("socket.receive.buffer.bytes", 0, 100_000_000),
    ),
    (
        "reconnect.backoff.max.ms",
        Number("reconnect.backoff.max.ms", 0, 3_600_000),
    ),
    ("reconnect.backoff.ms", Number("reconnect.backoff.ms", 0, 3_600_000)),
    ("request.timeout.ms", Number("socket.timeout.ms", 10, 300_000)),
    ("retry.backoff.max.ms", Number("retry.backoff.max.ms", 1, 300_000)),
    ("retry.backoff.ms", Number("retry.backoff.ms", 1, 300_000)),
    (
        "sasl.client.callback.handler.class",
        Refused("names a Java class, which cannot be run: give the credentials in sasl.jaas.config"),
    ),
    ("sasl.jaas.config", Ours),
    ("sasl.kerberos.kinit.cmd", Inert),
    ("sasl.kerberos.min.time.before.relogin", Inert),
    ("sasl.kerberos.service.name", Inert),
    ("sasl.kerberos.ticket.renew.jitter", Inert),
    ("sasl.kerberos.ticket.renew.window.factor", Inert),
    ("sasl.login.callback.handler.class", Ours),
    (
        "sasl.login.class",
        Refused("names a Java class, which cannot be run: give the credentials in sasl.jaas.config"),
    ),
    ("sasl.login.connect.timeout.ms", Inert),
    ("sasl.login.read.timeout.ms", Inert),
    ("sasl.login.refresh.buffer.seconds", Inert),
    ("sasl.login.refresh.min.period.seconds", Inert),
    ("sasl.login.refresh.window.factor", Inert),
    ("sasl.login.refresh.window.jitter", Inert),
    ("sasl.login.retry.backoff.max.ms", Inert),
    ("sasl.login.retry.backoff.ms", Inert),
    ("sasl.mechanism", Ours),
    ("sasl.oauthbearer.assertion.algorithm", Inert),
    ("sasl.oauthbearer.assertion.claim.aud", Inert),
    ("sasl.oauthbearer.assertion.claim.exp.seconds", Inert),
    ("sasl.oauthbearer.assertion.claim.iss", Inert),
    ("sasl.oauthbearer.assertion.claim.jti.include", Inert),
    ("sasl.oauthbearer.assertion.claim.nbf.seconds", Inert),
    ("sasl.oauthbearer.assertion.claim.sub", Inert),
    ("sasl.oauthbearer.assertion.file", Ours),
    ("sasl.oauthbearer.assertion.private.key.file", Ours),
    ("sasl.oauthbearer.assertion.private.key.passphrase", Inert),
    ("sasl.oauthbearer.assertion.template.file", Inert),
    ("sasl.oauthbearer.client.credentials.client.id", Ours),
    ("sasl.oauthbearer.client.credentials.client.secret", Ours),
    ("sasl.oauthbearer.clock.skew.seconds", Inert),
    ("sasl.oauthbearer.expected.audience", Inert),
    ("sasl.oauthbearer.expected.issuer", Inert),
    ("sasl.oauthbearer.header.urlencode", Inert),
    ("sasl.oauthbearer.jwks.endpoint.refresh.ms", Inert),
    ("sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", Inert),
    ("sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", Inert),
    ("sasl.oauthbearer.jwks.endpoint.url", Inert),
    ("sasl.oauthbearer.jwt.retriever.class", Ours),
    ("sasl.oauthbearer.jwt.validator.class", Inert),
    ("sasl.oauthbearer.scope", Inert),
    ("sasl.oauthbearer.scope.claim.name", Inert),
    ("sasl.oauthbearer.sub.claim.name", Inert),
    ("sasl.oauthbearer.token.endpoint.url", Ours),
    ("security.protocol", Ours),
    ("security.providers", NoEffect("it names Java classes")),
    ("send.buffer.bytes", Number("socket.send.buffer.bytes", 0, 100_000_000)),
    ("session.timeout.ms", Ours),
    ("share.acknowledgement.mode", Inert),
    ("share.acquire.mode", Inert),
    (
        "socket.connection.setup.timeout.max.ms",
        Number("socket.connection.setup.timeout.ms", 1000, MOST),
    ),
    (
        "socket.connection.setup.timeout.ms",
        Number("socket.connection.setup.timeout.ms", 1000, MOST),
    ),
    ("ssl.cipher.suites", Ours),
    ("ssl.enabled.protocols", Ours),
    ("ssl.endpoint.identification.algorithm", Ours),
    (
        "ssl.engine.factory.class",
        Refused("names a Java class, which cannot be run: give key and trust stores"),
    ),
    ("ssl.key.password", Ours),
    ("ssl.keymanager.algorithm", Inert),
    ("ssl.keystore.certificate.chain", Ours),
    ("ssl.keystore.key", Ours),
    ("ssl.keystore.location", Ours),
    ("ssl.keystore.password", Ours),
    ("ssl.keystore.type", Ours),
    ("ssl.protocol", Ours),
    ("ssl.provider", NoEffect("TLS is OpenSSL's here")),
    ("ssl.secure.random.implementation", Inert),
    ("ssl.trustmanager.algorithm", Inert),
    ("ssl.truststore.certificates", Ours),
    ("ssl.truststore.location", Ours),
    ("ssl.truststore.password", Ours),
    ("ssl.truststore.type", Ours),
    ("value.deserializer", Ours),
    ("value.deserializer.encoding", Ours),
];

/// What only Java's producer has (Kafka 4.2's `ProducerConfig`). Programs give consumers the same properties.
pub(super) const PRODUCER: &[(&str, Rule)] = &[
    ("acks", Pass),
    ("batch.size", Number("batch.size", 1, MOST)),
    ("buffer.memory", Ours),
    ("compression.gzip.level", Ours),
    ("compression.lz4.level", Ours),
    ("compression.type", Pass),
    ("compression.zstd.level", Ours),
    ("delivery.timeout.ms", Number("delivery.timeout.ms", 1, MOST)),
    ("enable.idempotence", Pass),
    ("key.serializer", Inert),
    ("linger.ms", Number("linger.ms", 0, 900_000)),
    ("max.block.ms", Ours),
    (
        "max.in.flight.requests.per.connection",
        Number("max.in.flight.requests.per.connection", 1, 1_000_000),
    ),
    ("max.request.size", Number("message.max.bytes", 1_000, 1_000_000_000)),
    ("metadata.max.idle.ms", Inert),
    ("partitioner.adaptive.partitioning.enable", Inert),
    ("partitioner.availability.timeout.ms", Inert),
    ("partitioner.class", NoEffect("it names a Java class")),
    ("partitioner.ignore.keys", Ours),
    ("retries", Number("retries", 0, MOST)),
    ("transaction.timeout.ms", Number("transaction.timeout.ms", 1_000, MOST)),
    ("transaction.two.phase.commit.enable", Inert),
    ("transactional.id", Ours),
    ("value.serializer", Inert),
];

/// Those of [`CONSUMER`] that only a consumer has. Programs give producers the same properties.
pub(super) const READING: &[&str] = &[
    "allow.auto.create.topics",
    "auto.commit.interval.ms",
    "auto.offset.reset",
    "check.crcs",
    "default.api.timeout.ms",
    "deserializer.encoding",
    "enable.auto.commit",
    "exclude.internal.topics",
    "fetch.max.bytes",
    "fetch.max.wait.ms",
    "fetch.min.bytes",
    "group.id",
    "group.instance.id",
    "group.protocol",
    "group.remote.assignor",
    "heartbeat.interval.ms",
    "isolation.level",
    "key.deserializer",
    "key.deserializer.encoding",
    "max.partition.fetch.bytes",
    "max.poll.interval.ms",
    "max.poll.records",
    "partition.assignment.strategy",
    "session.timeout.ms",
    "share.acknowledgement.mode",
    "share.acquire.mode",
    "value.deserializer",
    "value.deserializer.encoding",
];

/// Settings of librdkafka that the way in which records are taken from it depends on.
pub(super) const OUR_CLIENT: &[&str] = &[
    "auto.commit.enable",
    "delivery.report.only.error",
    "enable.auto.offset.store",
    "enabled_events",
    "log.queue",
    "offset.store.method",
    "offset.store.path",
    "offset.store.sync.interval.ms",
];

/// The properties of Deephaven, which a table's specification reads.
pub(super) const DEEPHAVEN: &[&str] = &[
    "deephaven.key.column.name",
    "deephaven.key.column.type",
    "deephaven.keybytes.column.name",
    "deephaven.offset.column.name",
    "deephaven.partition.column.name",
    "deephaven.receivetime.column.name",
    "deephaven.timestamp.column.name",
    "deephaven.value.column.name",
    "deephaven.value.column.type",
    "deephaven.valuebytes.column.name",
];

/// What clients of a schema registry and their deserializers read begins with these. It is for specifications, not for
/// the client.
pub(super) const REGISTRY: &[&str] = &[
    "apicurio.registry.",
    "auto.register.schemas",
    "avro.",
    "basic.auth.",
    "bearer.auth.",
    "http.connect.timeout.ms",
    "http.read.timeout.ms",
    "key.subject.name.strategy",
    "latest.cache.",
    "latest.compatibility.strict",
    "max.retries",
    "missing.",
    "normalize.schemas",
    "proxy.",
    "retries.",
    "schema.registry.",
    "specific.avro.reader",
    "url.randomize",
    "use.apache.http.client",
    "use.latest.version",
    "use.schema.id",
    "value.subject.name.strategy",
];

/// Whether a property is read by a table's specification only.
pub(super) fn is_for_specifications(name: &str) -> bool {
    // Those of our own are checked where they are read.
    name.starts_with("topictable.")
        || DEEPHAVEN.contains(&name)
        || REGISTRY.iter().any(|prefix| name.starts_with(prefix))
}
