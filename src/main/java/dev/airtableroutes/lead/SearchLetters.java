package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.Asker;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Shown;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Letters about searches: what they are about, and beginning them anew. */
@Component("searchLetters")
class SearchLetters implements Asker {

    private static final List<String> TOLD = List.of(
            "source",
            "query",
            "subreddit",
            "segment",
            "every",
            "cap",
            "page",
            "lastAt",
            "lastOutcome",
            "nextAt",
            "reason");

    private final MongoCollection<Document> collection;
    private final Searches searches;
    private final Providers providers;
    private final Leads leads;

    SearchLetters(@Qualifier("source") MongoDatabase source, Searches searches, Providers providers, Leads leads) {
        this.collection = source.getCollection("searches");
        this.searches = searches;
        this.providers = providers;
        this.leads = leads;
    }

    @Override
    public boolean asks(String operation) {
        return Verb.search.name().equals(operation);
    }

    private Optional<Document> find(Letter letter) {
        return Optional.ofNullable(
                collection.find(Filters.eq("_id", letter.documentId().raw())).first());
    }

    @Override
    public List<Known> known(Letter letter) {
        return find(letter).stream()
                .flatMap(search -> TOLD.stream()
                        .filter(name -> search.get(name) != null)
                        .map(name -> new Known(
                                name, Shown.value(name, search.get(name).toString()))))
                .toList();
    }

    private boolean due(Document search) {
        Date now = Date.from(leads.clock().instant());
        Date next = search.getDate("nextAt");
        Date until = search.getDate("turnUntil");
        return next == null || !next.after(now) || until != null && until.after(now);
    }

    /** Lets the search of a letter begin anew. */
    public Again replay(@Body Letter letter, @ExchangeProperty("dryRun") boolean dryRun) {
        Optional<Document> search = find(letter);
        if (search.isEmpty()) {
            return Again.settled("The search is gone.");
        }
        if (Boolean.FALSE.equals(search.get().get("enabled"))) {
            return Again.refused("The search is switched off; set enabled to true, or discard the letter.");
        }
        String asks = search.get().getString("source");
        if (!letter.provider().equals(asks)) {
            return Again.settled(SearchNews.asksNow(asks));
        }
        Optional<String> off = providers.whyOff(letter.provider());
        if (off.isPresent()) {
            return Again.refused(off.get());
        }
        if (due(search.get())) {
            return Again.underWay("The search is due, or under way.", BigDecimal.ZERO);
        }
        if (!dryRun) {
            searches.start(List.of(letter.documentId().raw()));
        }
        BigDecimal price = providers
                .find(letter.provider())
                .flatMap(provider -> provider.operation(letter.operation()))
                .map(Operation::price)
                .orElse(BigDecimal.ZERO);
        return Again.underWay(
                "The search begins anew at its first page: up to %s credits a page at %s, also for pages that were paid before."
                        .formatted(
                                price.toPlainString(),
                                providers
                                        .find(letter.provider())
                                        .map(Provider::displayName)
                                        .orElse(letter.provider())),
                price);
    }
}
