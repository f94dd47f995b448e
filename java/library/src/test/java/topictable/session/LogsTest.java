package topictable.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import topictable.RequestTimeoutException;
import topictable.testing.Await;
import topictable.testing.Consuming;

/** What the native library says comes out of loggers of Java. */
class LogsTest {
    @Test
    void aBrokerThatIsNotThere() {
        Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                records.add(message);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("topictable.kafka");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            assertThatThrownBy(() -> Consuming.of("any").with("bootstrap.servers", "127.0.0.1:1")
                    .with("default.api.timeout.ms", "500").toTable()).isInstanceOf(RequestTimeoutException.class);
            Await.until("a message", () -> records.stream().anyMatch(message ->
                    message.getMessage().contains("127.0.0.1:1") && message.getMessage().contains("refused")));
            assertThat(records).allMatch(message -> message.getLevel().intValue() >= Level.INFO.intValue());
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }
}
