package io.yume.agent.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers are fakes here, so that the actor itself can crash or answer what it was not asked. */
@Timeout(60)
class RolloutCoordinatorTest {

    @Test
    void crashedWorkerIsReplacedAndItsJobDoneAgain() throws InterruptedException {
        AtomicInteger crashes = new AtomicInteger();
        try (WorkerPool<String, String> pool = pool("crash", 2, (execute, self, coordinator) -> {
            if (execute.job().equals("b") && crashes.incrementAndGet() <= 2) {
                throw new IllegalArgumentException("the actor crashes");
            }
            coordinator.tell(new RolloutCoordinator.Completed<>(self, execute.ticket(), execute.job() + "!"));
        })) {
            assertThat(collect(pool, "a", "b", "c")).containsExactly("a!", "b!", "c!");
            assertThat(crashes).hasValue(3);
        }
    }

    @Test
    void workerThatCrashesEveryTimeFailsTheBatch() {
        try (WorkerPool<String, String> pool = pool("crashes", 2, (execute, self, coordinator) -> {
            throw new IllegalArgumentException("the actor crashes");
        })) {
            assertThatThrownBy(() -> collect(pool, "a"))
                    .isInstanceOf(RolloutException.class)
                    .hasRootCauseMessage("the actor crashes");
        }
    }

    @Test
    void answersThatNobodyWaitsForAreIgnored() throws InterruptedException {
        try (WorkerPool<String, String> pool = pool("late", 1, (execute, self, coordinator) -> {
            Ticket ticket = execute.ticket();
            Ticket earlier = new Ticket(ticket.batch() - 1, ticket.id(), ticket.attempt());
            Ticket other = new Ticket(ticket.batch(), ticket.id() + 1, ticket.attempt());
            coordinator.tell(new RolloutCoordinator.Completed<>(self, earlier, "of an earlier batch"));
            coordinator.tell(new RolloutCoordinator.Completed<>(self, other, "of another job"));
            coordinator.tell(new RolloutCoordinator.Failed<>(self, ticket.next(), new Exception("of another attempt")));
            coordinator.tell(new RolloutCoordinator.Completed<>(self, ticket, execute.job()));
            coordinator.tell(new RolloutCoordinator.Completed<>(self, ticket, "twice"));
        })) {
            assertThat(collect(pool, "a", "b", "c")).containsExactly("a", "b", "c");
            assertThat(collect(pool, "d", "e")).containsExactly("d", "e");
        }
    }

    private interface FakeWorker {
        void on(
                RolloutWorker.Execute<String, String> execute,
                ActorRef<RolloutWorker.Command<String, String>> self,
                ActorRef<RolloutCoordinator.Command<String, String>> coordinator);
    }

    private static WorkerPool<String, String> pool(String name, int workers, FakeWorker fake) {
        return WorkerPool.start(
                name,
                workers,
                PoolConfig.forWorkers(workers),
                ConcurrentHashMap.newKeySet(),
                (worker, coordinator) -> behavior(fake, coordinator));
    }

    private static Behavior<RolloutWorker.Command<String, String>> behavior(
            FakeWorker fake, ActorRef<RolloutCoordinator.Command<String, String>> coordinator) {
        return Behaviors.setup(context -> {
            coordinator.tell(new RolloutCoordinator.Ready<>(context.getSelf()));
            return Behaviors.receiveMessage(message -> {
                if (message instanceof RolloutWorker.Execute<String, String> execute) {
                    fake.on(execute, context.getSelf(), coordinator);
                }
                return Behaviors.same();
            });
        });
    }

    private static List<String> collect(WorkerPool<String, String> pool, String... jobs) throws InterruptedException {
        List<String> results = new ArrayList<>();
        pool.run(List.of(jobs), (id, job, result) -> results.add(result));
        return results;
    }
}
