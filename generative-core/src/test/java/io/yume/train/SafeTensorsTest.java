package io.yume.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {

    /** Written by the safetensors library for Python, 0.8.0: b = F32 [1.5, -2], a = F64 [[0.1], [3]], step = 7. */
    private static final String PYTHON_FLOATS =
            "90000000000000007b225f5f6d657461646174615f5f223a7b2273746570223a2237227d2c2261223a7b226474797065223a22463634222c227368617065223a5b322c315d2c22646174615f6f666673657473223a5b302c31365d7d2c2262223a7b226474797065223a22463332222c227368617065223a5b325d2c22646174615f6f666673657473223a5b31362c32345d7d7d202020209a9999999999b93f00000000000008400000c03f000000c0";

    /** By the same library: one tensor of each other type, a scalar and an empty tensor. */
    private static final String PYTHON_TYPES =
            "50010000000000007b226c223a7b226474797065223a22493634222c227368617065223a5b325d2c22646174615f6f666673657473223a5b302c31365d7d2c2265223a7b226474797065223a22463332222c227368617065223a5b302c335d2c22646174615f6f666673657473223a5b31362c31365d7d2c2273223a7b226474797065223a22463332222c227368617065223a5b5d2c22646174615f6f666673657473223a5b31362c32305d7d2c2269223a7b226474797065223a22493332222c227368617065223a5b325d2c22646174615f6f666673657473223a5b32302c32385d7d2c2268223a7b226474797065223a22463136222c227368617065223a5b355d2c22646174615f6f666673657473223a5b32382c33385d7d2c2275223a7b226474797065223a225538222c227368617065223a5b325d2c22646174615f6f666673657473223a5b33382c34305d7d7d2020202020200000000000002000fdffffffffffffff00008040fbffffffffffff7f003c00b80100ff7b007c00ff";

    /** By the same library: I64 [2^53 + 1]. */
    private static final String PYTHON_INEXACT =
            "38000000000000007b226c223a7b226474797065223a22493634222c227368617065223a5b315d2c22646174615f6f666673657473223a5b302c385d7d7d20200100000000002000";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("t.safetensors");
    }

    @Test
    void writesTheBytesThatPythonWrites() throws IOException {
        SafeTensors.write(file, floats());
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(PYTHON_FLOATS);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void readsWhatPythonWrites() throws IOException {
        Files.write(file, HexFormat.of().parseHex(PYTHON_FLOATS));
        assertThat(SafeTensors.read(file)).isEqualTo(floats());
        Files.write(file, HexFormat.of().parseHex(PYTHON_TYPES));
        assertThat(SafeTensors.read(file).tensors())
                .isEqualTo(Map.of(
                        "h", Tensor.of(new float[] {1, -0.5f, 0x1p-24f, 65504, Float.POSITIVE_INFINITY}),
                        "i", Tensor.of(new double[] {-5, Integer.MAX_VALUE}),
                        "u", Tensor.of(new float[] {0, 255}),
                        "l", Tensor.of(new double[] {0x1p53, -3}),
                        "s", new FloatTensor(new int[0], new float[] {4}),
                        "e", Tensor.of(new float[0], 0, 3)));
    }

    @Test
    void rejectsAWholeNumberThatNoDoubleHolds() throws IOException {
        Files.write(file, HexFormat.of().parseHex(PYTHON_INEXACT));
        assertThatExceptionOfType(SafeTensorsException.class)
                .isThrownBy(() -> SafeTensors.read(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("tensor=l, index=0, value=9007199254740993");
    }

    @Test
    void readsBrainFloats() throws IOException {
        put("{\"x\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 0x80, 0x3f, 0x49, 0xc0);
        assertThat(SafeTensors.read(file).floats("x")).containsExactly(1f, -3.140625f);
    }

    @Test
    void keepsEveryBitOfManyValues() throws IOException {
        float[] values = new float[50_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(i * 0x9e3779b1);
        }
        values[7] = Float.intBitsToFloat(0x7fc00123);
        SafeTensors.write(
                file, Checkpoint.builder().tensor("x", values, 3, 16667).build());
        float[] read = SafeTensors.read(file).floats("x");
        for (int i = 0; i < values.length; i++) {
            assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | without holes",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | must fill the file",
                "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | bytes must match type and shape",
                "{'x':{'dtype':'C64','shape':[1],'data_offsets':[0,8]}} | type must be one of",
                "{'x':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | x.shape must be >= 0",
                "{'x':{'dtype':'F32','shape':[2]}} | must have dtype, shape and two data_offsets",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'z':1}} | unknown field",
                "{'x':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | must fit one array",
                "{'x':{'dtype':'F64','shape':[1],'data_offsets':[0,8]},'x':{}} | Duplicate",
                "{'__metadata__':{'a':1},'x':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}} | __metadata__.a must be",
                "{'x':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}{} | one JSON object",
                "[] | must start with {",
                "{'x': | not a readable",
            })
    void rejectsWhatIsNoValidHeader(String json, String message) throws IOException {
        put(json.replace('\'', '"'), 0, 0, 0, 0, 0, 0, 0, 0);
        assertThatExceptionOfType(SafeTensorsException.class)
                .isThrownBy(() -> SafeTensors.read(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(message);
    }

    @Test
    void rejectsAFileCutAnywhere() throws IOException {
        byte[] whole = HexFormat.of().parseHex(PYTHON_FLOATS);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatExceptionOfType(SafeTensorsException.class).isThrownBy(() -> SafeTensors.read(file));
        }
    }

    @Test
    void rejectsValuesThatDoNotFillTheShape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[5], 2, 3))
                .withMessage("number of values must match the shape: shape=[2, 3], expected=6, actual=5");
    }

    private void put(String json, int... data) throws IOException {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (int value : data) {
            bytes.put((byte) value);
        }
        Files.write(file, bytes.array());
    }

    private static Checkpoint floats() {
        return Checkpoint.builder()
                .tensor("b", new float[] {1.5f, -2})
                .tensor("a", new double[] {0.1, 3}, 2, 1)
                .put("step", 7)
                .build();
    }
}
