package io.yume.graph.internal;

import java.util.ServiceLoader;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The native library below: checked before its first use, so that what is missing is said in one sentence. On a back end other
 * than the CPU's its arrays are elsewhere, and only its own ops reach them.
 */
public final class Backend {

    private static final String CPU = "CpuBackend";
    private static final String CUDA = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final String CUDA_RUNTIME = "org.bytedeco.cuda.global.cudart";
    private static final String NATIVE = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";

    private Backend() {}

    /**
     * @param problem why ND4J cannot be used; null if it can
     * @param host whether its arrays are in the host's memory
     */
    private record Found(String problem, boolean host) {}

    /** The outcome, found once; a failed class initialisation of ND4J could not be asked a second time. */
    private static final class Holder {

        static final Found FOUND = find();

        private static void quiet(String property) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "false");
            }
        }

        private static Found find() {
            // ND4J reports its start with several lines; who wants them sets the properties.
            quiet(ND4JSystemProperties.LOG_INITIALIZATION);
            quiet(ND4JSystemProperties.VERSION_CHECK_PROPERTY);
            if (onClassPath(CUDA_RUNTIME) && !onClassPath(NATIVE)) {
                // Asked first: where this fails, ND4J prints a stack trace of its own and hides the reason.
                try {
                    Class.forName(CUDA_RUNTIME, true, Backend.class.getClassLoader());
                } catch (LinkageError | ClassNotFoundException e) {
                    return new Found(problem(false, true, root(e)), false);
                }
            }
            try {
                return new Found(
                        null, Nd4j.getBackend().getClass().getSimpleName().equals(CPU));
            } catch (LinkageError | RuntimeException e) {
                return new Found(problem(onClassPath(NATIVE), onClassPath(CUDA), reason(e)), false);
            }
        }
    }

    /**
     * Whether ND4J's arrays are in the host's memory, where our kernels reach them.
     *
     * @throws IllegalStateException if ND4J has no usable back end, naming what is missing
     */
    public static boolean sharesHostMemory() {
        require();
        return Holder.FOUND.host();
    }

    /** @throws IllegalStateException if ND4J has no usable back end, naming what is missing */
    public static void require() {
        if (Holder.FOUND.problem() != null) {
            throw new IllegalStateException(Holder.FOUND.problem());
        }
    }

    /**
     * Sets the number of OpenMP threads for native ops that the calling thread starts.
     *
     * @throws IllegalArgumentException if the number is below 1
     */
    public static void useThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be >= 1: threads=" + threads);
        }
        require();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    }

    /** The number of OpenMP threads for native ops that the calling thread starts. */
    public static int threads() {
        require();
        return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    }

    /** One sentence that names what is missing. */
    private static String problem(boolean hasCpu, boolean hasCuda, String reason) {
        if (hasCpu) {
            return "ND4J's CPU back end could not load its native library for this machine (os="
                    + System.getProperty("os.name") + ", arch=" + System.getProperty("os.arch") + "): " + reason;
        }
        return hasCuda
                ? "ND4J's CUDA back end needs an NVIDIA GPU with its driver, and found none: " + reason
                : "ND4J needs a back end on the class path, such as nd4j-native: found none";
    }

    /** Why no back end would start. ND4J's own failure only says that there is none, so each is asked again. */
    private static String reason(Throwable failure) {
        for (Nd4jBackend backend : ServiceLoader.load(Nd4jBackend.class)) {
            try {
                if (!backend.isAvailable()) {
                    return backend.getClass().getSimpleName() + " is not available";
                }
            } catch (LinkageError | RuntimeException e) {
                return root(e);
            }
        }
        return root(failure);
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static boolean onClassPath(String type) {
        return Backend.class.getClassLoader().getResource(type.replace('.', '/') + ".class") != null;
    }
}
