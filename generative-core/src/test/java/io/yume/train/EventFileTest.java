package io.yume.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EventFileTest {

    @Test
    void aRecordIsByteForByteThatOfTensorBoardsOwnWriter() {
        byte[] event = EventFile.scalarEvent("a/loss", 300, 1.5, -0.25f);

        assertThat(HexFormat.of().formatHex(EventFile.framed(event)))
                .isEqualTo("1d00000000000000602fdf23"
                        + "09000000000000f83f10ac022a0f0a0d0a06612f6c6f737315000080be"
                        + "a15361fc");
    }

    @Test
    void theChecksumIsMaskedCrc32c() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);

        // The published check value of CRC-32C is e3069283.
        assertThat(EventFile.maskedChecksum(digits, digits.length))
                .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8)
                .isEqualTo(EventRecords.masked(digits));
    }
}
