package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.SourceContext;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Type;
import io.deephaven.api.ColumnName;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.protobuf.DescriptorMessageClass;
import io.deephaven.kafka.protobuf.DescriptorSchemaRegistry;
import io.deephaven.kafka.protobuf.ProtobufConsumeOptions;
import io.deephaven.kafka.protobuf.Protocol;
import io.deephaven.protobuf.FieldNumberPath;
import io.deephaven.protobuf.FieldOptions;
import io.deephaven.protobuf.FieldOptions.BytesBehavior;
import io.deephaven.protobuf.FieldPath;
import io.deephaven.protobuf.MessageParser;
import io.deephaven.protobuf.ProtobufDescriptorParserOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.UnsupportedFeatureException;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class ProtobufSpecTest {
    private static final String REGISTRY = System.getenv("TOPICTABLE_REGISTRY");

    private static Table table(Topic topic, int rows, ProtobufConsumeOptions options) {
        return Rows.await(Consuming.of(topic).withoutCommonColumns().with("schema.registry.url", String.valueOf(REGISTRY))
                .value(Consume.protobufSpec(options)).toTable(), rows);
    }

    private static ProtobufConsumeOptions.Builder of(Class<? extends Message> type) {
        return ProtobufConsumeOptions.builder().descriptorProvider(DescriptorMessageClass.of(type));
    }

    private static ProtobufDescriptorParserOptions fields(Function<FieldPath, FieldOptions> function) {
        return ProtobufDescriptorParserOptions.builder().fieldOptions(function).build();
    }

    private static Topic topic(Message... messages) {
        Topic topic = Topic.create();
        Arrays.stream(messages).forEach(message -> topic.send(null, message.toByteArray()));
        return topic;
    }

    private static String register(String text) throws IOException, InterruptedException {
        String subject = "java-" + UUID.randomUUID();
        String body = new ObjectMapper().createObjectNode().put("schemaType", "PROTOBUF").put("schema", text).toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(REGISTRY + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return subject;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @Test
    void aSubjectOfTheRegistry() throws Exception {
        String subject = register("syntax = \"proto3\"; package j; message M { string sym = 1; repeated S s = 2;"
                + " oneof o { double price = 3; } map<string, int64> m = 4; }"
                + " message S { bool b = 1; optional int32 n = 2; }");
        Topic topic = Topic.create().send(null,
                hex("00 00000001 00 0a0141 12040801 1005 1200 19000000000000f83f 2205 0a01611007"));
        Table table = table(topic, 1, ProtobufConsumeOptions.builder()
                .descriptorProvider(DescriptorSchemaRegistry.builder().subject(subject).build()).build());

        assertThat(table.getDefinition().getColumnNames()).containsExactly("price", "sym", "s_b", "s_n", "m");
        assertThat(table.getDefinition().getColumn("s_b").getDataType()).isEqualTo(boolean[].class);
        assertThat(table.getDefinition().getColumn("s_n").getDataType()).isEqualTo(Integer[].class);
        assertThat(table.getColumnSource("price").getDouble(0)).isEqualTo(1.5);
        assertThat((boolean[]) table.getColumnSource("s_b").get(0)).containsExactly(true, false);
        assertThat((Integer[]) table.getColumnSource("s_n").get(0)).containsExactly(5, null);
        assertThat(table.getColumnSource("m").get(0)).isEqualTo(java.util.Map.of("a", 7L));

        Table derived = table.update("N = s_n", "First = s_n[0]", "Second = s_b[1]", "Flags = s_b", "Map = m", "Size = s_n.length");
        assertThat(derived.getColumnSource("First").getInt(0)).isEqualTo(5);
        assertThat(derived.getColumnSource("Second").getBoolean(0)).isFalse();
        assertThat(derived.getColumnSource("Size").getInt(0)).isEqualTo(2);
        assertThat(derived.getColumnSource("Map").get(0)).isEqualTo(java.util.Map.of("a", 7L));
        assertThat(table.lastBy("sym").select("s_n", "Renamed = s_b").size()).isEqualTo(1);
    }

    @Test
    void fieldsAreChosenAndNamedByFunctions() throws Exception {
        String subject = register("syntax = \"proto3\"; message M { string a = 1; S s = 7; M self = 9; }"
                + " message S { int32 x = 2; int32 y = 3; }");
        List<String> asked = new ArrayList<>();
        ProtobufConsumeOptions options = ProtobufConsumeOptions.builder()
                .descriptorProvider(DescriptorSchemaRegistry.builder().subject(subject).version(1).messageName("M").build())
                .protocol(Protocol.raw())
                .parserOptions(fields(path -> {
                    asked.add(path.namePath() + " " + Arrays.toString(path.numberPath().path()));
                    return FieldPath.anyMatches(List.of("/a", "s/y")).test(path) ? FieldOptions.defaults() : FieldOptions.exclude();
                }))
                .pathToColumnName((path, occurrence) -> ColumnName.of(String.join("", path.namePath()).toUpperCase() + occurrence))
                .build();
        Table table = table(Topic.create().send(null, hex("0a0178 3a0418051007 3a021809")), 1, options);

        assertThat(asked).containsExactly("[a] [1]", "[s] [7]", "[self] [9]", "[s, x] [7, 2]", "[s, y] [7, 3]");
        assertThat(table.getDefinition().getColumnNames()).containsExactly("A0", "SY0");
        assertThat(Rows.of(table)).containsExactly(List.of("x", 9));
    }

    @Test
    void aClassOfTheProgram() {
        ProtobufConsumeOptions options = of(Type.class)
                .parserOptions(fields(FieldOptions.includeIf(FieldPath.anyMatches(
                        List.of("name", "oneofs", "source_context/*", "options/value", "syntax"))))).build();
        assertThat(options.protocol()).isEqualTo(Protocol.raw());
        Type message = Type.newBuilder().setName("T").addOneofs("a").addOneofs("b")
                .setSourceContext(SourceContext.newBuilder().setFileName("f.proto")).setSyntaxValue(1).build();
        Table table = table(topic(message, Type.getDefaultInstance()), 2, options);

        assertThat(table.getDefinition().getColumnNames())
                .containsExactly("name", "oneofs", "options_value", "source_context_file_name", "syntax");
        assertThat((String[]) table.getColumnSource("oneofs").get(0)).containsExactly("a", "b");
        assertThat(table.getColumnSource("source_context_file_name").get(0)).isEqualTo("f.proto");
        assertThat(table.getColumnSource("source_context_file_name").get(1)).isNull();
        assertThat(table.getColumnSource("syntax").get(0)).isEqualTo("SYNTAX_PROTO3");
    }

    @Test
    void aMessageThatIsOneValue() {
        Timestamp message = Timestamp.newBuilder().setSeconds(5).setNanos(7).build();
        ProtobufConsumeOptions named = of(Timestamp.class).pathToColumnName((path, k) -> ColumnName.of("Time")).build();
        assertThat(Rows.of(table(topic(message), 1, named))).containsExactly(List.of(Instant.ofEpochSecond(5, 7)));
        assertThatThrownBy(() -> table(topic(), 0, of(Timestamp.class).build()))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("name can not be empty");
    }

    @Test
    void parsersOfSomeWellKnownTypes() throws Exception {
        String subject = register("syntax = \"proto3\"; import \"google/protobuf/timestamp.proto\";"
                + " import \"google/protobuf/wrappers.proto\";"
                + " message M { google.protobuf.Timestamp t = 1; google.protobuf.Int32Value n = 2; }");
        List<MessageParser> onlyInts = MessageParser.builtin().stream()
                .filter(parser -> parser.canonicalDescriptor().getName().equals("Int32Value")).toList();
        for (boolean some : new boolean[] {false, true}) {
            ProtobufDescriptorParserOptions parsers = ProtobufDescriptorParserOptions.builder()
                    .parsers(some ? onlyInts : MessageParser.defaults()).build();
            ProtobufConsumeOptions options = ProtobufConsumeOptions.builder()
                    .descriptorProvider(DescriptorSchemaRegistry.builder().subject(subject).version(1).build())
                    .protocol(Protocol.raw()).parserOptions(parsers).build();
            Table table = table(Topic.create().send(null, hex("0a020805 12020807")), 1, options);
            assertThat(Rows.of(table)).containsExactly(some ? List.of(5L, 0, 7) : List.of(java.time.Instant.ofEpochSecond(5), 7));
        }
        MessageParser own = com.google.protobuf.Timestamp::getDescriptor;
        assertThatThrownBy(() -> ProtobufDescriptorParserOptions.builder().parsers(List.of(own)))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("parses the well-known types by itself");
    }

    @Test
    void byteStrings() {
        FieldOptions asByteString = FieldOptions.builder().bytes(BytesBehavior.asByteString()).build();
        ProtobufConsumeOptions options = of(BytesValue.class)
                .parserOptions(fields(path -> asByteString)).pathToColumnName((path, k) -> ColumnName.of("Bytes")).build();
        BytesValue message = BytesValue.of(ByteString.copyFrom(new byte[] {1, 2}));
        assertThat((byte[]) table(topic(message), 1, options).getColumnSource("Bytes").get(0)).containsExactly(1, 2);

        ProtobufConsumeOptions inside = of(com.google.protobuf.Any.class)
                .parserOptions(fields(path -> FieldOptions.defaults())).pathToColumnName((path, k) -> ColumnName.of("Any"))
                .build();
        com.google.protobuf.Any any = com.google.protobuf.Any.newBuilder().setTypeUrl("u").build();
        assertThat(String.valueOf(table(topic(any), 1, inside).getColumnSource("Any").get(0)))
                .isEqualTo("{\"@type\":\"u\",\"value\":\"\"}");
    }

    @Test
    void cyclesAreRefusedUnlessTheyAreLeftOut() {
        assertThatThrownBy(() -> table(topic(), 0, of(com.google.protobuf.DescriptorProtos.DescriptorProto.class).build()))
                .isInstanceOf(InvalidArgumentException.class).hasMessageStartingWith(
                        "cyclical protobuf message descriptor detected at [`google.protobuf.DescriptorProto` \"nested_type\"");
        ProtobufConsumeOptions options = of(FileDescriptorProto.class)
                .parserOptions(fields(FieldOptions.includeIf(FieldPath.anyMatches(List.of("name", "message_type/name"))))).build();
        Table table = table(topic(FileDescriptorProto.newBuilder().setName("f")
                .addMessageType(com.google.protobuf.DescriptorProtos.DescriptorProto.newBuilder().setName("m")).build()), 1,
                options);
        assertThat(table.getColumnSource("name").get(0)).isEqualTo("f");
        assertThat((String[]) table.getColumnSource("message_type_name").get(0)).containsExactly("m");
    }

    @Test
    void refusals() throws Exception {
        assertThatThrownBy(() -> ProtobufConsumeOptions.builder().build()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[descriptorProvider]");
        assertThatThrownBy(() -> DescriptorSchemaRegistry.builder().build()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[subject]");
        assertThatThrownBy(() -> table(topic(), 0, ProtobufConsumeOptions.builder()
                .descriptorProvider(DescriptorSchemaRegistry.builder().subject("no-such-subject").build()).build()))
                .isInstanceOf(NotFoundException.class).hasMessageContaining("no-such-subject");
        String subject = register("syntax = \"proto3\"; message M { string a = 1; }");
        assertThatThrownBy(() -> table(topic(), 0, ProtobufConsumeOptions.builder()
                .descriptorProvider(DescriptorSchemaRegistry.builder().subject(subject).messageName("N").build()).build()))
                .isInstanceOf(NotFoundException.class).hasMessageContaining("there is no message \"N\"");
    }

    @Test
    void paths() {
        FieldDescriptor field = FieldDescriptorProto.getDescriptor().findFieldByName("options");
        FieldDescriptor inside = field.getMessageType().findFieldByName("packed");
        FieldPath path = FieldPath.of(field, inside);
        assertThat(path.namePath()).containsExactly("options", "packed");
        assertThat(path.numberPath()).isEqualTo(FieldNumberPath.of(8, 2));
        assertThat((Object) path.path()).isEqualTo(List.of(field, inside));
        assertThat(FieldPath.matches("/options").test(path)).isFalse();
        assertThat(FieldPath.matches("/options/*").test(path)).isTrue();
        assertThat(FieldPath.matches("options/packed/x").test(path)).isTrue();
        assertThat(FieldPath.matches("").test(FieldPath.empty())).isTrue();
        assertThat(path.startsWith(List.of("options"))).isTrue();
        assertThat(path.otherStartsWithThis(List.of("options"))).isFalse();
        assertThat(ProtobufConsumeOptions.joinNamePathWithUnderscore(path, 0).name()).isEqualTo("options_packed");
        assertThat(ProtobufConsumeOptions.joinNamePathWithUnderscore(path, 1).name()).isEqualTo("options_packed_2");
        assertThatThrownBy(() -> FieldPath.of(List.of("a"), FieldNumberPath.of(1)).path())
                .isInstanceOf(UnsupportedFeatureException.class);
    }
}
