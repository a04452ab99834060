package io.yume.env.gym.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.server.RawHttp.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server does with environments, as clients in other languages see it. */
class GymServerTest extends GymServerFixture {

    @Test
    void answersTheClassicRoutesAsTheOldServerDid() {
        String path = create("{\"env_id\": \"CartPole-v0\", \"seed\": 42}");
        assertThat(get("/v1/envs/").body()).isEqualTo("{\"all_envs\":{\"" + path.substring(9) + "\":\"CartPole-v0\"}}");
        // The golden start of seed 42, as float32.
        assertThat(post(path + "/reset/", null).body())
                .isEqualTo("{\"observation\":[" + float32(0.027395604855596334) + "," + float32(-0.006112156024794771)
                        + "," + float32(0.03585979199113824) + "," + float32(0.019736802905936393)
                        + "],\"info\":{}}");
        assertThat(post(path + "/step/", "{\"action\": 0, \"render\": false}").body())
                .startsWith("{\"observation\":[" + float32(0.02727336173510044) + ",")
                .endsWith("\"reward\":1.0,\"done\":false,\"terminated\":false,\"truncated\":false,\"info\":{}}");
        assertThat(get(path + "/action_space/").body())
                .isEqualTo("{\"info\":{\"name\":\"Discrete\",\"n\":2},"
                        + "\"space\":{\"type\":\"Discrete\",\"n\":2,\"start\":0,\"dtype\":\"int64\"}}");
        assertThat(get(path + "/observation_space/").body())
                .contains("\"name\":\"Box\",\"shape\":[4],\"low\":[" + float32(-4.8) + ",-1.0E100,")
                .contains("\"type\":\"Box\",\"dtype\":\"float32\",\"shape\":[4],\"low\":[" + float32(-4.8)
                        + ",\"-Infinity\",");
        assertThat(get(path + "/action_space/sample").body()).matches("\\{\"action\":[01]\\}");
        assertThat(get(path + "/action_space/contains/1").body()).isEqualTo("{\"member\":true}");
        assertThat(get(path + "/action_space/contains/2").body()).isEqualTo("{\"member\":false}");
        assertThat(get(path + "/action_space/contains/x").status()).isEqualTo(400);
        assertThat(post(path + "/observation_space/contains", "{\"shape\": [4], \"name\": \"Box\"}")
                        .body())
                .isEqualTo("{\"member\":true}");
        assertThat(post(path + "/observation_space/contains", "{\"shape\": [5]}")
                        .body())
                .isEqualTo("{\"member\":false}");
        assertThat(post(path + "/observation_space/contains", "{\"colour\": 1}").status())
                .isEqualTo(400);
        assertThat(post(path + "/monitor/start/", "{\"directory\": \"/tmp/x\"}").status())
                .isEqualTo(403);
        assertThat(post(path + "/monitor/close/", null).status()).isEqualTo(204);
        assertThat(post("/v1/upload/", "{}").status()).isEqualTo(410);
        assertThat(post(path + "/close/", null).status()).isEqualTo(204);
        assertThat(post(path + "/close/", null).body())
                .contains("\"message\":\"Instance_id " + path.substring(9) + " unknown\"");
        assertThat(server.instances()).isZero();
    }

    private static double float32(double value) {
        return (float) value;
    }

    @Test
    void saysWhatItIs() {
        Reply health = get("/v1/health");
        assertThat(health.head()).contains("X-Gym-Protocol: 2");
        assertThat(health.body()).contains("\"status\":\"ok\",\"protocol\":2,").contains("\"step_id\"");
        assertThat(get("/v1/registry/").body()).contains("\"CartPole-v1\"").contains("\"take-cover\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/v1/nothing/||404|not_found",
                "GET|/||404|not_found",
                "GET|/v1/envs/00000000/step/||405|method_not_allowed",
                "POST|/v1/envs/00000000/step/|{\"action\": 0}|400|unknown_instance",
                "POST|/v1/envs/00000000/nothing/|{}|404|not_found",
                "POST|/v1/envs/|{}|400|missing_parameter",
                "POST|/v1/envs/|{\"env_id\": \"\"}|400|missing_parameter",
                "POST|/v1/envs/|null|400|bad_json",
                "POST|/v1/envs/|[1]|400|bad_json",
                "POST|/v1/envs/|{\"env_id\": |400|bad_json",
                "POST|/v1/envs/|{\"env_id\": 7}|400|unknown_environment",
                "POST|/v1/envs/|{\"env_id\": \"os:Evil-v0\"}|400|unknown_environment",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"seed\": -1}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"seed\": 1.5}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"seed\": 9223372036854775808}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"num_envs\": 0}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"num_envs\": 100000}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"vector\": \"magic\"}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"autoreset\": \"next_step\"}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"kwargs\": {\"g\": 1}}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"max_episode_steps\": 501}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"render_mode\": \"rgb_array\"}|400|invalid_parameter",
                "POST|/v1/envs/|{\"env_id\": \"CartPole-v1\", \"lease_s\": 0}|400|invalid_parameter",
                "POST|/v1/step_batch/|{\"steps\": 3}|400|invalid_parameter"
            })
    void refusesBadRequestsPrecisely(String method, String path, String body, int status, String code) {
        Reply reply = RawHttp.call(server.port(), method, path, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains("\"code\":\"" + code + "\"").contains("\"message\":\"");
        assertThat(server.instances()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CartPole-v1|{}",
                "CartPole-v1|{\"action\": null}",
                "CartPole-v1|{\"action\": []}",
                "CartPole-v1|{\"action\": 2}",
                "CartPole-v1|{\"action\": -1}",
                "CartPole-v1|{\"action\": 1.0}",
                "CartPole-v1|{\"action\": \"1\"}",
                "CartPole-v1|{\"action\": [1]}",
                "CartPole-v1|{\"action\": true}",
                "CartPole-v1|{\"action\": 99999999999}",
                "CartPole-v1|{\"action\": 1, \"step_id\": -1}",
                "CartPole-v1|{\"action\": 1, \"repeat\": 0}",
                "CartPole-v1|{\"action\": 1, \"frame\": \"jpeg\"}",
                "Pendulum-v1|{\"action\": 0.5}",
                "Pendulum-v1|{\"action\": [0.5, 0.5]}",
                "Pendulum-v1|{\"action\": [[0.5]]}",
                "Pendulum-v1|{\"action\": [null]}",
                "Pendulum-v1|{\"action\": [\"NaN\"]}",
                "Pendulum-v1|{\"action\": [\"abc\"]}",
                "Pendulum-v1|{\"action\": [NaN]}",
                "Pendulum-v1|{\"action\": [1e39]}"
            })
    void refusesBadActionsAndStaysAsItWas(String id, String step) {
        String path = create("{\"env_id\": \"" + id + "\"}");
        String good = id.startsWith("Cart") ? "{\"action\": 1}" : "{\"action\": [1]}";
        post(path + "/reset/", "{\"seed\": 3}");
        String expected = post(path + "/step/", good).body();
        post(path + "/reset/", "{\"seed\": 3}");
        Reply refused = post(path + "/step/", step);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(post(path + "/step/", good).body()).isEqualTo(expected);
    }

    @Test
    void refusesStepsOutsideOfEpisodes() {
        String path = create("{\"env_id\": \"CartPole-v1\", \"max_episode_steps\": 2}");
        assertThat(post(path + "/step/", "{\"action\": 1}").body()).contains("step_before_reset");
        post(path + "/reset/", "{}");
        post(path + "/step/", "{\"action\": 1}");
        assertThat(post(path + "/step/", "{\"action\": 1}").body())
                .contains("\"done\":true,\"terminated\":false,\"truncated\":true,"
                        + "\"info\":{\"TimeLimit.truncated\":true}");
        Reply after = post(path + "/step/", "{\"action\": 1}");
        assertThat(after.status()).isEqualTo(409);
        assertThat(after.body()).contains("step_after_end");
    }

    @Test
    void repeatsAReplyForAStepIdAndRefusesGaps() {
        String path = create("{\"env_id\": \"CartPole-v1\"}");
        post(path + "/reset/", "{\"seed\": 1}");
        Reply first = post(path + "/step/", "{\"action\": 1, \"step_id\": 7}");
        Reply again = post(path + "/step/", "{\"action\": 1, \"step_id\": 7}");
        assertThat(again.body()).isEqualTo(first.body()).contains("\"step_id\":7");
        assertThat(first.head()).doesNotContain("X-Gym-Replayed");
        assertThat(again.head()).contains("X-Gym-Replayed: 1");
        assertThat(post(path + "/step/", "{\"action\": 1, \"step_id\": 9}").body())
                .contains("step_id_gap");
        assertThat(post(path + "/step/", "{\"action\": 9, \"step_id\": 8}").body())
                .contains("invalid_action");
        Reply second = post(path + "/step/", "{\"action\": 1, \"step_id\": 8}");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isNotEqualTo(first.body());
        post(path + "/reset/", "{\"seed\": 1}");
        assertThat(post(path + "/step/", "{\"action\": 1, \"step_id\": 9}").body())
                .as("resets do not touch the sequence")
                .isEqualTo(first.body().replace("\"step_id\":7", "\"step_id\":9"));
    }

    /** What the classic client in Python sends for nothing. */
    @Test
    void nullIsNoParameters() {
        String path = create("{\"env_id\": \"CartPole-v1\"}");

        assertThat(post(path + "/reset/", "null").status()).isEqualTo(200);
        assertThat(post(path + "/step/", "null").body()).contains("bad_json");
        assertThat(post(path + "/step/", "{\"action\": 0, \"repeat\": 1}").body())
                .contains("\"repeated\":1");
        assertThat(post(path + "/monitor/close/", "null").status()).isEqualTo(204);
        assertThat(post(path + "/close/", "null").status()).isEqualTo(204);
    }

    @Test
    void repeatsAnActionAndSumsRewards() {
        String path = create("{\"env_id\": \"CartPole-v1\"}");
        post(path + "/reset/", "{\"seed\": 1}");
        assertThat(post(path + "/step/", "{\"action\": 1, \"repeat\": 5}").body())
                .contains("\"reward\":5.0,\"done\":false")
                .contains("\"repeated\":5");
        assertThat(post(path + "/step/", "{\"action\": 1, \"repeat\": 1000}").body())
                .contains("\"done\":true");
    }

    @Test
    void seedsDecideAndUnseededResetsGoOn() {
        String first = create("{\"env_id\": \"CartPole-v1\", \"seed\": 0}");
        String second = create("{\"env_id\": \"CartPole-v1\"}");
        String initial = post(first + "/reset/", null).body();
        assertThat(post(second + "/reset/", null).body()).isNotEqualTo(initial);
        assertThat(post(second + "/reset/", "{\"seed\": 0}").body()).isEqualTo(initial);
        String next = post(first + "/reset/", "{}").body();
        assertThat(next)
                .isNotEqualTo(initial)
                .isEqualTo(post(second + "/reset/", "{\"seed\": null}").body());
    }

    @Test
    void batchesStepsOfIndependentInstances() {
        String first = create("{\"env_id\": \"CartPole-v1\"}").substring(9);
        String second = create("{\"env_id\": \"Pendulum-v1\"}").substring(9);
        post("/v1/envs/" + first + "/reset/", "{\"seed\": 1}");
        post("/v1/envs/" + second + "/reset/", "{\"seed\": 1}");
        Reply reply = post(
                "/v1/step_batch/",
                "{\"steps\": [{\"instance_id\": \"" + first
                        + "\", \"action\": 1, \"step_id\": 0}, {\"instance_id\": \"00\","
                        + " \"action\": 1}, {\"instance_id\": \"" + second
                        + "\", \"action\": [0, 0]}, {\"instance_id\": \""
                        + second + "\", \"action\": [0]}, 3]}");
        var results = Json.read(reply.bytes(), "reply").get("results");
        assertThat(results).hasSize(5);
        assertThat(results.get(0).get("reward").doubleValue()).isEqualTo(1);
        assertThat(results.get(1).get("error").get("code").asText()).isEqualTo("unknown_instance");
        assertThat(results.get(1).get("error").get("status").intValue()).isEqualTo(400);
        assertThat(results.get(2).get("error").get("code").asText()).isEqualTo("invalid_action");
        assertThat(results.get(3).get("reward").doubleValue()).isNegative();
        assertThat(results.get(4).get("error").get("code").asText()).isEqualTo("missing_parameter");
    }

    @Test
    void paintsPictures() throws IOException {
        String path = create("{\"env_id\": \"take-cover\", \"render_mode\": \"rgb_array\"}");
        assertThat(get(path + "/render/").status()).isEqualTo(409);
        post(path + "/reset/", "{\"seed\": 1}");
        Reply picture = get(path + "/render/", "Accept: image/png");
        assertThat(picture.head()).contains("Content-Type: image/png");
        assertThat(ImageIO.read(new ByteArrayInputStream(picture.bytes())).getWidth())
                .isEqualTo(64);
        Frame frame = Frame.read(
                get(path + "/render/", "Accept: application/x-gym-frame").bytes());
        assertThat(frame.tensor(frame.header().get("image"), "image").shape()).containsExactly(64, 64, 3);
        String plain = create("{\"env_id\": \"take-cover\"}");
        post(plain + "/reset/", "{\"seed\": 1}");
        assertThat(get(plain + "/render/").body()).contains("no_render_mode");
    }
}
