package io.deephaven.kafka.protobuf;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A message that a subject of the schema registry describes. Immutable. Mirrors Deephaven's class of the same name.
 *
 * @param subject the subject's name, as it is
 * @param version the version; the latest by default
 * @param messageName the message: its full name, or its name in the schema's package; the first one by default
 */
public record DescriptorSchemaRegistry(String subject, OptionalInt version, Optional<String> messageName)
        implements DescriptorProvider {
    /** A message of a subject. */
    public DescriptorSchemaRegistry {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(messageName, "messageName");
    }

    /** One that is still to be told about. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("DescriptorSchemaRegistry{subject=").append(subject);
        version.ifPresent(number -> text.append(", version=").append(number));
        messageName.ifPresent(name -> text.append(", messageName=").append(name));
        return text.append('}').toString();
    }

    /** Tells about a subject step by step. */
    public static final class Builder {
        private String subject;
        private OptionalInt version = OptionalInt.empty();
        private Optional<String> messageName = Optional.empty();

        private Builder() {}

        /** The subject's name, which must be told. */
        public Builder subject(String name) {
            subject = Objects.requireNonNull(name, "subject");
            return this;
        }

        /** The version. */
        public Builder version(int number) {
            version = OptionalInt.of(number);
            return this;
        }

        /** The message. */
        public Builder messageName(String name) {
            messageName = Optional.of(name);
            return this;
        }

        /** What was told. */
        public DescriptorSchemaRegistry build() {
            if (subject == null) {
                throw new IllegalStateException("cannot build DescriptorSchemaRegistry, some of required attributes are not"
                        + " set [subject]");
            }
            return new DescriptorSchemaRegistry(subject, version, messageName);
        }
    }
}
