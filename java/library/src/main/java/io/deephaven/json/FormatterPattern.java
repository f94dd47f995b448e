package io.deephaven.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import topictable.UnsupportedFeatureException;
import topictable.internal.Bridge;

/**
 * The pattern of a formatter, which does not tell it. Its description does, in words that are the JDK's own: they are
 * compared with those of each letter, and what comes of it must format times as the formatter does.
 */
final class FormatterPattern {
    /** Letters, as often as each may come. */
    private static final String[] LETTERS = {"uuuuu", "yyyyy", "MMMM", "LLLL", "dd", "DDD", "EEEE", "a", "hh", "HH", "KK",
        "kk", "mm", "ss", "SSSSSSSSS", "nnnnnnnnn", "XXXXX", "xxxxx", "ZZZ", "ZZZZZ", "VV"};

    private static final String IGNORE_CASE = "ParseCaseSensitive(false)";

    /** Quotes in a row can be the end of a text and the beginning of another, or one in a text. */
    private static final int MOST_QUOTES = 10;

    /** From the description of letters to the letters. */
    private static final Map<String, String> WORDS = words();

    private final DateTimeFormatter formatter;
    private final String description;

    private FormatterPattern(DateTimeFormatter formatter) {
        this.formatter = formatter;
        this.description = formatter.toString();
    }

    /** @throws UnsupportedFeatureException for a formatter that the native library cannot read like */
    static JsonNode document(DateTimeFormatter formatter) {
        return new FormatterPattern(formatter).document();
    }

    private static Map<String, String> words() {
        Map<String, String> words = new HashMap<>();
        for (String longest : LETTERS) {
            for (int count = longest.equals("VV") ? 2 : 1; count <= longest.length(); count++) {
                String letters = longest.substring(0, count);
                words.putIfAbsent(DateTimeFormatter.ofPattern(letters, Locale.US).toString(), letters);
            }
        }
        return words;
    }

    private JsonNode document() {
        if (formatter.getResolverStyle() == ResolverStyle.LENIENT) {
            throw unsupported("it is lenient");
        }
        if (formatter.getResolverFields() != null) {
            throw unsupported("it has resolver fields");
        }
        if (formatter.getChronology() != null && !formatter.getChronology().equals(IsoChronology.INSTANCE)) {
            throw unsupported("its chronology is not ISO");
        }
        boolean ignoreCase = description.startsWith(IGNORE_CASE);
        List<String> parts = parts(ignoreCase ? description.substring(IGNORE_CASE.length()) : description);
        ObjectNode pattern = Bridge.object().put("text", pattern(parts)).put("ignore_case", ignoreCase)
                .put("strict", formatter.getResolverStyle() == ResolverStyle.STRICT);
        if (formatter.getZone() != null) {
            pattern.put("zone", formatter.getZone().getId());
        }
        return Bridge.object().set("pattern", pattern);
    }

    /** The description as letters, brackets, and texts as they are described, in turn. */
    private List<String> parts(String words) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start < words.length()) {
            char first = words.charAt(start);
            int end = start + 1;
            if (first == '\'') {
                for (boolean inside = true; end < words.length() && (inside || words.charAt(end) == '\''); end++) {
                    inside ^= words.charAt(end) == '\'';
                }
                parts.add(words.substring(start, end));
            } else if (first == '[' || first == ']') {
                parts.add(words.substring(start, end));
            } else {
                // A quote in parentheses is one of an offset, and nothing there has parentheses inside.
                end = words.indexOf(')', start) + 1;
                String word = end == 0 ? words.substring(start) : words.substring(start, end);
                String letters = WORDS.get(word);
                if (letters == null) {
                    throw unsupported("it has " + word + ", for which there is no letter that this library reads");
                }
                parts.add(letters);
            }
            start = Math.max(end, start + 1);
        }
        return parts;
    }

    /** The pattern whose texts are those that the formatter writes. */
    private String pattern(List<String> parts) {
        long quotes = parts.stream().filter(part -> part.startsWith("'")).mapToLong(part -> doubled(part).length - 1).sum();
        if (quotes > MOST_QUOTES) {
            throw unsupported("it has too many texts, or quotes in them");
        }
        boolean isForeign = false;
        for (int choice = 0; choice < 1 << quotes; choice++) {
            String pattern = pattern(parts, choice);
            if (writesLike(pattern, Locale.US)) {
                return pattern;
            }
            isForeign |= writesLike(pattern, formatter.getLocale());
        }
        throw unsupported(isForeign ? "its texts are those of the locale " + formatter.getLocale()
                + ": expected a formatter of Locale.US" : "its pattern cannot be told");
    }

    /** The pattern, in which each pair of quotes is one quote if its bit is set, and nothing if not. */
    private static String pattern(List<String> parts, int choice) {
        StringBuilder pattern = new StringBuilder();
        int left = choice;
        for (String part : parts) {
            if (!part.startsWith("'")) {
                pattern.append(part);
                continue;
            }
            String[] texts = doubled(part);
            pattern.append('\'').append(texts[0]);
            for (int i = 1; i < texts.length; i++) {
                pattern.append((left & 1) == 1 ? "''" : "").append(texts[i]);
                left >>= 1;
            }
            // A text of nothing is a quote, here and in patterns.
            pattern.append('\'');
        }
        return pattern.toString();
    }

    /** What is between the pairs of quotes of described texts. */
    private static String[] doubled(String part) {
        return part.substring(1, part.length() - 1).split("''", -1);
    }

    /** Whether times of every month, day of the week and half of the day look the same. */
    private boolean writesLike(String pattern, Locale locale) {
        try {
            DateTimeFormatter other = DateTimeFormatter.ofPattern(pattern, locale).withZone(formatter.getZone());
            ZonedDateTime time = ZonedDateTime.of(2024, 1, 3, 4, 5, 6, 123456789, ZoneId.of("Europe/Berlin"));
            for (int month = 0; month < 12; month++) {
                ZonedDateTime shown = time.plusMonths(month).plusHours(13L * month);
                if (!other.format(shown).equals(formatter.format(shown))) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException e) {
            // No pattern, or one of what these times do not have.
            return false;
        }
    }

    private UnsupportedFeatureException unsupported(String reason) {
        return new UnsupportedFeatureException("the formatter " + description + " is not supported: " + reason
                + "; expected one of DateTimeFormatter.ofPattern with the letters u, y, M, L, d, D, E, a, h, H, K, k, m, s,"
                + " S, n, X, x, Z and VV, or ISO_INSTANT, ISO_OFFSET_DATE_TIME, ISO_ZONED_DATE_TIME, ISO_DATE_TIME,"
                + " ISO_LOCAL_DATE, ISO_DATE or BASIC_ISO_DATE", Map.of("feature", "a DateTimeFormatter of one's own"));
    }
}
