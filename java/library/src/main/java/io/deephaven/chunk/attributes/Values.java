package io.deephaven.chunk.attributes;

/** Values of columns. */
public interface Values extends Any {}
