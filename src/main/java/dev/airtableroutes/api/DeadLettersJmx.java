package dev.airtableroutes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.replay.Replay;
import dev.airtableroutes.replay.Replays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** Dead letters for Hawtio: text in, JSON out. What is wrong with a request is told in the exception's message. */
@Component
@ManagedResource(
        objectName = "dev.airtableroutes:type=Operations,name=DeadLetters",
        description = "What did not arrive, at Airtable or at a provider, and its replay")
public class DeadLettersJmx {

    private static final int PATIENCE_SECONDS = 5;
    private static final int MOST = 500;
    private static final String BY = "JMX";

    private final DeadLetters deadLetters;
    private final Replays replays;
    private final ObjectMapper json;

    DeadLettersJmx(DeadLetters deadLetters, Replays replays, ObjectMapper json) {
        this.deadLetters = deadLetters;
        this.replays = replays;
        this.json = json;
    }

    @ManagedAttribute(description = "How many letters are open")
    public long getOpen() {
        return deadLetters.open();
    }

    @ManagedOperation(description = "The open letters, counted by table or provider, and kind")
    public String counts() {
        return text(deadLetters.counts());
    }

    @ManagedOperation(description = "Letters, newest first; leave a filter empty for any")
    @ManagedOperationParameter(name = "table", description = "such as cuculi/users")
    @ManagedOperationParameter(name = "provider", description = "such as instantly; in place of table")
    @ManagedOperationParameter(
            name = "reason",
            description = "record, cell, duplicate-key, ambiguous, exhausted, an error type or an outcome")
    @ManagedOperationParameter(name = "field", description = "logical name of the field at fault")
    @ManagedOperationParameter(name = "state", description = "open, replayed, resolved or discarded")
    @ManagedOperationParameter(name = "size", description = "how many, 1 to 500")
    public String list(String table, String provider, String reason, String field, String state, int size) {
        LetterFilter filter = LetterFilter.of(table, provider, reason, field, state, null, null);
        return text(deadLetters.page(filter, 0, Math.max(1, Math.min(size, MOST)), null));
    }

    @ManagedOperation(description = "One letter with its history")
    @ManagedOperationParameter(name = "id", description = "of the letter")
    public String show(String id) {
        return text(found(id));
    }

    @ManagedOperation(
            description =
                    "Looks at the document of a letter again and delivers what is missing; or has a provider asked again")
    @ManagedOperationParameter(name = "id", description = "of the letter")
    @ManagedOperationParameter(name = "dryRun", description = "only say what it would do now, and cost")
    public String replay(String id, boolean dryRun) throws InterruptedException {
        return answer(replays.start(List.of(id.trim()), dryRun, BY));
    }

    @ManagedOperation(description = "Replays all open letters that the filters mean; leave a filter empty for any")
    @ManagedOperationParameter(name = "table", description = "such as cuculi/users")
    @ManagedOperationParameter(name = "provider", description = "such as instantly; in place of table")
    @ManagedOperationParameter(
            name = "reason",
            description = "record, cell, duplicate-key, ambiguous, exhausted, an error type or an outcome")
    @ManagedOperationParameter(name = "field", description = "logical name of the field at fault")
    @ManagedOperationParameter(name = "olderThan", description = "least age, such as 90m or 7d")
    @ManagedOperationParameter(name = "dryRun", description = "only say what it would do now, and cost")
    public String replayAll(
            String table, String provider, String reason, String field, String olderThan, boolean dryRun)
            throws InterruptedException {
        return answer(
                replays.start(LetterFilter.of(table, provider, reason, field, null, olderThan, null), dryRun, BY));
    }

    @ManagedOperation(description = "How far a replay is")
    @ManagedOperationParameter(name = "id", description = "of the replay")
    public String replayProgress(String id) {
        return replays.find(id.trim())
                .map(this::text)
                .orElseThrow(() -> new IllegalArgumentException("There is no replay \"%s\".".formatted(id)));
    }

    @ManagedOperation(description = "Puts a letter aside for good")
    @ManagedOperationParameter(name = "id", description = "of the letter")
    public String discard(String id) {
        deadLetters.discard(List.of(found(id).id()), BY);
        return show(id);
    }

    private Letter found(String id) {
        return deadLetters.find(id.trim()).orElseThrow(() -> Replays.unknown(id));
    }

    private String answer(Replay replay) throws InterruptedException {
        replay.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return text(replay.progress());
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
