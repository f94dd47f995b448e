package topictable.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** The schema registry that the tests run with. */
public final class Registry {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Registry() {}

    /** Its address. */
    public static String url() {
        String url = System.getenv("TOPICTABLE_REGISTRY");
        if (url == null || url.isEmpty()) {
            throw new IllegalStateException(
                    "TOPICTABLE_REGISTRY is not set: run the tests under bin/devstack exec --registry --");
        }
        return url;
    }

    /** A subject that nobody else has. */
    public static String subject() {
        return "java-" + UUID.randomUUID();
    }

    /** Registers a schema as the next version of a subject, and gives its id. */
    public static int register(String subject, Schema schema) {
        return register(subject, "AVRO", schema.toString());
    }

    /** The same for a schema of another type, such as {@code PROTOBUF}. */
    public static int register(String subject, String type, String schema) {
        String body = JSON.createObjectNode().put("schemaType", type).put("schema", schema).toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            JsonNode answer = JSON.readTree(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (!answer.has("id")) {
                throw new IllegalStateException(answer.toString());
            }
            return answer.get("id").asInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record as Confluent's serializer writes it. */
    public static byte[] encode(int id, GenericData.Record value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        bytes.writeBytes(encode(value));
        return bytes.toByteArray();
    }

    /** A record without anything before it. */
    public static byte[] encode(GenericData.Record value) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericData.Record>(value.getSchema()).write(value, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
