package io.yume.graph.internal;

/** A piece of memory that nodes' values live in: planned into the program's arena, or a slice of somebody else's. */
final class Memory {

    /** Lives for the whole program: fed, constant or read after the run. */
    static final int ALWAYS = Integer.MAX_VALUE;

    private final int size;
    private final Arena owner;
    private int first = ALWAYS;
    private int last = -1;
    private boolean pinned;
    private int offset = -1;

    /** Memory that the planner places. */
    Memory(int size) {
        this.size = size;
        this.owner = null;
    }

    /** Memory in an arena of another owner, such as the parameters. */
    Memory(int size, Arena owner, int offset) {
        this.size = size;
        this.owner = owner;
        this.offset = offset;
    }

    int size() {
        return size;
    }

    boolean external() {
        return owner != null;
    }

    Arena arena(Arena planned) {
        return owner == null ? planned : owner;
    }

    int offset() {
        return offset;
    }

    void place(int at) {
        offset = at;
    }

    void use(int step) {
        first = Math.min(first, step);
        last = Math.max(last, step);
    }

    void pin() {
        pinned = true;
    }

    boolean used() {
        return pinned || last >= 0;
    }

    int first() {
        return pinned ? 0 : first;
    }

    int last() {
        return pinned ? ALWAYS : last;
    }
}
