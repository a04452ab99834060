package io.yume.env.gym.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instances of a server: a bounded number of them, each until it is closed or its lease ends. */
final class Instances {

    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);
    private static final int ID_LENGTH = 8;

    private final int limit;
    private final ConcurrentMap<String, Instance> byId = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger();
    private final AtomicLong made = new AtomicLong();
    private volatile boolean closed;

    Instances(int limit) {
        this.limit = limit;
    }

    int count() {
        return byId.size();
    }

    /** How many were asked for before; decides the seeds of those without one. */
    long nextNumber() {
        return made.getAndIncrement();
    }

    /** Adds an instance, if there is room for it before it is made. */
    Instance add(Function<String, Instance> maker) {
        if (places.incrementAndGet() > limit) {
            places.decrementAndGet();
            throw Refusal.of(429, "capacity", "the server must have a free instance: limit=" + limit);
        }
        Instance instance = null;
        try {
            // Not a counter: after a restart, an old client must not find somebody else's instance under its id.
            String id = UUID.randomUUID().toString().substring(0, ID_LENGTH);
            instance = maker.apply(id);
            if (byId.putIfAbsent(id, instance) != null) {
                throw Refusal.of(500, "internal", "two instances got one id: " + id);
            }
        } catch (RuntimeException e) {
            places.decrementAndGet();
            if (instance != null) {
                instance.close();
            }
            throw e;
        }
        if (closed) {
            remove(instance.id());
            throw Refusal.of(503, "capacity", "the server is shutting down");
        }
        return instance;
    }

    Instance get(String id) {
        Instance instance = byId.get(id);
        if (instance == null) {
            throw Refusal.unknownInstance(id);
        }
        return instance;
    }

    /** Closes and forgets. */
    void remove(String id) {
        Instance instance = byId.remove(id);
        if (instance == null) {
            throw Refusal.unknownInstance(id);
        }
        places.decrementAndGet();
        instance.close();
    }

    /** Instance ids and the ids of their environments. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        byId.forEach((id, instance) -> all.put(id, instance.environmentId()));
        return all;
    }

    /** Closes those that nobody used for the time of their lease. */
    void reap() {
        long now = System.nanoTime();
        for (Instance instance : byId.values()) {
            if (instance.expired(now) && byId.remove(instance.id(), instance)) {
                places.decrementAndGet();
                instance.close();
                LOG.info("closed instance {} of {}: its lease ended", instance.id(), instance.environmentId());
            }
        }
    }

    void close() {
        closed = true;
        for (Instance instance : byId.values()) {
            if (byId.remove(instance.id(), instance)) {
                places.decrementAndGet();
                instance.close();
            }
        }
    }
}
