package io.deephaven.function;

import java.util.concurrent.ThreadLocalRandom;

/** Random values, for scripts. Mirrors what of Deephaven's class of the same name scripts call outside of formulas. */
public final class Random {
    private Random() {}

    /** A double from 0 to 1, exclusive. */
    public static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /** A boolean. */
    public static boolean randomBool() {
        return ThreadLocalRandom.current().nextBoolean();
    }

    /** An int from one bound to the other, exclusive. */
    public static int randomInt(int min, int max) {
        return ThreadLocalRandom.current().nextInt(min, max);
    }

    /** A long from one bound to the other, exclusive. */
    public static long randomLong(long min, long max) {
        return ThreadLocalRandom.current().nextLong(min, max);
    }

    /** A float from one bound to the other, exclusive. */
    public static float randomFloat(float min, float max) {
        return ThreadLocalRandom.current().nextFloat() * (max - min) + min;
    }

    /** A double from one bound to the other, exclusive. */
    public static double randomDouble(double min, double max) {
        return ThreadLocalRandom.current().nextDouble() * (max - min) + min;
    }

    /** A normally distributed double. */
    public static double randomGaussian(double mean, double std) {
        return ThreadLocalRandom.current().nextGaussian() * std + mean;
    }
}
