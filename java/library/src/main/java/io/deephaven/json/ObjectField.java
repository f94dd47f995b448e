package io.deephaven.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import topictable.internal.Bridge;

/** A field of an object. Immutable; equal for equal fields. Mirrors Deephaven's class of the same name. */
public final class ObjectField {
    private final String name;
    private final Value options;
    private final Set<String> aliases;
    private final boolean caseSensitive;
    private final RepeatedBehavior repeatedBehavior;
    private final Object arrayGroup;

    private ObjectField(Builder builder) {
        this.name = builder.name;
        this.options = builder.options;
        this.aliases = Collections.unmodifiableSet(new LinkedHashSet<>(builder.aliases));
        this.caseSensitive = builder.caseSensitive;
        this.repeatedBehavior = builder.repeatedBehavior;
        this.arrayGroup = builder.arrayGroup;
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** A field with that name alone. */
    public static ObjectField of(String name, Value options) {
        return builder().name(name).options(options).build();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What its value is. */
    public Value options() {
        return options;
    }

    /** Its other names. */
    public Set<String> aliases() {
        return aliases;
    }

    /** Whether its names are only these, and not those in any case. */
    public boolean caseSensitive() {
        return caseSensitive;
    }

    /** What is done where it comes more than once. */
    public RepeatedBehavior repeatedBehavior() {
        return repeatedBehavior;
    }

    /** What was given as its group; it has no meaning. */
    public Optional<Object> arrayGroup() {
        return Optional.ofNullable(arrayGroup);
    }

    /** The field as the native library reads it. */
    JsonNode document() {
        ObjectNode document = Bridge.object().put("name", name).put("case_sensitive", caseSensitive)
                .put("repeated", repeatedBehavior.name().toLowerCase(Locale.ROOT));
        document.set("value", options.document());
        ArrayNode names = document.putArray("aliases");
        aliases.forEach(names::add);
        return document;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectField that && document().equals(that.document());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "ObjectField" + document();
    }

    /** What is done with a field that comes more than once in an object. */
    public enum RepeatedBehavior {
        /** The record is a bad one. */
        ERROR,
        /** The first one counts. */
        USE_FIRST
    }

    /** What is told of it. */
    public static final class Builder {
        private final Set<String> aliases = new LinkedHashSet<>();
        private String name;
        private Value options;
        private boolean caseSensitive = true;
        private RepeatedBehavior repeatedBehavior = RepeatedBehavior.ERROR;
        private Object arrayGroup;

        private Builder() {}

        /** Its name. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** What its value is. */
        public Builder options(Value options) {
            this.options = options;
            return this;
        }

        /** Adds another name. */
        public Builder addAliases(String alias) {
            aliases.add(alias);
            return this;
        }

        /** Adds other names. */
        public Builder addAliases(String... aliases) {
            return addAllAliases(List.of(aliases));
        }

        /** Adds other names. */
        public Builder addAllAliases(Iterable<String> aliases) {
            aliases.forEach(this.aliases::add);
            return this;
        }

        /** What is done where it comes more than once; by itself the record is a bad one. */
        public Builder repeatedBehavior(RepeatedBehavior repeatedBehavior) {
            this.repeatedBehavior = repeatedBehavior;
            return this;
        }

        /** Whether its names are only these, and not those in any case; by itself they are. */
        public Builder caseSensitive(boolean caseSensitive) {
            this.caseSensitive = caseSensitive;
            return this;
        }

        /** A group of arrays; it has no meaning. */
        public Builder arrayGroup(Object arrayGroup) {
            this.arrayGroup = arrayGroup;
            return this;
        }

        /**
         * The field.
         *
         * @throws topictable.InvalidArgumentException when its names overlap
         */
        public ObjectField build() {
            if (name == null || options == null) {
                throw new IllegalStateException("Cannot build ObjectField, some of required attributes are not set ["
                        + (name == null ? "name" : "options") + "]");
            }
            ObjectField field = new ObjectField(this);
            if (!aliases.isEmpty()) {
                ObjectNode object = Bridge.object();
                object.putObject("object").putArray("fields").add(field.document());
                Bridge.call("check_value", Bridge.object().set("value", object));
            }
            return field;
        }
    }
}
