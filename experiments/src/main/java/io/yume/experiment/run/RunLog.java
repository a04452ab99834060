package io.yume.experiment.run;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** While open, everything that is logged from INFO up (DEBUG up in this program) is added to the log of a run. */
public final class RunLog implements Closeable {

    private final Path file;
    private final OutputStreamAppender<ILoggingEvent> appender;
    private final ch.qos.logback.classic.Logger root;

    private RunLog(Path file, OutputStreamAppender<ILoggingEvent> appender, ch.qos.logback.classic.Logger root) {
        this.file = file;
        this.appender = appender;
        this.root = root;
    }

    /** @param file what is added to; made where missing */
    public static RunLog open(Path file) throws IOException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level [%thread] %logger{30}: %msg%n");
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        return new RunLog(file, appender, root);
    }

    /** The log. */
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
