package io.deephaven.kafka.protobuf;

/** Where a message is described. Mirrors Deephaven's interface of the same name. */
public sealed interface DescriptorProvider permits DescriptorSchemaRegistry, DescriptorMessageClass {}
