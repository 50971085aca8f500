package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.provider.Turn;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Answers that providers post instead of being waited for. They are kept before they are thanked for, until their turn is
 * over; one that nobody waits for, as one that comes again, is dropped.
 *
 * <pre>
 * posted_answers  {_id: turn, content: as it came, at}
 * </pre>
 */
@Component("postedAnswers")
public class PostedAnswers {

    private static final int AT_ONCE = 200;

    private final MongoCollection<Document> answers;
    private final Leads leads;
    private final Turns turns;
    private final Credits credits;

    PostedAnswers(@Qualifier("state") MongoDatabase state, Leads leads, Turns turns, Credits credits) {
        this.answers = state.getCollection("posted_answers");
        this.leads = leads;
        this.turns = turns;
        this.credits = credits;
    }

    /** An answer, and the turn that it is for. */
    public record Posted(Turn turn, byte[] content) {

        /** Without the content, which is a person. */
        @Override
        public String toString() {
            return "Posted[" + turn + "]";
        }
    }

    /** Keeps an answer, unless nobody waits for it. The first one for a turn is the one that counts. */
    public void keep(String turn, byte[] content) {
        if (credits.state(turn).filter(Charge.State.SENT::equals).isPresent()) {
            answers.updateOne(
                    Filters.eq("_id", turn),
                    Updates.combine(
                            Updates.setOnInsert("content", new String(content, StandardCharsets.UTF_8)),
                            Updates.setOnInsert("at", Date.from(leads.clock().instant()))),
                    new UpdateOptions().upsert(true));
        }
    }

    /** Those whose leads wait for them, which are in hand from here on. */
    public List<Posted> waiting() {
        return Handout.of(this::waiting);
    }

    private void waiting(List<Posted> waiting) {
        for (Document answer : answers.find().sort(Sorts.ascending("at")).limit(AT_ONCE)) {
            String id = answer.getString("_id");
            Optional<Lead> lead = lead(id);
            if (lead.isEmpty()) {
                answers.deleteOne(Filters.eq("_id", id));
            } else if (lead.get().state() == State.QUEUED) {
                byte[] content = answer.getString("content").getBytes(StandardCharsets.UTF_8);
                turns.answered(lead.get()).ifPresent(turn -> waiting.add(new Posted(turn, content)));
            }
            // else it is being asked, or was when a crash came: its turn goes on first
        }
    }

    /** Drops an answer that was settled. One that could not be comes again. */
    public void done(@ExchangeProperty("turn") Turn turn) {
        if (lead(turn.id()).filter(lead -> lead.state() == State.RUNNING).isEmpty()) {
            answers.deleteOne(Filters.eq("_id", turn.id()));
        }
    }

    /** The lead that is in this turn. */
    private Optional<Lead> lead(String turn) {
        return credits.subject(turn).flatMap(leads::find).filter(lead -> turn.equals(lead.turn()));
    }
}
