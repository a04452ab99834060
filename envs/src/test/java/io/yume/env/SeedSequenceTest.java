package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedSequenceTest {

    /** The values of O'Neill's C++ reference that NumPy tests itself against. */
    @ParameterizedTest
    @CsvSource({
        "3735928559 195939070 229505742 305419896, 2477551240072187391 9577394838764454085",
        "3668361503 4165561550 1661411377 3634257570, 15854241394484835714 11398914698975566411",
        "164546577 4166754639 1765190214 1303880213, 13708282465491374871 16007308345579681096",
        "446610472 3941463886 522937693 1882353782, 15424829579845884309 1898028439751125927",
        "2766103236 2883057919 4029656435 862374500, 18305404959516669237 14103312907920476776"
    })
    void agreesWithTheReferenceImplementation(String entropy, String state) {
        int[] words = Arrays.stream(entropy.split(" "))
                .mapToInt(Integer::parseUnsignedInt)
                .toArray();
        long[] expected = Arrays.stream(state.split(" "))
                .mapToLong(Long::parseUnsignedLong)
                .toArray();
        assertThat(new SeedSequence(words).generate(2)).containsExactly(expected);
    }

    @Test
    void readsALongSeedAsItsWords() {
        assertThat(new SeedSequence(0x1234567890abcdefL).generate(4))
                .containsExactly(new SeedSequence(new int[] {0x90abcdef, 0x12345678}).generate(4));
        assertThat(new SeedSequence(5L).generate(4))
                .containsExactly(new SeedSequence(new int[] {5}).generate(4))
                .isNotEqualTo(new SeedSequence(5L << 32).generate(4));
    }

    @Test
    void rejectsMoreWordsThanThePoolHolds() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SeedSequence(new int[5]));
    }
}
