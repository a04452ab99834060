package io.yume.agent.rollout;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Pulls one job after another and does each on the one thread it owns, under a deadline. It lives until its first
 * failure: then it says why, stops, and interrupts its thread, so that whatever the thread still answers finds nobody.
 */
final class RolloutWorker<J, R> extends AbstractBehavior<RolloutWorker.Command<J, R>> {

    sealed interface Command<J, R> permits Execute, Started, Finished, Failed, Overdue {}

    /** Does a job, the answer to a pull. */
    record Execute<J, R>(Ticket ticket, J job) implements Command<J, R> {}

    /** The thread has made its runner. */
    private record Started<J, R>() implements Command<J, R> {}

    private record Finished<J, R>(Ticket ticket, R result) implements Command<J, R> {}

    private record Failed<J, R>(Ticket ticket, Throwable cause) implements Command<J, R> {}

    /** The deadline of the job under way has passed. */
    private record Overdue<J, R>(Ticket ticket, Duration deadline) implements Command<J, R> {}

    private static final Object DEADLINE = "deadline";

    private final TimerScheduler<Command<J, R>> timers;
    private final PoolConfig config;
    private final ActorRef<RolloutCoordinator.Command<J, R>> coordinator;
    private final WorkerThread<J, R> thread;
    private boolean threadRuns;
    private boolean runnerExists;
    private Ticket current;

    /**
     * A worker that announces itself to the coordinator.
     *
     * @param threadName the name of its thread
     * @param threads the registry of living threads
     */
    static <J, R> Behavior<Command<J, R>> create(
            String threadName,
            Supplier<? extends JobRunner<J, R>> factory,
            PoolConfig config,
            Set<Thread> threads,
            ActorRef<RolloutCoordinator.Command<J, R>> coordinator) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new RolloutWorker<>(context, timers, threadName, factory, config, threads, coordinator)));
    }

    private RolloutWorker(
            ActorContext<Command<J, R>> context,
            TimerScheduler<Command<J, R>> timers,
            String threadName,
            Supplier<? extends JobRunner<J, R>> factory,
            PoolConfig config,
            Set<Thread> threads,
            ActorRef<RolloutCoordinator.Command<J, R>> coordinator) {
        super(context);
        this.timers = timers;
        this.config = config;
        this.coordinator = coordinator;
        ActorRef<Command<J, R>> self = context.getSelf();
        this.thread = new WorkerThread<>(threadName, factory, threads, new WorkerThread.Listener<>() {
            @Override
            public void started() {
                self.tell(new Started<>());
            }

            @Override
            public void finished(Ticket ticket, R result) {
                self.tell(new Finished<>(ticket, result));
            }

            @Override
            public void failed(Ticket ticket, Throwable cause) {
                self.tell(new Failed<>(ticket, cause));
            }
        });
        coordinator.tell(new RolloutCoordinator.Ready<>(self));
    }

    @Override
    public Receive<Command<J, R>> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onCommand)
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    // The messages are generic, so they are told apart here and not by class in the builder.
    private Behavior<Command<J, R>> onCommand(Command<J, R> command) {
        if (command instanceof Execute<J, R> execute) {
            return onExecute(execute);
        } else if (command instanceof Started<J, R>) {
            return onStarted();
        } else if (command instanceof Finished<J, R> finished) {
            return onFinished(finished);
        } else if (command instanceof Failed<J, R> failed) {
            return fail(failed.ticket(), failed.cause());
        } else if (command instanceof Overdue<J, R> overdue) {
            return onOverdue(overdue);
        }
        throw new AssertionError(command);
    }

    private Behavior<Command<J, R>> onExecute(Execute<J, R> execute) {
        current = execute.ticket();
        expect(runnerExists ? config.jobDeadline() : config.startDeadline());
        if (!threadRuns) {
            // Here and not in the constructor: so a thread that cannot start counts against a job and its attempts.
            thread.start();
            threadRuns = true;
        }
        thread.submit(execute.ticket(), execute.job());
        return this;
    }

    private Behavior<Command<J, R>> onStarted() {
        runnerExists = true;
        expect(config.jobDeadline());
        return this;
    }

    private Behavior<Command<J, R>> onFinished(Finished<J, R> finished) {
        timers.cancel(DEADLINE);
        current = null;
        coordinator.tell(
                new RolloutCoordinator.Completed<>(getContext().getSelf(), finished.ticket(), finished.result()));
        return this;
    }

    private Behavior<Command<J, R>> onOverdue(Overdue<J, R> overdue) {
        if (!overdue.ticket().equals(current)) {
            return this;
        }
        String rule = runnerExists ? "job must finish within its deadline" : "runner must start within its deadline";
        return fail(overdue.ticket(), new TimeoutException(rule + ": deadline=" + overdue.deadline()));
    }

    private Behavior<Command<J, R>> fail(Ticket ticket, Throwable cause) {
        coordinator.tell(new RolloutCoordinator.Failed<>(getContext().getSelf(), ticket, cause));
        return Behaviors.stopped();
    }

    private Behavior<Command<J, R>> onPostStop() {
        thread.stop();
        return this;
    }

    private void expect(Duration deadline) {
        timers.startSingleTimer(DEADLINE, new Overdue<>(current, deadline), deadline);
    }
}
