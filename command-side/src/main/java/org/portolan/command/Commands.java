package org.portolan.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.common.lock.DeadlockException;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.ResourceCommand;
import org.portolan.eventstore.Log;
import org.portolan.eventstore.LogUnavailableException;
import org.portolan.eventstore.PendingAppend;
import org.portolan.rest.ReadYourWrites;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries commands out.
 *
 * <ol>
 *   <li>All commands of one call are one unit of work: all their events are appended together, or none.
 *   <li>It returns when the events are on the disk and reads show them; so does a refusal that rests on events which were
 *       not yet there.
 *   <li>Who loses a race against another writer is tried again, on what is true then.
 *   <li>What is {@linkplain #notCarriedOut not to be carried out} leaves nothing behind, neither in the log nor in memory.
 * </ol>
 */
public final class Commands {

    private static final Logger LOGGER = LoggerFactory.getLogger(Commands.class);
    private static final int TRIES_MAX = 100;
    private static final Duration RETRIES_MAX = Duration.ofSeconds(30);
    private static final int PAUSE_MAX_MILLIS = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CommandBus commandBus;
    private final @Nullable Log log;
    private final ReadYourWrites reads;
    /** Where decisions are told that are not carried out; null where they are. */
    private final @Nullable List<Recorded<?>> decided;

    /**
     * @param log the log whose commits are waited for, or null when appending is itself waiting
     * @param reads what must show the events before the answer is given
     */
    public Commands(CommandBus commandBus, @Nullable Log log, ReadYourWrites reads) {
        this(commandBus, log, reads, null);
    }

    private Commands(
            CommandBus commandBus, @Nullable Log log, ReadYourWrites reads, @Nullable List<Recorded<?>> decided) {
        this.commandBus = commandBus;
        this.log = log;
        this.reads = reads;
        this.decided = decided;
    }

    /**
     * Commands that are decided as these are, and not carried out: who executes them learns how they would end.
     *
     * @param events the list that the events are added to which would be stored, each at position 0
     */
    public Commands notCarriedOut(List<Recorded<?>> events) {
        return new Commands(commandBus, log, reads, events);
    }

    /**
     * Carries a command out.
     *
     * @throws NeutronError when it is refused
     */
    public void execute(Command command) {
        execute(List.of(command));
    }

    /**
     * Carries a command out whose handler returns something of that type.
     *
     * @throws NeutronError when it is refused
     */
    public <T> T execute(Command command, Class<T> type) {
        return execute(List.of(command)).getFirst().as(type);
    }

    /**
     * What a command's handler returned.
     *
     * @param result null for handlers that return nothing
     */
    public record Outcome(@Nullable Object result) {

        /** The result, which is of that type. */
        public <T> T as(Class<T> type) {
            return type.cast(Objects.requireNonNull(result));
        }
    }

    /**
     * Carries commands out together.
     *
     * @throws NeutronError when one of them is refused: then none was carried out
     */
    public List<Outcome> execute(List<? extends Command> commands) {
        return execute(commands, false);
    }

    /** What the command would be refused with as things are, or empty when it would not be. Nothing is carried out. */
    public Optional<NeutronError> refusalOf(Command command) {
        try {
            execute(List.of(command), true);
        } catch (OnlyTried allowed) {
            return Optional.empty();
        } catch (NeutronError refusal) {
            return Optional.of(refusal);
        }
        return Optional.empty();
    }

    private static final class OnlyTried extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private OnlyTried() {
            super(null, null, false, false);
        }
    }

    private List<Outcome> execute(List<? extends Command> commands, boolean onlyTried) {
        ConcurrencyException lost = null;
        long giveUp = System.nanoTime() + RETRIES_MAX.toNanos();
        int attempt = 0;
        while (attempt < TRIES_MAX && System.nanoTime() < giveUp) {
            try {
                return attempt(commands, onlyTried);
            } catch (ConcurrencyException conflict) {
                lost = conflict;
            } catch (DeadlockException deadlock) {
                lost = new ConcurrencyException("Two commands waited for each other", deadlock);
            } catch (LogUnavailableException unavailable) {
                LOGGER.warn("{}: {}", commands.getFirst().name(), unavailable.getMessage());
                throw NeutronError.unavailable(
                        "ServiceUnavailable",
                        "The store is unavailable, and whether the change was made is not known. Look before you try again.");
            }
            attempt++;
            letOthersPass(attempt);
        }
        throw new NeutronError(
                503,
                "ServiceUnavailable",
                "Others were changing the same resources " + attempt + " times in a row; please try again. "
                        + (lost == null ? "" : lost.getMessage()));
    }

    /** Of controllers that all try again at once, none gets far: who has lost more often waits longer, by chance. */
    private static void letOthersPass(int attempt) {
        int longest = Math.min(PAUSE_MAX_MILLIS, 1 << Math.min(attempt, 10));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(longest));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("Interrupted between two tries", interrupted);
        }
    }

    private List<Outcome> attempt(List<? extends Command> commands, boolean onlyTried) {
        List<Outcome> outcomes = new ArrayList<>();
        UnitOfWork<CommandMessage<?>> unitOfWork = DefaultUnitOfWork.startAndGet(message(commands.getFirst()));
        long decidedIn = log == null ? 0 : log.epoch();
        PendingAppend pending = log == null ? null : PendingAppend.in(unitOfWork, decidedIn);
        if (decided != null) {
            decided.clear();
            unitOfWork.resources().put(Streams.DECIDED, decided);
        }
        ResultMessage<?> result = unitOfWork.executeWithResult(() -> {
            commands.forEach(command -> outcomes.add(new Outcome(dispatch(command))));
            if (onlyTried || decided != null) {
                throw new OnlyTried();
            }
            return null;
        });
        if (result.isExceptional()) {
            settled(decidedIn);
            if (decided != null && !onlyTried && result.exceptionResult() instanceof OnlyTried) {
                return outcomes;
            }
            throw unchecked(result.exceptionResult());
        }
        CompletableFuture<Long> durable = pending == null ? null : pending.durable();
        long position = durable == null ? settled(decidedIn) : await(durable);
        if (!reads.await(position, PATIENCE)) {
            LOGGER.warn(
                    "Reads do not show position {} after {} s; the answer does not wait for them any longer",
                    position,
                    PATIENCE.toSeconds());
        }
        return outcomes;
    }

    private static CommandMessage<?> message(Command command) {
        return command instanceof ResourceCommand
                ? new GenericCommandMessage<>(new GenericMessage<>(command), command.name())
                : GenericCommandMessage.asCommandMessage(command);
    }

    private @Nullable Object dispatch(Command command) {
        CompletableFuture<CommandResultMessage<?>> answer = new CompletableFuture<>();
        commandBus.dispatch(message(command), (message, result) -> answer.complete(result));
        CommandResultMessage<?> result = answer.join();
        if (result.isExceptional()) {
            throw unchecked(result.exceptionResult());
        }
        return result.getPayload();
    }

    /**
     * A refusal, or the finding that there is nothing to do, may rest on events that are decided but not yet on the disk;
     * should those be lost, it was wrong.
     */
    private long settled(long decidedIn) {
        return log == null ? 0 : await(log.settled(decidedIn));
    }

    private static long await(CompletableFuture<Long> durable) {
        try {
            return durable.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("Interrupted while the log was written", interrupted);
        } catch (TimeoutException late) {
            throw new LogUnavailableException("The log was not written in time", late);
        } catch (java.util.concurrent.ExecutionException failure) {
            throw unchecked(failure.getCause() == null ? failure : failure.getCause());
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case org.axonframework.commandhandling.CommandExecutionException wrapped
            when wrapped.getCause() != null -> unchecked(wrapped.getCause());
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new CompletionException(failure);
        };
    }
}
