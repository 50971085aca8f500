package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketWriteException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.ledger.Ledger;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** airtable-batch: which request a batch is, and what is remembered of its answer. */
class AirtableBatchRouteTest extends RealRoutes {

    private final Pass pass = shop.users();

    @Test
    void tenRecordsAreOneRequestAndTheLedgerLearnsThemBehindTheAnswer() {
        List<String> before = new ArrayList<>();
        airtable(request -> {
            before.addAll(known(pass, 10));
            return request.yes();
        });

        write(newUsers(pass, 10));

        assertThat(arrived()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("PATCH");
            assertThat(request.path()).isEqualTo("/v0/appShop0000000001/tblUsers000000001");
            assertThat(request.json()).containsEntry("performUpsert", Map.of("fieldsToMergeOn", List.of("id")));
            assertThat(request.records()).hasSize(10);
            assertThat(request.records().get(7)).isEqualTo(Map.of("fields", Map.of("id", "u7", "Name", "Ana 7")));
        });
        assertThat(before).as("state is written last").isEmpty();
        assertThat(known(pass, 10)).hasSize(10);
        assertThat(shop.entry(pass, "u7").recordId()).isEqualTo("rec-u7");
        assertThat(pass.totals().created()).isEqualTo(10);
        assertThat(deadLetters.getReceivedExchanges()).isEmpty();
    }

    @Test
    void ofAPassThatHasStoppedNothingIsSent() {
        pass.stop(new WaitException("MongoDB is away"));

        write(newUsers(pass, 3));

        assertThat(arrived()).isEmpty();
        assertThat(known(pass, 3)).isEmpty();
    }

    @Test
    void aDryRunSendsNothing() {
        Pass plan = plan();

        write(newUsers(plan, 3));

        assertThat(arrived()).isEmpty();
        assertThat(plan.totals().created()).isEqualTo(3);
        assertThat(plan.totals().writeCalls()).isEqualTo(1);
    }

    @Test
    void aRecordThatIsAnothersGoesToTheDeadLettersAndTheOthersAreRemembered() {
        shop.deliver(pass, Fixtures.user("owner"));
        airtable(request -> new Reply(
                200,
                Map.of(
                        "records",
                        List.of(
                                Map.of("id", "rec-u0", "fields", Map.of("id", "u0")),
                                Map.of("id", "rec-owner", "fields", Map.of("id", "u1"))))));

        write(newUsers(pass, 2));

        assertThat(known(pass, 2)).containsExactly("u0");
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.documentId()).isEqualTo("u1");
            assertThat(letter.kind()).isEqualTo(Kind.DUPLICATE_KEY);
            assertThat(letter.others()).containsExactly("owner", "rec-owner");
        });
    }

    private List<DeadLetter> letters() {
        return deadLetters.getReceivedExchanges().stream()
                .map(letter -> letter.getMessage().getBody(DeadLetter.class))
                .toList();
    }

    @Test
    void aBatchIsRepeatedUntilAirtableAnswersForEveryRecordOfIt() {
        AtomicInteger requests = new AtomicInteger();
        airtable(request -> switch (requests.incrementAndGet()) {
            case 1 -> throw new IOException("Connection reset");
            case 2 -> Reply.error(429, "RATE_LIMIT_REACHED", "Rate limit exceeded. Please try again later");
            case 3 -> new Reply(200, Map.of("records", List.of(Map.of("id", "rec-u0", "fields", Map.of("id", "u0")))));
            default -> request.yes();
        });

        write(newUsers(pass, 2));

        assertThat(arrivedInShort()).containsExactly("u0 u1", "u0 u1", "u0 u1", "u0 u1");
        assertThat(known(pass, 2)).containsExactly("u0", "u1");
        assertThat(pass.stopped()).isFalse();
    }

    @Test
    void configurationTroubleStopsThePassAndIsNobodysDeadLetter() {
        airtable(request -> Reply.error(403, "INVALID_PERMISSIONS", "You are not permitted"));

        write(newUsers(pass, 10));

        assertThat(arrived()).hasSize(1);
        assertThat(pass.stopped()).isTrue();
        assertThat(pass.failure()).isInstanceOf(ConfigurationException.class);
        assertThat(known(pass, 10)).isEmpty();
        assertThat(letters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429})
    void whereTheFirstTryHadNoAnswerARefusalOfTheSecondSettlesNothing(int status) {
        AtomicInteger requests = new AtomicInteger();
        airtable(request -> {
            if (requests.incrementAndGet() == 1) {
                throw new IOException("Connection reset");
            }
            return Reply.error(status, "NOT_NOW", "No");
        });

        write(newUsers(pass, 10));

        assertThat(pass.stopped()).isTrue();
        assertThat(pass.inDoubt().hasUnknownOutcome()).isTrue();
        assertThat(letters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429})
    void whereEachTryWasRefusedNothingWasMade(int status) {
        airtable(request -> Reply.error(status, "NOT_NOW", "No"));

        write(newUsers(pass, 10));

        assertThat(pass.stopped()).isTrue();
        assertThat(pass.inDoubt().hasUnknownOutcome()).isFalse();
    }

    private Batch withoutKeys() {
        return new Batch(
                pass,
                Batch.Kind.CREATE,
                List.of(
                        Fixtures.creation("a", Map.of("name", "Ana"), null),
                        Fixtures.creation("b", Map.of("name", "Bo"), null)));
    }

    private static Reply created() {
        return new Reply(
                200,
                Map.of(
                        "records",
                        List.of(
                                Map.of("id", "rec1", "fields", Map.of("Name", "Ana")),
                                Map.of("id", "rec2", "fields", Map.of("Name", "Bo")))));
    }

    @Test
    void aCreationThatNothingWouldFindAgainIsNotedBeforeItLeaves() {
        List<Object> noted = new ArrayList<>();
        airtable(request -> {
            noted.add(shop.entry(pass, "a"));
            noted.add(shop.entry(pass, "b"));
            return created();
        });

        write(withoutKeys());

        assertThat(arrived()).singleElement().returns("POST", Sent::method);
        assertThat(noted)
                .as("in the ledger when the request arrived")
                .hasSize(2)
                .doesNotContainNull();
        assertThat(shop.entry(pass, "a").recordId()).isEqualTo("rec1");
        assertThat(shop.entry(pass, "b").recordId()).isEqualTo("rec2");
    }

    static Stream<MongoException> mongosFailures() {
        return Stream.of(
                new MongoTimeoutException("MongoDB is away"),
                // behind it is the same as when Airtable's connection breaks
                new MongoSocketWriteException(
                        "Exception sending message", new ServerAddress(), new SocketException("Broken pipe")));
    }

    @ParameterizedTest
    @MethodSource("mongosFailures")
    void itLeavesOnceThoughItCouldBeNotedOnlyAtTheSecondTry(MongoException failure) {
        Ledger away = mock(Ledger.class, delegatesTo(shop.ledger));
        doThrow(failure)
                .doAnswer(noted -> {
                    shop.ledger.underWay(noted.getArgument(0), noted.getArgument(1));
                    return null;
                })
                .when(away)
                .underWay(any(), any());
        Pass creating = new Pass(
                pass.request(),
                pass.synced(),
                away,
                new Start(shop.source.getName(), Scan.everything(), true, false, false, 0, false, null, null, null));
        airtable(request -> created());

        write(new Batch(creating, Batch.Kind.CREATE, withoutKeys().changes()));

        assertThat(creating.failure()).isNull();
        assertThat(arrived()).hasSize(1);
        assertThat(shop.entry(pass, "b").recordId()).isEqualTo("rec2");
    }

    @Test
    void itIsNeverSentTwiceWhenNobodyKnowsWhatBecameOfIt() {
        airtable(request -> {
            throw new IOException("Connection reset");
        });

        write(withoutKeys());

        assertThat(arrived()).hasSize(1);
        assertThat(pass.inDoubt().hasUnknownOutcome()).isTrue();
        assertThat(pass.inDoubt().mayBeThere("a")).isTrue();
        assertThat(pass.again()).containsExactly("a", "b");
        assertThat(shop.entry(pass, "a").recordId()).isNull();
        assertThat(letters()).isEmpty();
    }

    @Test
    void itIsSentAgainWhenARefusalByRateTellsThatItWasNotCarriedOut() {
        AtomicInteger requests = new AtomicInteger();
        airtable(request -> requests.incrementAndGet() == 1
                ? Reply.error(429, "RATE_LIMIT_REACHED", "Rate limit exceeded. Please try again later")
                : created());

        write(withoutKeys());

        assertThat(arrived()).hasSize(2).allSatisfy(request -> assertThat(request.records())
                .containsExactly(Map.of("fields", Map.of("Name", "Ana")), Map.of("fields", Map.of("Name", "Bo"))));
        assertThat(pass.inDoubt().hasUnknownOutcome()).isFalse();
        assertThat(shop.entry(pass, "b").recordId()).isEqualTo("rec2");
    }
}
