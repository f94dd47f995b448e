package io.deephaven.chunk.attributes;

/** What the values of a chunk are, in the mirrored API's types. */
public interface Any {}
