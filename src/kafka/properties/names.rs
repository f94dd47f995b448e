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

/// The rule of a property, if it is one of Java's consumer, of Java's producer, or one that this library sets itself.
pub(super) fn rule(name: &str) -> Option<Rule> {
    let find = |rules: &[(&str, Rule)]| {
        let found = rules.binary_search_by_key(&name, |(known, _)| known).ok()?;
        Some(rules[found].1)
    };
    find(CONSUMER)
        .or_else(|| PRODUCER.contains(&name).then_some(NoEffect("it is a producer's")))
        .or_else(|| {
            OUR_CLIENT
                .contains(&name)
                .then_some(NoEffect("this library sets it itself"))
        })
}

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
    ("group.instance.id", Inert),
    ("group.protocol", Inert),
    ("group.remote.assignor", Inert),
    ("heartbeat.interval.ms", Inert),
    ("interceptor.classes", NoEffect("it names Java classes")),
    ("isolation.level", Pass),
    ("key.deserializer", Ours),
    ("key.deserializer.encoding", Ours),
    (
        "max.partition.fetch.bytes",
        Number("max.partition.fetch.bytes", 1, 1_000_000_000),
    ),
    ("max.poll.interval.ms", Inert),
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
    ("partition.assignment.strategy", Inert),
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
    ("session.timeout.ms", Inert),
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

/// What only Java's producer has: programs give consumers the same properties.
pub(super) const PRODUCER: &[&str] = &[
    "acks",
    "batch.size",
    "buffer.memory",
    "compression.gzip.level",
    "compression.lz4.level",
    "compression.type",
    "compression.zstd.level",
    "delivery.timeout.ms",
    "enable.idempotence",
    "key.serializer",
    "linger.ms",
    "max.block.ms",
    "max.in.flight.requests.per.connection",
    "max.request.size",
    "metadata.max.idle.ms",
    "partitioner.adaptive.partitioning.enable",
    "partitioner.availability.timeout.ms",
    "partitioner.class",
    "partitioner.ignore.keys",
    "retries",
    "transaction.timeout.ms",
    "transaction.two.phase.commit.enable",
    "transactional.id",
    "value.serializer",
];

/// Settings of librdkafka that the way in which records are taken from it depends on.
pub(super) const OUR_CLIENT: &[&str] = &[
    "auto.commit.enable",
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
    "basic.auth.",
    "bearer.auth.",
    "http.connect.timeout.ms",
    "http.read.timeout.ms",
    "latest.cache.",
    "max.retries",
    "missing.",
    "proxy.",
    "retries.",
    "schema.registry.",
    "specific.avro.reader",
    "url.randomize",
    "use.apache.http.client",
];

/// Whether a property is read by a table's specification only.
pub(super) fn is_for_specifications(name: &str) -> bool {
    // Those of our own are checked where they are read.
    name.starts_with("topictable.")
        || DEEPHAVEN.contains(&name)
        || REGISTRY.iter().any(|prefix| name.starts_with(prefix))
}
