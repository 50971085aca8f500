package dev.airtableroutes.campaign;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.Asker;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Shown;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Letters about pushes: what they are about, having them looked up or sent again, and leaving them. */
@Component("pushLetters")
class PushLetters implements Asker {

    private static final String PUSH = Verb.push.name();

    private final PushStore store;
    private final Pushes pushes;
    private final Platforms platforms;
    private final Leads leads;

    PushLetters(PushStore store, Pushes pushes, Platforms platforms, Leads leads, DeadLetters deadLetters) {
        this.store = store;
        this.pushes = pushes;
        this.platforms = platforms;
        this.leads = leads;
        deadLetters.beforeDiscard(this::leave);
    }

    @Override
    public boolean asks(String operation) {
        return PUSH.equals(operation);
    }

    private Optional<Push> find(Letter letter) {
        return store.find(letter.documentId().text());
    }

    @Override
    public List<Known> known(Letter letter) {
        List<Known> known = new ArrayList<>();
        find(letter).ifPresent(push -> {
            add(known, "Campaign", push.campaign().toString());
            add(known, "Push", push.state().name());
            add(known, "Why", push.reason());
            add(known, "Sent", push.sends() + " times");
            add(known, "Looked up", push.lookups() + " times");
            add(known, "Since", push.at().toString());
            add(known, "Lead", push.leadId());
            leads.find(push.leadId()).ifPresent(lead -> lead(known, lead));
        });
        return known;
    }

    private static void lead(List<Known> known, Lead lead) {
        add(known, "Name", lead.text("person", "fullName"));
        add(known, "E-mail", lead.text("email", "address"));
        add(known, "LinkedIn", lead.text("person", "linkedinUrl"));
        add(known, "Company", lead.text("company", "name"));
        add(known, "Domain", lead.text("company", "domain"));
        add(known, "Status", lead.text("status"));
    }

    private static void add(List<Known> known, String name, String value) {
        if (value != null) {
            known.add(new Known(name, Shown.value(name, value)));
        }
    }

    /**
     * Looks the push of a letter up once more, and has it sent when it is not there. Where nothing can be looked up, whoever
     * asks for the replay has looked, and it is sent.
     */
    public Again replay(@Body Letter letter, @ExchangeProperty("dryRun") boolean dryRun) {
        Optional<Push> found = find(letter);
        if (found.isEmpty()) {
            return Again.settled("The push is gone.");
        }
        Push push = found.get();
        return switch (push.state()) {
            case pushed -> Again.settled("The platform has the lead.");
            case skipped -> Again.settled("Nothing is left to send: " + push.reason());
            case planned, sent -> onItsWay("It is on its way already.");
            case unknown -> push.waits() ? unknown(push, dryRun) : onItsWay("It is being looked up already.");
            case failed -> send(push, "It is sent again with the next batch.", dryRun);
        };
    }

    private static Again onItsWay(String what) {
        return Again.underWay(what, BigDecimal.ZERO);
    }

    private Again unknown(Push push, boolean dryRun) {
        Optional<Platform> platform = platforms.find(push.campaign().platform());
        if (platform.isPresent()
                && platform.get().lookups() > 0
                && leads.find(push.leadId()).isPresent()) {
            return lookUp(push, platform.get(), dryRun);
        }
        return send(
                push,
                "It is sent again with the next batch, since nobody can be asked whether it arrived: a person has to have looked.",
                dryRun);
    }

    private Again lookUp(Push push, Platform platform, boolean dryRun) {
        if (!platforms.on(platform)) {
            return Again.refused(platforms.refusal(push.campaign()).orElse(platform.displayName() + " is off."));
        }
        if (!dryRun) {
            store.set(
                    push,
                    Updates.set("nextAt", Date.from(leads.clock().instant())),
                    Updates.set("lookups", 0),
                    Updates.set("misses", 0),
                    Updates.set("sends", 0));
        }
        return onItsWay(
                "%s is asked whether it has the lead; if it is not there twice, some minutes apart, it is sent again."
                        .formatted(platform.displayName()));
    }

    private Again send(Push push, String what, boolean dryRun) {
        Optional<String> refusal = platforms.refusal(push.campaign());
        if (refusal.isPresent()) {
            return Again.refused(refusal.get());
        }
        boolean moved = dryRun || pushes.sendAgain(push, push.state());
        return onItsWay(moved ? what : "Somebody else has changed the push meanwhile.");
    }

    /** Whoever puts a letter aside says that the platform does not have the lead: it may be ordered again. */
    private void leave(Letter letter) {
        if (PUSH.equals(letter.operation())) {
            find(letter).ifPresent(pushes::leave);
        }
    }
}
