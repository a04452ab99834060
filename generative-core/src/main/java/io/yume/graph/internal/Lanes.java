package io.yume.graph.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** What each lane of a {@link Team} has to itself, such as registers: made when a team first has that many lanes. */
public final class Lanes<T> {

    private final IntFunction<T> maker;
    private final List<T> lanes = new ArrayList<>();

    /** Makes that of lane 0; {@code maker} is given the lane. */
    public Lanes(IntFunction<T> maker) {
        this.maker = maker;
        lanes.add(maker.apply(0));
    }

    /** What a lane has. */
    public T get(int lane) {
        return lanes.get(lane);
    }

    /** Shares pieces between the lanes of the calling thread's team. */
    public void run(Team.Pieces work, int count) {
        Team team = Team.current();
        while (lanes.size() < team.lanes()) {
            lanes.add(maker.apply(lanes.size()));
        }
        team.run(work, count);
    }
}
