package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyRandomTest {

    private static final BigInteger MASK_128 = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    private static final BigInteger MASK_64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    @Test
    void drawsTheBitsOfSeed42() {
        assertThat(Long.toUnsignedString(new NumpyRandom(42).nextLong())).isEqualTo("14276969152011380360");
    }

    @ParameterizedTest
    @CsvSource({
        "42, 0.7739560485559633, 0.4388784397520523, 0.8585979199113825, 0.6973680290593639",
        "0, 0.6369616873214543, 0.2697867137638703, 0.04097352393619469, 0.016527635528529094",
        "12345, 0.22733602246716966, 0.31675833970975287, 0.7973654573327341, 0.6762546707509746"
    })
    void drawsThePublishedDoubles(long seed, double first, double second, double third, double fourth) {
        NumpyRandom random = new NumpyRandom(seed);
        assertThat(new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble(), random.nextDouble()})
                .containsExactly(first, second, third, fourth);
    }

    @Test
    void drawsTheBitsOfNumpysOwnTestSet() {
        NumpyRandom random = new NumpyRandom(0xdeadbeafL);
        assertThat(new long[] {random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()})
                .containsExactly(0x60d24054e17a0698L, 0xd5e79d89856e4f12L, 0xd254972fe64bd782L, 0xf1e3072a53c72571L);
    }

    /** The definition of the generator in exact integers, from the pool words on. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42, 0xffffffffL, 0x100000000L, 0x123456789abcdefL, Long.MAX_VALUE})
    void agreesWithTheGeneratorInExactIntegers(long seed) {
        long[] words = new SeedSequence(seed).generate(4);
        BigInteger increment =
                wide(words[2], words[3]).shiftLeft(1).or(BigInteger.ONE).and(MASK_128);
        BigInteger multiplier = new BigInteger("47026247687942121848144207491837523525");
        BigInteger state = increment
                .add(wide(words[0], words[1]))
                .multiply(multiplier)
                .add(increment)
                .and(MASK_128);
        NumpyRandom random = new NumpyRandom(seed);
        for (int i = 0; i < 1000; i++) {
            state = state.multiply(multiplier).add(increment).and(MASK_128);
            long folded = state.shiftRight(64).xor(state.and(MASK_64)).longValue();
            long expected = Long.rotateRight(folded, state.shiftRight(122).intValue());
            assertThat(random.nextLong()).isEqualTo(expected);
        }
    }

    private static BigInteger wide(long high, long low) {
        return new BigInteger(Long.toUnsignedString(high)).shiftLeft(64).or(new BigInteger(Long.toUnsignedString(low)));
    }

    @Test
    void scalesUniformNumbers() {
        NumpyRandom random = new NumpyRandom(42);
        assertThat(random.uniform(-0.6, -0.4)).isEqualTo(-0.44520879028880733);
        assertThat(random.uniform(3, 3)).isEqualTo(3);
    }

    @Test
    void repeatsItsDrawsFromASavedState() {
        NumpyRandom random = new NumpyRandom(7);
        random.nextLong();
        NumpyRandom.State saved = random.state();
        long[] draws = {random.nextLong(), random.nextLong(), random.nextLong()};
        NumpyRandom other = new NumpyRandom(saved);
        assertThat(new long[] {other.nextLong(), other.nextLong(), other.nextLong()})
                .containsExactly(draws);
        random.restore(saved);
        assertThat(new long[] {random.nextLong(), random.nextLong(), random.nextLong()})
                .containsExactly(draws);
    }

    @Test
    void rejectsNegativeSeeds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NumpyRandom(-1))
                .withMessage("seed must be >= 0: seed=-1");
    }

    @Test
    void rejectsBoundsWithoutAFiniteOrderedRange() {
        NumpyRandom random = new NumpyRandom(1);
        NumpyRandom.State before = random.state();
        assertThatIllegalArgumentException().isThrownBy(() -> random.uniform(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> random.uniform(0, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> random.uniform(-Double.MAX_VALUE, Double.MAX_VALUE));
        assertThat(random.state()).isEqualTo(before);
    }

    @Test
    void rejectsAStateThatNoGeneratorHas() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandom.State(1, 2, 3, 4));
    }
}
