package io.yume.env.gym.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.gym.internal.Json;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an environment is made.
 *
 * @param maxSteps the step at which an episode is truncated. A superset server enforces it; of a classic server it is what
 *     the caller knows, and an episode that is done there counts as truncated
 * @param kwargs further arguments for the environment's constructor, on a superset server
 * @param render whether {@link GymInstance#render} will be used
 * @param observationKey which part of a Dict observation is observed, such as ViZDoom's {@code screen}
 */
public record GymMakeOptions(
        OptionalInt maxSteps, Optional<ObjectNode> kwargs, boolean render, Optional<String> observationKey) {

    /** @throws IllegalArgumentException if the limit is below 1 */
    public GymMakeOptions {
        if (maxSteps.isPresent() && maxSteps.getAsInt() < 1) {
            throw new IllegalArgumentException("maxSteps must be >= 1: maxSteps=" + maxSteps.getAsInt());
        }
        kwargs = kwargs.map(ObjectNode::deepCopy);
    }

    /** The environment as it is registered. */
    public static GymMakeOptions defaults() {
        return new GymMakeOptions(OptionalInt.empty(), Optional.empty(), false, Optional.empty());
    }

    /** The same with a step limit. */
    public GymMakeOptions withMaxSteps(int steps) {
        return new GymMakeOptions(OptionalInt.of(steps), kwargs, render, observationKey);
    }

    /** The same with one more argument for the constructor. */
    public GymMakeOptions withArgument(String name, JsonNode value) {
        ObjectNode all = kwargs.map(ObjectNode::deepCopy).orElseGet(Json::object);
        all.set(name, value);
        return new GymMakeOptions(maxSteps, Optional.of(all), render, observationKey);
    }

    /** The same with pictures to be asked for. */
    public GymMakeOptions withRender() {
        return new GymMakeOptions(maxSteps, kwargs, true, observationKey);
    }

    /** The same with one part of a Dict observation. */
    public GymMakeOptions withObservationKey(String key) {
        return new GymMakeOptions(maxSteps, kwargs, render, Optional.of(key));
    }
}
