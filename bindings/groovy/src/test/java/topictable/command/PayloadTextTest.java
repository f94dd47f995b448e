package topictable.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.testing.Topic;

/** What bytes of no stated format are shown as. */
class PayloadTextTest {
    @Test
    void printableTextIsText() {
        assertThat(PayloadText.of(Topic.bytes("日本\t\r\n"))).isEqualTo("日本\t\r\n");
        assertThat(PayloadText.of(new byte[0])).isEmpty();
    }

    @Test
    void allElseIsHexadecimal() {
        assertThat(PayloadText.of(new byte[] {(byte) 0xc3, 0x28})).isEqualTo("0xc328");
        assertThat(PayloadText.of(new byte[] {'a', 0})).isEqualTo("0x6100");
        assertThat(PayloadText.of(new byte[] {'a', 0x7f})).isEqualTo("0x617f");
        // A control character of two bytes.
        assertThat(PayloadText.of(Topic.bytes("\u0085"))).isEqualTo("0xc285");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "1.50|1.50",
        "` {\"a\" : [1, 1e+2 ]} `|{\"a\":[1,1e+2]}",
        "{\"a\": \" \\\" \\\\\", \"a\": \"\\u0020 \"}|{\"a\":\" \\\" \\\\\",\"a\":\"\\u0020 \"}",
        "123456789012345678901234567890.10|123456789012345678901234567890.10",
    })
    void jsonKeepsAllButWhiteSpace(String json, String compact) throws IOException {
        assertThat(PayloadText.compactJson(json)).isEqualTo(compact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "{} {}", "01", "NaN", "'a'", "{\"a\":\"\\x\"}", "[1}", "{\"a\" \"b\"}"})
    void whatIsNoJson(String text) {
        assertThatThrownBy(() -> PayloadText.compactJson(text)).isInstanceOf(IOException.class);
    }
}
