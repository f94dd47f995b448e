package io.deephaven.protobuf;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.FloatValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import java.util.List;
import java.util.stream.Stream;

/** The parser of a well-known type, which is in the native library. */
record WellKnownParser(Descriptor canonicalDescriptor) implements MessageParser {
    static final List<MessageParser> ALL = Stream.of(Timestamp.getDescriptor(), Duration.getDescriptor(),
            BoolValue.getDescriptor(), Int32Value.getDescriptor(), UInt32Value.getDescriptor(), Int64Value.getDescriptor(),
            UInt64Value.getDescriptor(), FloatValue.getDescriptor(), DoubleValue.getDescriptor(), StringValue.getDescriptor(),
            BytesValue.getDescriptor(), Any.getDescriptor(), FieldMask.getDescriptor())
            .<MessageParser>map(WellKnownParser::new).toList();
}
