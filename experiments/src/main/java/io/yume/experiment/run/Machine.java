package io.yume.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The machine a run was made on.
 *
 * @param cpu the processor's name
 * @param cores the processors that Java may use
 * @param instructionSets the vector extensions that change the bits of a result, such as {@code avx2} or {@code fma}
 * @param jvm the Java virtual machine and its version
 * @param os the operating system and its version
 */
public record Machine(String cpu, int cores, List<String> instructionSets, String jvm, String os) {

    private static final Set<String> VECTOR_EXTENSIONS = Set.of(
            "sse4_2",
            "avx",
            "f16c",
            "fma",
            "avx2",
            "avx_vnni",
            "avx512f",
            "avx512bw",
            "avx512dq",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "amx_tile",
            "asimd",
            "sve",
            "sve2");

    /** This machine, as far as it tells. */
    public static Machine here() {
        Map<String, String> processor = properties(Path.of("/proc/cpuinfo"));
        String cpu = processor.getOrDefault("model name", processor.getOrDefault("Processor", ""));
        String flags = processor.getOrDefault("flags", processor.getOrDefault("Features", ""));
        return new Machine(
                cpu.isEmpty() ? System.getProperty("os.arch") : cpu,
                Runtime.getRuntime().availableProcessors(),
                Arrays.stream(flags.split(" ", -1))
                        .filter(VECTOR_EXTENSIONS::contains)
                        .sorted()
                        .toList(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
    }

    /** The most memory this process has held so far, MiB; empty where the system does not tell. */
    public static OptionalLong peakRssMiB() {
        return peakRssMiB(Path.of("/proc/self/status"));
    }

    static OptionalLong peakRssMiB(Path status) {
        String peak = properties(status).getOrDefault("VmHWM", "");
        return peak.endsWith(" kB")
                ? OptionalLong.of(
                        Long.parseLong(peak.substring(0, peak.length() - 3).strip()) / 1024)
                : OptionalLong.empty();
    }

    /** The first value of each {@code name : value} line; nothing where there is no such file. */
    static Map<String, String> properties(Path file) {
        Map<String, String> properties = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    properties.putIfAbsent(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip());
                }
            }
        } catch (IOException e) {
            // Only Linux has these files; elsewhere the caller says that it does not know.
            return Map.of();
        }
        return properties;
    }
}
