package io.yume.experiment.run;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress on a text console: a bar that is redrawn on a terminal, a plain line every few seconds elsewhere. */
public final class ConsoleProgress implements Progress {

    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 5_000_000_000L;
    private static final int BAR_CELLS = 24;
    private static final int COLUMNS = 79;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanos;

    /** @param terminal whether the output is a terminal, which can redraw a line */
    public ConsoleProgress(PrintWriter out, boolean terminal) {
        this(out, terminal, System::nanoTime);
    }

    ConsoleProgress(PrintWriter out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    @Override
    public Bar bar(String label, long total) {
        return new ConsoleBar(label, total);
    }

    @Override
    public void note(String line) {
        synchronized (out) {
            if (terminal) {
                out.print(CLEAR_LINE);
            }
            out.println(line);
            out.flush();
        }
    }

    private final class ConsoleBar implements Bar {

        private final String label;
        private final long total;
        private final long began = nanos.getAsLong();
        private long shownAt = began;
        private long shown = -1;
        private long done;
        private String detail = "";
        private boolean closed;

        ConsoleBar(String label, long total) {
            this.label = label;
            this.total = total;
        }

        @Override
        public void update(long unitsDone, String words) {
            synchronized (out) {
                done = unitsDone;
                detail = words;
                long now = nanos.getAsLong();
                boolean due = now - shownAt >= (terminal ? TERMINAL_NANOS : PLAIN_NANOS);
                if (!closed && due) {
                    show(now);
                }
            }
        }

        @Override
        public void close() {
            synchronized (out) {
                if (closed) {
                    return;
                }
                closed = true;
                if (shown != done || terminal) {
                    show(nanos.getAsLong());
                }
                if (terminal) {
                    out.println();
                    out.flush();
                }
            }
        }

        private void show(long now) {
            shownAt = now;
            shown = done;
            double share = total <= 0 ? 1 : Math.min(1, (double) done / total);
            double seconds = (now - began) / 1e9;
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-13s ", label));
            if (terminal) {
                int cells = (int) Math.round(share * BAR_CELLS);
                line.append('[')
                        .append("=".repeat(cells))
                        .append(" ".repeat(BAR_CELLS - cells))
                        .append("] ");
            }
            line.append(String.format(Locale.ROOT, "%3.0f%% %d/%d %s", 100 * share, done, total, duration(seconds)));
            if (!closed && share > 0 && share < 1) {
                line.append(" (")
                        .append(duration(seconds * (1 - share) / share))
                        .append(" left)");
            }
            if (!detail.isEmpty()) {
                line.append("  ").append(detail);
            }
            if (terminal) {
                out.print(CLEAR_LINE + line.substring(0, Math.min(COLUMNS, line.length())));
            } else {
                out.println(line);
            }
            out.flush();
        }
    }

    /** Seconds as {@code 12s}, {@code 3m05s} or {@code 2h07m}. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%dh%02dm", whole / 3600, whole % 3600 / 60);
    }
}
