package dev.airtableroutes.lead;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.MovableClock;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What tests of leads and of campaigns stand on: a MongoDB in memory, a clock that they move, and providers by name. */
public abstract class LeadGround {

    public final MovableClock clock = new MovableClock();
    public final MongoDatabase source = MemoryMongo.database();
    public final MongoDatabase state = MemoryMongo.database();
    /** Providers without a key. */
    public final Set<String> off = new HashSet<>();

    public Leads leads;
    public Suppressions suppressions;
    protected Contacts contacts;
    protected Providers providers;
    protected LeadRules current;
    protected InFlight inFlight;

    /** As after a kill: whatever was only in memory is gone. */
    protected void restart(Rules rules, Provider... all) {
        providers = providers(all);
        current = new LeadRules(rules);
        inFlight = new InFlight();
        leads = new Leads(source, clock);
        suppressions = new Suppressions(state, clock);
        contacts = new Contacts(source, leads);
    }

    private Providers providers(Provider... all) {
        Map<String, Provider> byName = new TreeMap<>();
        for (Provider provider : all) {
            byName.put(provider.name(), provider);
        }
        Providers providers = mock(Providers.class);
        when(providers.all()).thenReturn(byName);
        when(providers.on(any())).thenAnswer(call -> !off.contains(call.<String>getArgument(0)));
        when(providers.find(any())).thenAnswer(call -> Optional.ofNullable(byName.get(call.<String>getArgument(0))));
        when(providers.purse(any(), any())).thenCallRealMethod();
        when(providers.purses(any())).thenCallRealMethod();
        when(providers.whyOff(any()))
                .thenAnswer(call -> off.contains(call.<String>getArgument(0))
                        ? Optional.of(call.getArgument(0) + " is off.")
                        : Optional.empty());
        return providers;
    }

    protected static Provider provider(String name, String displayName, Map<Verb, Operation> operations) {
        return new Provider(
                name,
                displayName,
                "http://localhost",
                null,
                Map.of(),
                List.of(),
                List.of(),
                operations,
                null,
                null,
                "");
    }

    protected static Rules rules(
            Rules.Waterfall usual,
            Map<String, Rules.Waterfall> segments,
            Caps caps,
            Map<String, Set<String>> campaigns) {
        return new Rules(
                true,
                usual,
                segments,
                caps,
                new Rules.BreakEven(1000, 0),
                2,
                Duration.ofDays(60),
                Duration.ofDays(21),
                new Rules.Confidence(90, 98, 60, 40, 50),
                new Rules.Privacy(
                        false, Set.of("gmail.com"), "legitimate interest", Duration.ofDays(45), Duration.ofDays(365)),
                campaigns,
                Duration.ofMinutes(5));
    }

    /** The answer as one to this turn. */
    protected static Answer of(Turn turn, Answer answer) {
        return new Answer(
                turn.provider(),
                turn.operation(),
                answer.outcome(),
                answer.status(),
                answer.fields(),
                answer.items(),
                answer.credits(),
                answer.retryAt(),
                answer.next(),
                answer.sentence());
    }

    /** In all, with what calls without an answer may have cost. */
    protected static BigDecimal spent(Credits credits) {
        return credits.spent(null).stream()
                .map(one -> one.credits().add(one.unknown()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
