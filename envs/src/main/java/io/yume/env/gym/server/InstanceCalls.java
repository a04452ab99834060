package io.yume.env.gym.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.Tensor;
import io.yume.env.gym.internal.http.HttpRequest;
import io.yume.env.gym.internal.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** The routes about one instance. */
final class InstanceCalls {

    private static final int MAX_BATCH = 4096;

    private final Instances instances;
    private final Bodies bodies;

    InstanceCalls(Instances instances, Bodies bodies) {
        this.instances = instances;
        this.bodies = bodies;
    }

    /** @param rest the path after the instance, without slashes around it */
    HttpResponse handle(HttpRequest request, String instanceId, String rest) {
        return switch (rest) {
            case "step" -> post(request, instanceId, instance -> step(request, instance));
            case "reset" -> post(request, instanceId, instance -> reset(request, instance));
            case "close" -> {
                Routes.requireMethod(request, "POST");
                yield close(instanceId);
            }
            case "" -> {
                Routes.requireMethod(request, "DELETE");
                yield close(instanceId);
            }
            case "render" -> {
                Routes.requireMethod(request, "GET");
                yield instances.get(instanceId).use(instance -> Pictures.render(request, instance));
            }
            case "monitor/start" ->
                post(request, instanceId, instance -> {
                    throw Refusal.of(403, "forbidden", "this server makes no recordings");
                });
            case "monitor/close" -> post(request, instanceId, instance -> HttpResponse.empty(204));
            default -> describe(request, instanceId, rest);
        };
    }

    private HttpResponse post(HttpRequest request, String instanceId, Function<Instance, HttpResponse> work) {
        Routes.requireMethod(request, "POST");
        return instances.get(instanceId).use(work);
    }

    private HttpResponse describe(HttpRequest request, String instanceId, String rest) {
        if (rest.equals("observation_space/contains")) {
            Routes.requireMethod(request, "POST");
            JsonNode parameters = bodies.required(request);
            return instances
                    .get(instanceId)
                    .use(instance -> Replies.json(request, 200, SpaceCalls.sameSpace(instance, parameters)));
        }
        boolean contains = rest.startsWith("action_space/contains/");
        if (!contains
                && !rest.equals("action_space")
                && !rest.equals("observation_space")
                && !rest.equals("action_space/sample")) {
            throw Routes.notFound(request);
        }
        Routes.requireMethod(request, "GET");
        return instances.get(instanceId).use(instance -> {
            ObjectNode body;
            if (contains) {
                body = SpaceCalls.containsAction(instance, rest.substring("action_space/contains/".length()));
            } else if (rest.equals("action_space")) {
                body = SpaceCalls.describe(instance.actionSpace());
            } else if (rest.equals("observation_space")) {
                body = SpaceCalls.describe(instance.observationSpace());
            } else {
                body = instance.sampler().sample();
            }
            return Replies.json(request, 200, body);
        });
    }

    private HttpResponse close(String instanceId) {
        instances.remove(instanceId);
        return HttpResponse.empty(204);
    }

    private HttpResponse reset(HttpRequest request, Instance instance) {
        JsonNode parameters = bodies.optional(request);
        Long[] seeds = Parameters.seeds(parameters.path("seed"), instance.rows(), instance.vector());
        Parameters.requireEmpty(parameters, "options");
        boolean base64 = Parameters.base64(parameters);
        return reply(request, instance.reset(seeds, mask(parameters, instance)), instance.id(), base64);
    }

    private static boolean[] mask(JsonNode parameters, Instance instance) {
        JsonNode given = parameters.path("mask");
        if (Parameters.isNone(given)) {
            return null;
        }
        if (!instance.vector() || !given.isArray() || given.size() != instance.rows()) {
            throw Refusal.parameter(
                    "mask must have one element per row of a vector instance: mask=" + Json.shown(given));
        }
        boolean[] mask = new boolean[given.size()];
        for (int row = 0; row < mask.length; row++) {
            mask[row] = Parameters.flag(given.get(row), "mask");
        }
        return mask;
    }

    private HttpResponse step(HttpRequest request, Instance instance) {
        Frame frame = bodies.frame(request);
        JsonNode parameters = frame == null ? bodies.required(request) : frame.header();
        Tensor action = frame != null && Frame.isTensor(parameters.path("action"))
                ? frame.tensor(parameters.get("action"), "action")
                : null;
        StepRequest step =
                StepRequest.read(parameters, action, instance.actionSpace(), instance.rows(), instance.vector());
        HttpResponse kept = instance.replay(step.stepId());
        if (kept != null) {
            return replayed(kept);
        }
        HttpResponse reply = reply(request, taken(instance, step), instance.id(), step.base64());
        instance.keep(step.stepId(), reply);
        return reply;
    }

    /** Takes a step. One that broke the environment was taken, too: who asks again is told the same. */
    private static Outcome taken(Instance instance, StepRequest step) {
        try {
            return instance.step(step);
        } catch (Refusal e) {
            if (e.environmentFailed()) {
                instance.keep(step.stepId(), Replies.refusal(e, instance.id()));
            }
            throw e;
        }
    }

    private static HttpResponse replayed(HttpResponse kept) {
        HttpResponse again = HttpResponse.empty(kept.status());
        kept.headers().copyTo(again.headers());
        again.headers().add("X-Gym-Replayed", "1");
        return new HttpResponse(kept.status(), again.headers(), kept.body(), true);
    }

    private static HttpResponse reply(HttpRequest request, Outcome outcome, String instanceId, boolean base64) {
        if (request.headers().lists("Accept", Frame.TYPE)) {
            return HttpResponse.of(200, Frame.TYPE, OutcomeWriter.frame(outcome, instanceId));
        }
        return HttpResponse.of(
                200, Replies.JSON, OutcomeWriter.json(outcome, instanceId, base64, Replies.strings(request)));
    }

    /** Steps independent instances; one that is refused leaves the others alone. */
    HttpResponse batch(HttpRequest request) {
        JsonNode steps = Parameters.require(bodies.required(request), "steps");
        if (!steps.isArray() || steps.size() > MAX_BATCH) {
            throw Refusal.parameter("steps must be a list of at most " + MAX_BATCH + ": steps=" + Json.shown(steps));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 * steps.size());
        try (JsonGenerator json = Json.generator(bytes, Replies.strings(request))) {
            json.writeStartObject();
            json.writeArrayFieldStart("results");
            for (JsonNode step : steps) {
                batchOne(request, step, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HttpResponse.of(200, Replies.JSON, bytes.toByteArray());
    }

    private void batchOne(HttpRequest request, JsonNode step, JsonGenerator json) throws IOException {
        String instanceId = null;
        byte[] result;
        try {
            instanceId = Parameters.require(step, "instance_id").asText();
            result = instances.get(instanceId).use(instance -> batchStep(request, step, instance));
        } catch (Refusal e) {
            result = error(e.status(), e.toJson(instanceId));
        }
        json.writeRawValue(new String(result, UTF_8));
    }

    private static byte[] error(int status, ObjectNode refused) {
        refused.put("status", status);
        ObjectNode error = Json.object();
        error.set("error", refused);
        return Json.write(error, true);
    }

    private static byte[] batchStep(HttpRequest request, JsonNode parameters, Instance instance) {
        StepRequest step =
                StepRequest.read(parameters, null, instance.actionSpace(), instance.rows(), instance.vector());
        HttpResponse kept = instance.replay(step.stepId());
        if (kept != null) {
            if (!kept.headers().contentType().equals(Replies.JSON)) {
                throw Refusal.parameter(
                        "a step must be asked for again in the form of the first time: step_id=" + step.stepId());
            }
            return kept.status() == 200
                    ? kept.body()
                    : error(kept.status(), (ObjectNode) Json.read(kept.body(), "a kept error"));
        }
        byte[] body = OutcomeWriter.json(taken(instance, step), instance.id(), step.base64(), Replies.strings(request));
        instance.keep(step.stepId(), HttpResponse.of(200, Replies.JSON, body));
        return body;
    }
}
