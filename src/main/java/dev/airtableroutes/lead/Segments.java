package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.base.Names;
import dev.airtableroutes.failure.UnknownException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The segments that there are: those that leads, searches or the rules name. */
@Component
public class Segments {

    private final List<MongoCollection<Document>> named;
    private final LeadRules rules;

    Segments(@Qualifier("source") MongoDatabase source, LeadRules rules) {
        this.named = List.of(source.getCollection("leads"), source.getCollection("searches"));
        this.rules = rules;
    }

    /**
     * Makes sure that somebody means one that there is.
     *
     * @param segment null for all of them
     * @throws UnknownException with the others when there is none of this name
     */
    public void known(String segment) {
        if (segment == null || rules.current().segments().containsKey(segment)) {
            return;
        }
        if (named.stream()
                .noneMatch(all -> all.find(Filters.eq("segment", segment)).first() != null)) {
            Set<String> all = all();
            String nearest = Names.nearest(segment, all);
            throw new UnknownException("There is no segment \"%s\"%s There are: %s."
                    .formatted(
                            segment,
                            nearest == null ? "." : "; did you mean " + nearest + "?",
                            String.join(", ", all)));
        }
    }

    private Set<String> all() {
        Set<String> all = new TreeSet<>(rules.current().segments().keySet());
        named.forEach(collection -> collection
                .distinct("segment", Filters.type("segment", "string"), String.class)
                .into(new ArrayList<>())
                .forEach(all::add));
        return all;
    }
}
