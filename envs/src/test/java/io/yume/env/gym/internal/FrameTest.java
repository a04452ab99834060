package io.yume.env.gym.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.yume.env.gym.DType;
import io.yume.env.gym.GymProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    /** Puts a frame together by hand, as the protocol page has it. */
    private static byte[] frame(String header, byte... tensors) {
        byte[] text = header.getBytes(UTF_8);
        int begin = (12 + text.length + 7) / 8 * 8;
        ByteBuffer buffer = ByteBuffer.allocate(begin + tensors.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put("GYMF".getBytes(UTF_8))
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(text.length);
        buffer.put(text);
        buffer.position(begin);
        buffer.put(tensors);
        return buffer.array();
    }

    @Test
    void readsWhatThePageDescribes() {
        Frame frame = Frame.read(frame(
                "{\"a\":{\"dtype\":\"int16\",\"shape\":[2],\"offset\":0,\"nbytes\":4},"
                        + "\"b\":{\"dtype\":\"uint8\",\"shape\":[],\"offset\":8,\"nbytes\":1},\"c\":3}",
                (byte) 1,
                (byte) 0,
                (byte) -2,
                (byte) -1,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 200));
        assertThat(frame.tensor(frame.header().get("a"), "a").doubles()).containsExactly(1, -2);
        assertThat(frame.tensor(frame.header().get("b"), "b").doubles()).containsExactly(200);
        assertThat(frame.header().get("c").intValue()).isEqualTo(3);
    }

    @Test
    void writesWhatThePageDescribes() {
        Frame.Builder builder = new Frame.Builder();
        builder.add("x", Tensor.of(new byte[] {1, 2, 3}, 3)).add("y", Tensor.of(new float[] {1.5f}, 1, 1));
        builder.header().put("k", true);
        byte[] body = builder.build();
        String header = "{\"x\":{\"dtype\":\"uint8\",\"shape\":[3],\"offset\":0,\"nbytes\":3},"
                + "\"y\":{\"dtype\":\"float32\",\"shape\":[1,1],\"offset\":8,\"nbytes\":4},\"k\":true}";
        ByteBuffer tensors = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        tensors.put(new byte[] {1, 2, 3}).putFloat(8, 1.5f);
        assertThat(body).isEqualTo(frame(header, tensors.array()));
    }

    @Test
    void readsEveryElementType() {
        ByteBuffer ones = ByteBuffer.allocate(8);
        ones.putLong(0, -1);
        ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        for (DType type : DType.values()) {
            ByteBuffer data = ones;
            double expected =
                    switch (type) {
                        case BOOL, UINT8 -> 255;
                        case UINT16 -> 65_535;
                        case UINT32 -> 4_294_967_295.0;
                        case UINT64 -> 0x1.0p64;
                        case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 -> -1;
                    };
            if (type == DType.FLOAT32) {
                data = floats.putFloat(0, -1);
            } else if (type == DType.FLOAT64) {
                data = floats.putDouble(0, -1);
            }
            Tensor tensor = new Tensor(type, new int[0], data.duplicate().limit(type.bytes()));
            assertThat(tensor.get(0)).as(type.text()).isEqualTo(expected);
            assertThat(DType.of(type.text())).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"dtype\":\"uint8\",\"shape\":[4],\"offset\":0,\"nbytes\":4}",
                "{\"dtype\":\"uint8\",\"shape\":[3],\"offset\":1,\"nbytes\":3}",
                "{\"dtype\":\"uint8\",\"shape\":[2],\"offset\":0,\"nbytes\":3}",
                "{\"dtype\":\"uint8\",\"shape\":[-3],\"offset\":0,\"nbytes\":3}",
                "{\"dtype\":\"uint8\",\"shape\":[65536,65536,65536],\"offset\":0,\"nbytes\":0}",
                "{\"dtype\":\"uint8\",\"shape\":[1.5],\"offset\":0,\"nbytes\":1}",
                "{\"dtype\":\"uint8\",\"shape\":3,\"offset\":0,\"nbytes\":3}",
                "{\"dtype\":\"uint8\",\"shape\":[3],\"offset\":-1,\"nbytes\":3}",
                "{\"dtype\":\"uint8\",\"shape\":[3],\"offset\":9223372036854775807,\"nbytes\":3}",
                "{\"dtype\":\"object\",\"shape\":[3],\"offset\":0,\"nbytes\":3}",
                "{\"dtype\":\"uint8\",\"shape\":[3]}",
                "7"
            })
    void refusesTensorsThatTheFrameDoesNotHave(String entry) {
        Frame frame = Frame.read(frame("{\"x\":" + entry + "}", (byte) 1, (byte) 2, (byte) 3));
        assertThatExceptionOfType(GymProtocolException.class)
                .isThrownBy(() -> frame.tensor(frame.header().get("x"), "x"));
    }

    @Test
    void refusesDamagedFrames() {
        byte[] good = frame("{\"x\":1}");
        assertThat(Frame.read(good).header().get("x").intValue()).isEqualTo(1);
        for (int position : new int[] {0, 3, 4, 6, 8, 11, 12}) {
            byte[] bad = good.clone();
            bad[position] ^= 0x40;
            assertThatExceptionOfType(GymProtocolException.class)
                    .as("byte %d", position)
                    .isThrownBy(() -> Frame.read(bad));
        }
        for (int length : new int[] {0, 5, 11, 15}) {
            assertThatExceptionOfType(GymProtocolException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> Frame.read(Arrays.copyOf(good, length)));
        }
    }
}
