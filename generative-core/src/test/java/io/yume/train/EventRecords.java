package io.yume.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads event files back, written apart from the writer: own checksum by the polynomial, own field walk. */
final class EventRecords {

    record Scalar(String tag, long step, float value) {}

    private EventRecords() {}

    static List<Scalar> scalars(Path directory) throws IOException {
        List<Path> files;
        try (var listed = Files.list(directory)) {
            files = listed.toList();
        }
        assertThat(files).hasSize(1);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(files.get(0))).order(ByteOrder.LITTLE_ENDIAN);
        List<Scalar> scalars = new ArrayList<>();
        boolean first = true;
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(masked(length));
            byte[] content = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(content);
            assertThat(bytes.getInt()).isEqualTo(masked(content));
            Map<Integer, Object> event = fields(content);
            if (first) {
                assertThat(text(event.get(3))).isEqualTo("brain.Event:2");
            } else {
                Map<Integer, Object> value =
                        fields((byte[]) fields((byte[]) event.get(5)).get(1));
                scalars.add(new Scalar(text(value.get(1)), (Long) event.get(2), (Float) value.get(2)));
            }
            first = false;
        }
        return scalars;
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    static int masked(byte[] bytes) {
        int crc = ~0;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
            }
        }
        return Integer.rotateRight(~crc, 15) + 0xa282ead8;
    }

    private static Map<Integer, Object> fields(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, Object> fields = new HashMap<>();
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            switch (key & 7) {
                case 0 -> fields.put(key >> 3, varint(in));
                case 1 -> fields.put(key >> 3, in.getDouble());
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    fields.put(key >> 3, bytes);
                }
                case 5 -> fields.put(key >> 3, in.getFloat());
                default -> throw new AssertionError("wire type " + (key & 7));
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
