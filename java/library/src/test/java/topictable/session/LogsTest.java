package topictable.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topictable.RequestTimeoutException;
import topictable.testing.Await;
import topictable.testing.Consuming;

/** What the native library says comes out of loggers of Java. */
class LogsTest {
    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Logger logger = Logger.getLogger("topictable.kafka");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord message) {
            records.add(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private static void consumeFromNobody(String... properties) {
        assertThatThrownBy(() -> Consuming.of("any").with("bootstrap.servers", "127.0.0.1:1")
                .with("default.api.timeout.ms", "500").with(properties).toTable()).isInstanceOf(RequestTimeoutException.class);
    }

    @Test
    void aBrokerThatIsNotThere() {
        consumeFromNobody();
        Await.until("a message", () -> records.stream().anyMatch(message ->
                message.getMessage().contains("127.0.0.1:1") && message.getMessage().contains("refused")));
        assertThat(records).allMatch(message -> message.getLevel().intValue() >= Level.INFO.intValue());
    }

    @Test
    void propertiesWithoutEffect() {
        consumeFromNobody("interceptor.classes", "com.example.Mine", "no.such.property", "1");
        for (String told : List.of("property interceptor.classes has no effect here: it names Java classes",
                "property no.such.property is not known and has no effect")) {
            Await.until(told, () -> records.stream().anyMatch(message ->
                    message.getMessage().equals(told) && message.getLevel() == Level.WARNING));
        }
    }
}
