package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Space;
import io.yume.env.SplitMix64;
import io.yume.env.gym.internal.Json;

/** Draws random actions for clients that want the server to. */
final class Sampler {

    private final Space space;
    private final SplitMix64 random;

    Sampler(Space space, long seed) {
        this.space = space;
        this.random = new SplitMix64(seed);
    }

    /** Uniform within the bounds; where there is none, within 1 of the other bound or of 0. */
    ObjectNode sample() {
        ObjectNode json = Json.object();
        if (space instanceof Discrete discrete) {
            return json.put("action", random.below(discrete.n()));
        }
        Box box = (Box) space;
        float[] low = box.low();
        float[] high = box.high();
        ArrayNode action = json.putArray("action");
        for (int i = 0; i < low.length; i++) {
            float from = Float.isFinite(low[i]) ? low[i] : Float.isFinite(high[i]) ? high[i] - 1 : -1;
            float to = Float.isFinite(high[i]) ? high[i] : from + (Float.isFinite(low[i]) ? 1 : 2);
            action.add((double) Math.min(to, (float) (from + random.unit() * ((double) to - from))));
        }
        return json;
    }
}
