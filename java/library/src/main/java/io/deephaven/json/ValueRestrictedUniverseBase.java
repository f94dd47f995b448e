package io.deephaven.json;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A value that cannot take every type. */
public abstract class ValueRestrictedUniverseBase extends Value {
    ValueRestrictedUniverseBase(String kind, ObjectNode options) {
        super(kind, options);
    }
}
