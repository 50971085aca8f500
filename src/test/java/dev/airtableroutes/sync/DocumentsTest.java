package dev.airtableroutes.sync;

import static dev.airtableroutes.sync.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoIterable;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentsTest {

    private static final String DELETING = Fixtures.USERS + "deleted: delete\n";

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "999, 999", "1000, '1000,0'", "1001, '1000,1'", "2000, '1000,1000,0'"})
    void theLastPageIsMarkedAndNoOther(int documents, String sizes) {
        Fixtures shop = Fixtures.shop();
        insert(shop, documents);
        Pass pass = shop.users();

        List<Page> pages = pages(shop, pass);

        assertThat(pages)
                .extracting(page -> page.documents().size())
                .containsExactlyElementsOf(
                        Stream.of(sizes.split(",")).map(Integer::valueOf).toList());
        assertThat(pages.subList(0, pages.size() - 1)).noneMatch(Page::last);
        assertThat(pages.get(pages.size() - 1).last()).isTrue();
        assertThat(pages).allMatch(page -> page.gone().isEmpty() && page.pass() == pass);
        assertThat(pass.totals().read()).isEqualTo(documents);
        assertThat(pages.stream().flatMap(page -> page.documents().stream()).distinct())
                .hasSize(documents);
    }

    @Test
    void afterTheLastPageThereIsNone() {
        Fixtures shop = Fixtures.shop();
        Iterator<Page> pages = iterator(shop, shop.users());
        pages.next();

        assertThat(pages.hasNext()).isFalse();
        assertThatThrownBy(pages::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aStoppedPassReadsNoFurther() {
        Fixtures shop = Fixtures.shop();
        insert(shop, 1_100);
        Pass pass = shop.users();
        Iterator<Page> pages = iterator(shop, pass);
        assertThat(pages.next().last()).isFalse();

        pass.stop(new IllegalStateException("enough"));

        assertThat(pages.hasNext()).isFalse();
    }

    @Test
    void pagesAreReadWhenTheyAreAskedFor() {
        Fixtures shop = Fixtures.shop();
        insert(shop, 2200);
        Pass pass = shop.users();
        Iterator<Page> pages = iterator(shop, pass);
        assertThat(pass.totals().read()).isZero();

        pages.next();

        assertThat(pass.totals().read()).isEqualTo(1_000);
    }

    @Test
    void aCursorThatBreaksIsOpenedAnewAndNoDocumentComesTwice() {
        Fixtures shop = Fixtures.shop();
        insert(shop, 3_300);
        Pass pass = shop.users();
        Documents documents = new Documents(shop.source);
        MongoIterable<Document> found =
                breaksAfter(shop.source.getCollection("users").find(), 2_500);
        Iterator<Page> pages = documents.pages(found, pass);
        List<Document> read = new ArrayList<>();
        read.addAll(pages.next().documents());
        read.addAll(pages.next().documents());
        assertThatThrownBy(pages::next).isInstanceOf(MongoTimeoutException.class);

        documents.pages(found, pass).forEachRemaining(page -> read.addAll(page.documents()));

        assertThat(read).extracting("_id").hasSize(3_300).doesNotHaveDuplicates();
        assertThat(pass.totals().read()).isEqualTo(3_300);
        assertThat(pass.totals().unmappedFields()).isEqualTo(Map.of("shoe", 3_300L));
    }

    @Test
    void aPageThatWasNotDoneComesAgainAndIsNotCountedTwice() {
        Fixtures shop = Fixtures.shop();
        insert(shop, 1_200);
        Pass pass = shop.users();
        Documents documents = new Documents(shop.source);
        MongoIterable<Document> found = shop.source.getCollection("users").find();
        Iterator<Page> pages = documents.pages(found, pass);
        pages.next();
        Page last = pages.next();

        Iterator<Page> again = documents.pages(found, pass);

        assertThat(again.next()).isSameAs(last);
        assertThat(again.hasNext()).isFalse();
        assertThat(pass.totals().read()).isEqualTo(1_200);
    }

    /** The first cursor breaks there; those that follow do not. */
    private static MongoIterable<Document> breaksAfter(MongoIterable<Document> all, int documents) {
        MongoIterable<Document> breaking = mock(MongoIterable.class, delegatesTo(all));
        MongoCursor<Document> whole = all.iterator();
        MongoCursor<Document> broken = mock(MongoCursor.class, delegatesTo(whole));
        AtomicInteger left = new AtomicInteger(documents);
        doAnswer(next -> {
                    if (left.getAndDecrement() == 0) {
                        throw new MongoTimeoutException("MongoDB is away");
                    }
                    return whole.next();
                })
                .when(broken)
                .next();
        doReturn(broken).doAnswer(again -> all.iterator()).when(breaking).iterator();
        return breaking;
    }

    @Test
    void deletedDocumentsFollowTheOnesThatAreThere() {
        Fixtures shop = Fixtures.shop(DELETING);
        shop.deliver(shop.users(), user("here"), user("gone"), user("gone too"));
        shop.source.getCollection("users").insertOne(user("here"));

        List<Page> pages = pages(shop, shop.users());

        assertThat(pages).hasSize(3);
        assertThat(pages.get(0).documents()).extracting("_id").containsExactly("here");
        assertThat(pages.get(0).gone()).isEmpty();
        assertThat(pages.get(1).gone()).containsExactlyInAnyOrder("gone", "gone too");
        assertThat(pages).extracting(Page::last).containsExactly(false, false, true);
    }

    /** To MongoDB they are one id. */
    static Stream<Arguments> oneIdInTwoTypes() {
        return Stream.of(Arguments.of(7, 7L), Arguments.of(7L, 7), Arguments.of(7.0, 7), Arguments.of(7, 7.0));
    }

    private static Document numbered(Object id) {
        return new Document("_id", id).append("key", "seven");
    }

    @ParameterizedTest
    @MethodSource("oneIdInTwoTypes")
    void aDocumentWhoseIdHasAnotherTypeOfNumberNowIsNotGone(Object before, Object now) {
        Fixtures shop = Fixtures.shop(DELETING);
        shop.deliver(shop.users(), numbered(before));
        shop.source.getCollection("users").insertOne(numbered(now));

        assertThat(pages(shop, shop.users())).flatExtracting(Page::gone).isEmpty();
        assertThat(pages(shop, shop.pass("shop/users", Mode.HINTS, false, before)))
                .flatExtracting(Page::gone)
                .isEmpty();
        ChangedPage page = shop.diff(shop.users(), numbered(now).append("name", "Ana"));
        assertThat(page.deadLetters()).isEmpty();
        assertThat(page.changes())
                .singleElement()
                .returns("rec-" + before, Change::recordId)
                .returns(Map.of("name", "Ana"), Change::cells);
    }

    @Test
    void manyDeletedDocumentsComeInPages() {
        Fixtures shop = Fixtures.shop(DELETING);
        Document[] all = IntStream.range(0, 2100).mapToObj(i -> user("u" + i)).toArray(Document[]::new);
        shop.deliver(shop.users(), all);
        shop.source.getCollection("users").insertMany(List.of(all).subList(0, 10));

        List<Page> pages = pages(shop, shop.users());

        List<Object> gone = pages.stream().flatMap(page -> page.gone().stream()).toList();
        assertThat(gone).hasSize(2090).doesNotHaveDuplicates().doesNotContain("u0", "u9");
        assertThat(pages).allMatch(page -> page.gone().size() <= Documents.PAGE);
        assertThat(pages.get(pages.size() - 1).last()).isTrue();
    }

    @Test
    void aPassOverChangesLooksForDeletedDocumentsWhoseRecordsMustGo() {
        Fixtures shop = Fixtures.shop(DELETING);
        shop.deliver(shop.users(), user("gone"));

        List<Page> pages = pages(shop, shop.pass("shop/users", Mode.CHANGED, false));

        assertThat(pages).extracting(Page::gone).containsExactly(List.of("gone"), List.of());
        assertThat(pages).extracting(Page::last).containsExactly(false, true);
    }

    @Test
    void aCollectionThatIsNotThereDeletesNothing() {
        Fixtures shop = Fixtures.shop(DELETING);
        shop.deliver(shop.users(), user("a"));
        shop.source.getCollection("users").drop();

        assertThatThrownBy(() -> pages(shop, shop.users()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no collection users")
                .hasMessageContaining("Nothing is deleted");
    }

    @Test
    void aPassOverChangesDoesNotLookForThoseWhoseRecordsAreMarked() {
        Fixtures shop = Fixtures.shop(DELETING.replace("deleted: delete", "deleted: {mark: {gone: true}}"));
        shop.deliver(shop.users(), user("gone"));

        List<Page> pages = pages(shop, shop.pass("shop/users", Mode.CHANGED, false));

        assertThat(pages).singleElement().returns(true, Page::last).returns(List.of(), Page::gone);
    }

    @Test
    void aHintAboutADocumentThatIsGoneSaysSo() {
        Fixtures shop = Fixtures.shop(DELETING);
        shop.source.getCollection("users").insertOne(user("here"));

        List<Page> pages = pages(shop, shop.pass("shop/users", Mode.HINTS, false, "here", "gone"));

        assertThat(pages).hasSize(2);
        assertThat(pages.get(0).documents()).extracting("_id").containsExactly("here");
        assertThat(pages.get(0).last()).isFalse();
        assertThat(pages.get(1).gone()).containsExactly("gone");
        assertThat(pages.get(1).last()).isTrue();
    }

    @Test
    void aHintSaysNothingIsGoneFromACollectionThatIsNotThere() {
        Fixtures shop = Fixtures.shop(DELETING);
        shop.source.getCollection("users").drop();

        assertThatThrownBy(() -> pages(shop, shop.pass("shop/users", Mode.HINTS, false, "gone")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no collection users")
                .hasMessageContaining("Nothing is deleted");
    }

    @Test
    void hintsAboutDocumentsThatAreThereNeedOnePage() {
        Fixtures shop = Fixtures.shop(DELETING);
        shop.source.getCollection("users").insertOne(user("here"));

        assertThat(pages(shop, shop.pass("shop/users", Mode.HINTS, false, "here")))
                .singleElement()
                .returns(true, Page::last);
    }

    @Test
    void recordsOfDeletedDocumentsAreLeftAloneByDefault() {
        Fixtures shop = Fixtures.shop();
        shop.deliver(shop.users(), user("gone"));

        assertThat(pages(shop, shop.users())).singleElement().returns(List.of(), Page::gone);
    }

    @Test
    void documentsThatWereAskedForAndAreGoneAreNamedWhateverBecomesOfTheirRecords() {
        Fixtures shop = Fixtures.shop();
        shop.deliver(shop.users(), user("gone"));
        Pass pass = shop.pass("shop/users", Mode.HINTS, false, "gone");

        assertThat(pages(shop, pass)).singleElement().returns(List.of("gone"), Page::gone);
        ChangedPage changed = shop.gone(pass, "gone");
        assertThat(changed.deletions()).isEmpty();
        assertThat(changed.changes()).isEmpty();
    }

    @Test
    void theHighestCursorThatWasSeenIsTheNextOne() {
        Fixtures shop = Fixtures.shop();
        shop.source
                .getCollection("users")
                .insertMany(List.of(
                        user("a").append("updatedAt", Date.from(Instant.parse("2024-01-02T00:00:00Z"))),
                        user("b").append("updatedAt", "2024-01-03T01:00:00+02:00"),
                        user("c").append("updatedAt", "odd"),
                        user("d")));
        Pass pass = shop.users();

        pages(shop, pass);

        assertThat(pass.nextCursor()).isEqualTo(Instant.parse("2024-01-02T23:00:00Z"));
    }

    @Test
    void aClockThatIsAheadDoesNotCarryTheCursorPastNow() {
        Fixtures shop = Fixtures.shop();
        shop.source
                .getCollection("users")
                .insertOne(user("a").append("updatedAt", Date.from(Instant.parse("2999-01-01T00:00:00Z"))));
        Pass pass = shop.users();

        pages(shop, pass);

        assertThat(pass.nextCursor()).isEqualTo(pass.started());
    }

    static Stream<Arguments> instants() {
        Instant noon = Instant.parse("2024-05-06T12:00:00Z");
        return Stream.of(
                Arguments.of(Date.from(noon), noon),
                Arguments.of("2024-05-06T12:00:00Z", noon),
                Arguments.of("2024-05-06T12:00:00.500Z", noon.plusMillis(500)),
                Arguments.of("2024-05-06T14:00:00+02:00", noon),
                Arguments.of("2024-05-06T12:00:00", noon),
                Arguments.of("2024-05-06", null),
                Arguments.of("not a date but long enough", null),
                Arguments.of(1714996800000L, null),
                Arguments.of(null, null));
    }

    @ParameterizedTest
    @MethodSource("instants")
    void aCursorIsADateOrAnIsoText(Object value, Instant instant) {
        assertThat(Documents.instant(value)).isEqualTo(instant);
    }

    private static void insert(Fixtures shop, int documents) {
        if (documents > 0) {
            shop.source
                    .getCollection("users")
                    .insertMany(IntStream.range(0, documents)
                            .mapToObj(i -> user("u" + i).append("shoe", 43))
                            .toList());
        }
    }

    private static Iterator<Page> iterator(Fixtures shop, Pass pass) {
        var found = pass.request().mode() == Mode.HINTS
                ? shop.source
                        .getCollection("users")
                        .find(Scan.these(pass.request().documentIds()))
                : shop.source.getCollection("users").find();
        return new Documents(shop.source).pages(found, pass);
    }

    private static List<Page> pages(Fixtures shop, Pass pass) {
        List<Page> pages = new ArrayList<>();
        iterator(shop, pass).forEachRemaining(pages::add);
        return pages;
    }
}
