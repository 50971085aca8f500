package dev.airtableroutes.privacy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Whom nobody looks for and nobody writes to. Only hashes are kept, so that the list itself tells nothing about anybody.
 *
 * <pre>
 * suppressions  {_id: sha256 of "email:…", "linkedin:…", "person:name@domain", "handle:source:name" or
 *                "domain:…", reason, at}
 * </pre>
 *
 * An entry is never taken back by the product: a person who objected stays out for good.
 */
@Component
public class Suppressions {

    private final MongoCollection<Document> entries;
    private final Clock clock;

    @Autowired
    Suppressions(@Qualifier("state") MongoDatabase state) {
        this(state, Clock.systemUTC());
    }

    public Suppressions(MongoDatabase state, Clock clock) {
        this.entries = state.getCollection("suppressions");
        this.clock = clock;
    }

    /**
     * By what a person can be on the list: the address, its domain, the profile, the name at a company, the
     * handle at a source.
     *
     * @param who any of them may be null
     */
    public static List<String> keys(Who who) {
        String email = Identity.email(who.email());
        String domain = Identity.domain(who.domain());
        String slug = Identity.linkedinSlug(who.linkedinUrl());
        String name = Identity.name(who.name());
        String handle = Identity.handle(who.handle());
        return Stream.of(
                        email == null ? null : "email:" + email,
                        email == null ? null : "domain:" + email.substring(email.lastIndexOf('@') + 1),
                        domain == null ? null : "domain:" + domain,
                        slug == null ? null : "linkedin:" + slug,
                        name == null || domain == null ? null : "person:" + name + "@" + domain,
                        handle == null ? null : "handle:" + handle)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** What stands for a person where nothing of them must be kept: the hashes of their keys, without their company's. */
    public static List<String> hashes(Who who) {
        return personal(who).stream().map(Identity::hash).toList();
    }

    /** The keys of a person, without their company's. */
    public static List<String> personal(Who who) {
        return keys(who).stream().filter(key -> !key.startsWith("domain:")).toList();
    }

    /**
     * A person as a source describes it; each may be null.
     *
     * @param handle name of the source and of the account there: {@code reddit:jane}
     */
    public record Who(String email, String linkedinUrl, String name, String domain, String handle) {

        public Who(String email, String linkedinUrl, String name, String domain) {
            this(email, linkedinUrl, name, domain, null);
        }

        public static Who byEmail(String email) {
            return new Who(email, null, null, null);
        }

        public static Who byHandle(String handle) {
            return new Who(null, null, null, null, handle);
        }

        /** Whom a text names: by an address, a LinkedIn profile, or an account ({@link Identity#account}); else empty. */
        public static Optional<Who> named(String text) {
            String email = Identity.email(text);
            String profile = email == null ? Identity.linkedinUrl(text) : null;
            String handle = email == null && profile == null ? Identity.account(text) : null;
            return email == null && profile == null && handle == null
                    ? Optional.empty()
                    : Optional.of(new Who(email, profile, null, null, handle));
        }
    }

    /** Why this person is on the list, if they are. */
    public Optional<String> reason(Who who) {
        List<String> hashes = keys(who).stream().map(Identity::hash).toList();
        return hashes.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(entries.find(Filters.in("_id", hashes)).first())
                        .map(entry -> entry.getString("reason"));
    }

    /**
     * From now on nobody looks for this person: the company itself stays open. Where the address is tells a company too, by
     * which a source may name the person next.
     */
    public void add(Who who, String reason) {
        String email = Identity.email(who.email());
        String where = email == null ? null : email.substring(email.lastIndexOf('@') + 1);
        List<String> keys = new ArrayList<>(personal(who));
        keys.addAll(personal(new Who(null, null, who.name(), where)));
        add(keys, reason);
    }

    private void add(Collection<String> keys, String reason) {
        for (String key : keys) {
            entries.updateOne(
                    Filters.eq("_id", Identity.hash(key)),
                    Updates.combine(Updates.setOnInsert("reason", reason), Updates.setOnInsert("at", clock.instant())),
                    new UpdateOptions().upsert(true));
        }
    }

    public long count() {
        return entries.countDocuments();
    }
}
