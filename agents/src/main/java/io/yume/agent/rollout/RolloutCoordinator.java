package io.yume.agent.rollout;

import akka.actor.ActorPath;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the books of a pool: hands the jobs of one batch at a time to workers that pull, keeps results until they are
 * consumed in order, and replaces workers that stop. It never blocks and runs no job itself.
 *
 * <p>A result is held until the consumer has moved past it, and no job is handed out beyond the window, so at most
 * {@code window} results exist whatever the speed of either side.
 */
final class RolloutCoordinator<J, R> extends AbstractBehavior<RolloutCoordinator.Command<J, R>> {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutCoordinator.class);

    sealed interface Command<J, R> permits Begin, Offer, Pull, Cancel, Ready, Completed, Failed {}

    /** Starts a batch whose first job is {@code firstId}. */
    record Begin<J, R>(long batch, long firstId) implements Command<J, R> {}

    /** Acknowledges all results before {@code next}, and brings more jobs, by id. */
    record Offer<J, R>(long batch, long next, Map<Long, J> jobs) implements Command<J, R> {}

    /** Asks for the results from {@code from} on, as soon as there is one; asking again repeats the answer. */
    record Pull<J, R>(long batch, long from, ActorRef<Delivery<R>> replyTo) implements Command<J, R> {}

    /** Ends the batch: workers with a job are stopped and replaced. */
    record Cancel<J, R>(long batch) implements Command<J, R> {}

    /** A worker without a job pulls one. */
    record Ready<J, R>(ActorRef<RolloutWorker.Command<J, R>> worker) implements Command<J, R> {}

    /** A worker has done its job, and pulls the next. */
    record Completed<J, R>(ActorRef<RolloutWorker.Command<J, R>> worker, Ticket ticket, R result)
            implements Command<J, R> {}

    /** A worker's job failed, and the worker stops. */
    record Failed<J, R>(ActorRef<RolloutWorker.Command<J, R>> worker, Ticket ticket, Throwable cause)
            implements Command<J, R> {}

    /** What the consumer gets. */
    sealed interface Delivery<R> permits Results, BatchFailed, Ended {}

    /** Results in order, at least one. */
    record Results<R>(List<R> results) implements Delivery<R> {}

    record BatchFailed<R>(long id, int attempts, Throwable cause) implements Delivery<R> {}

    /** The pool closes, or has forgotten the batch. */
    record Ended<R>() implements Delivery<R> {}

    /** Makes the behaviour of a worker, given its name and its coordinator. */
    interface WorkerFactory<J, R> {
        Behavior<RolloutWorker.Command<J, R>> create(String name, ActorRef<Command<J, R>> coordinator);
    }

    private record Assignment<J>(Ticket ticket, J job) {}

    /** A result may be null; its presence in the map is what counts. */
    private record Done<R>(R result) {}

    private final WorkerFactory<J, R> factory;
    private final PoolConfig config;
    private final Deque<ActorRef<RolloutWorker.Command<J, R>>> idle = new ArrayDeque<>();
    private final Map<ActorRef<RolloutWorker.Command<J, R>>, Assignment<J>> underWay = new HashMap<>();
    private final TreeMap<Long, Assignment<J>> pending = new TreeMap<>();
    private final Map<Long, Done<R>> done = new HashMap<>();
    private long batch = -1;
    private long next;
    private BatchFailed<R> failure;
    private Pull<J, R> waiting;
    private long spawned;

    /** A coordinator with this many workers, which watches and replaces them. */
    static <J, R> Behavior<Command<J, R>> create(int workers, PoolConfig config, WorkerFactory<J, R> factory) {
        return Behaviors.setup(context -> new RolloutCoordinator<>(context, workers, config, factory));
    }

    private RolloutCoordinator(
            ActorContext<Command<J, R>> context, int workers, PoolConfig config, WorkerFactory<J, R> factory) {
        super(context);
        this.factory = factory;
        this.config = config;
        for (int i = 0; i < workers; i++) {
            spawnWorker();
        }
    }

    private void spawnWorker() {
        String name = "worker-" + ++spawned;
        ActorRef<RolloutWorker.Command<J, R>> worker =
                getContext().spawn(factory.create(name, getContext().getSelf()), name);
        getContext().watch(worker);
    }

    @Override
    public Receive<Command<J, R>> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onCommand)
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    // The messages are generic, so they are told apart here and not by class in the builder.
    private Behavior<Command<J, R>> onCommand(Command<J, R> command) {
        if (command instanceof Completed<J, R> completed) {
            return onCompleted(completed);
        } else if (command instanceof Offer<J, R> offer) {
            return onOffer(offer);
        } else if (command instanceof Pull<J, R> pull) {
            return onPull(pull);
        } else if (command instanceof Ready<J, R> ready) {
            return onReady(ready);
        } else if (command instanceof Failed<J, R> failed) {
            return onFailed(failed);
        } else if (command instanceof Begin<J, R> begin) {
            return onBegin(begin);
        } else if (command instanceof Cancel<J, R> cancel) {
            return onCancel(cancel);
        }
        throw new AssertionError(command);
    }

    private Behavior<Command<J, R>> onBegin(Begin<J, R> begin) {
        clear();
        waiting = null;
        batch = begin.batch();
        next = begin.firstId();
        return this;
    }

    private Behavior<Command<J, R>> onOffer(Offer<J, R> offer) {
        if (offer.batch() != batch || failure != null) {
            return this;
        }
        while (next < offer.next()) {
            done.remove(next++);
        }
        offer.jobs().forEach((id, job) -> pending.put(id, new Assignment<>(new Ticket(batch, id, 1), job)));
        handOut();
        return this;
    }

    private Behavior<Command<J, R>> onPull(Pull<J, R> pull) {
        if (pull.batch() != batch) {
            pull.replyTo().tell(new Ended<>());
            return this;
        }
        waiting = pull;
        deliver();
        return this;
    }

    private Behavior<Command<J, R>> onCancel(Cancel<J, R> cancel) {
        if (cancel.batch() == batch) {
            clear();
            waiting = null;
            batch = -1;
        }
        return this;
    }

    private Behavior<Command<J, R>> onReady(Ready<J, R> ready) {
        idle.add(ready.worker());
        handOut();
        return this;
    }

    private Behavior<Command<J, R>> onCompleted(Completed<J, R> completed) {
        if (!release(completed.worker(), completed.ticket())) {
            return this;
        }
        done.put(completed.ticket().id(), new Done<>(completed.result()));
        idle.add(completed.worker());
        handOut();
        deliver();
        return this;
    }

    private Behavior<Command<J, R>> onFailed(Failed<J, R> failed) {
        Assignment<J> assignment = underWay.get(failed.worker());
        if (release(failed.worker(), failed.ticket())) {
            retry(assignment, failed.cause());
        }
        return this;
    }

    private Behavior<Command<J, R>> onChildFailed(ChildFailed child) {
        return replace(child, child.cause());
    }

    private Behavior<Command<J, R>> onTerminated(Terminated child) {
        return replace(
                child,
                new IllegalStateException(
                        "worker stopped: worker=" + child.getRef().path().name()));
    }

    private Behavior<Command<J, R>> replace(Terminated child, Throwable cause) {
        // Names are never used twice, so the path tells which worker it was.
        ActorPath path = child.getRef().path();
        idle.removeIf(worker -> worker.path().equals(path));
        spawnWorker();
        for (ActorRef<RolloutWorker.Command<J, R>> worker : List.copyOf(underWay.keySet())) {
            if (worker.path().equals(path)) {
                retry(underWay.remove(worker), cause);
            }
        }
        return this;
    }

    /** Someone may wait on a pool that another thread closes. */
    private Behavior<Command<J, R>> onPostStop() {
        if (waiting != null) {
            waiting.replyTo().tell(new Ended<>());
        }
        return this;
    }

    /** Takes the job off a worker, unless the answer is too late: the job is no longer this worker's. */
    private boolean release(ActorRef<RolloutWorker.Command<J, R>> worker, Ticket ticket) {
        Assignment<J> assignment = underWay.get(worker);
        if (assignment == null || !assignment.ticket().equals(ticket)) {
            LOG.debug("late answer of {} dropped: {}", worker.path().name(), ticket);
            return false;
        }
        underWay.remove(worker);
        return true;
    }

    private void retry(Assignment<J> assignment, Throwable cause) {
        Ticket ticket = assignment.ticket();
        if (cause instanceof Error || ticket.attempt() >= config.maxAttempts()) {
            clear();
            failure = new BatchFailed<>(ticket.id(), ticket.attempt(), cause);
            deliver();
            return;
        }
        LOG.warn("job {} failed and is tried again: attempt={}", ticket.id(), ticket.attempt(), cause);
        pending.put(ticket.id(), new Assignment<>(ticket.next(), assignment.job()));
        handOut();
    }

    private void handOut() {
        while (!idle.isEmpty() && !pending.isEmpty() && pending.firstKey() < next + config.window()) {
            ActorRef<RolloutWorker.Command<J, R>> worker = idle.remove();
            Assignment<J> assignment = pending.pollFirstEntry().getValue();
            underWay.put(worker, assignment);
            worker.tell(new RolloutWorker.Execute<>(assignment.ticket(), assignment.job()));
        }
    }

    private void deliver() {
        if (waiting == null) {
            return;
        }
        if (failure != null) {
            waiting.replyTo().tell(failure);
            waiting = null;
            return;
        }
        List<R> results = new ArrayList<>();
        for (Done<R> result = done.get(waiting.from());
                result != null;
                result = done.get(waiting.from() + results.size())) {
            results.add(result.result());
        }
        if (!results.isEmpty()) {
            waiting.replyTo().tell(new Results<>(results));
            waiting = null;
        }
    }

    /** Forgets the batch; its workers stop, which interrupts their threads, and are replaced when they have. */
    private void clear() {
        underWay.keySet().forEach(getContext()::stop);
        underWay.clear();
        pending.clear();
        done.clear();
        failure = null;
    }
}
