package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.http.HttpRequest;
import io.yume.env.gym.internal.http.HttpResponse;
import java.util.List;

/** The routes about the server as a whole. */
final class ServerCalls {

    private static final List<String> FEATURES = List.of(
            "seed", "truncation", "vector", "batch", "frame", "gzip", "render", "step_id", "repeat", "lease", "mask");

    private final GymServerOptions options;
    private final Instances instances;
    private final Creation creation;
    private final Bodies bodies;

    ServerCalls(GymServerOptions options, Instances instances, Bodies bodies) {
        this.options = options;
        this.instances = instances;
        this.bodies = bodies;
        creation = new Creation(options, instances);
    }

    HttpResponse health(HttpRequest request) {
        ObjectNode json = Json.object();
        json.put("status", "ok");
        json.put("protocol", Integer.parseInt(Replies.PROTOCOL));
        json.put("server", "yume-java");
        ArrayNode features = json.putArray("features");
        FEATURES.forEach(features::add);
        json.put("instances", instances.count());
        json.put("max_instances", options.limits().instances());
        json.put("max_num_envs", options.limits().rows());
        json.put("max_body", options.limits().body());
        return Replies.json(request, 200, json);
    }

    HttpResponse registry(HttpRequest request) {
        ObjectNode json = Json.object();
        ArrayNode ids = json.putArray("ids");
        options.environments().keySet().stream().sorted().forEach(ids::add);
        return Replies.json(request, 200, json);
    }

    HttpResponse list(HttpRequest request) {
        ObjectNode json = Json.object();
        ObjectNode all = json.putObject("all_envs");
        instances.all().forEach(all::put);
        return Replies.json(request, 200, json);
    }

    HttpResponse create(HttpRequest request) {
        return Replies.json(request, 200, Creation.describe(creation.create(bodies.required(request))));
    }
}
