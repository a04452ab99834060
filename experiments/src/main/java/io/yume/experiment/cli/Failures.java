package io.yume.experiment.cli;

import io.yume.env.gym.GymException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in one sentence why something failed. */
final class Failures {

    private Failures() {}

    static String sentence(Throwable failure) {
        if (failure instanceof UncheckedIOException wrapper && wrapper.getCause() != null) {
            return sentence(wrapper.getCause());
        }
        if (failure instanceof OutOfMemoryError) {
            // JavaCPP names the type of its pointers.
            boolean outsideTheHeap = String.valueOf(failure.getMessage()).contains("Pointer(");
            return "out of memory (" + failure.getMessage() + "): "
                    + (outsideTheHeap
                            ? "this needs more native memory than is left; smaller batches or sequences need less"
                            : "give Java more with YUME_JAVA_OPTS=-Xmx2g");
        }
        if (failure instanceof NoSuchFileException missing) {
            return "there is no such file: " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "access is denied: " + denied.getFile();
        }
        if (failure instanceof FileSystemException file) {
            return (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason()) + ": "
                    + file.getFile();
        }
        String message = failure.getMessage();
        boolean explained = message != null
                && !message.isBlank()
                && (failure instanceof IOException
                        || failure instanceof IllegalArgumentException
                        || failure instanceof IllegalStateException
                        || failure instanceof GymException);
        if (explained) {
            return firstLine(message);
        }
        // Errors of class loading say little themselves; their causes say what is missing.
        if (failure instanceof LinkageError && failure.getCause() != null) {
            return sentence(failure.getCause());
        }
        String name = failure.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + firstLine(message);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
