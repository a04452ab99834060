package io.yume.env.gym.client;

import io.yume.env.wrapper.EnvironmentWrapper;

/** An environment that closes its client, too. */
final class OwnClient extends EnvironmentWrapper {

    private final GymClient client;

    OwnClient(GymClient client, GymEnvironment environment) {
        super(environment);
        this.client = client;
    }

    @Override
    public void close() {
        try {
            super.close();
        } finally {
            client.close();
        }
    }
}
