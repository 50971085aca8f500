package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import dev.airtableroutes.browser.Browser;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Run;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.context.SmartLifecycle;

/** The console in a real browser. The next pass by the clock is an hour away, and no change stream brings any sooner. */
class ConsoleIT {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final String USERS = "cuculi/users";
    private static final Duration A_WHILE = Duration.ofSeconds(30);
    private static final int PHONE = 360;
    private static Served served;

    @BeforeAll
    static void start() {
        served = Served.start(Map.of("sync.every", "1h"));
        served.bean("changeStreams", SmartLifecycle.class).stop();
        await().atMost(A_WHILE).untilAsserted(() -> served.cuculi().assertArrived());
        idle();
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @BeforeEach
    void logIn() {
        BROWSER.logIn(served.url() + "/", "operator", Served.OPERATOR_PASSWORD);
        BROWSER.see(By.cssSelector("h1"));
    }

    @AfterEach
    void asBefore() {
        served.cuculi().airtable.network().work(Duration.ZERO);
        BROWSER.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        BROWSER.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        served.bean(DeadLetters.class).discard(LetterFilter.ALL, "the next test");
        served.cuculi().collection("leads").deleteMany(new Document());
    }

    private static void idle() {
        await().atMost(A_WHILE).until(() -> served.bean(Passes.class).running().isEmpty());
    }

    /** A user whose number of events is no number: a cell stays out. */
    private static String faulty(String id) {
        served.cuculi()
                .collection("user")
                .insertOne(new Document("_id", id)
                        .append("email", id + "@example.com")
                        .append("firstName", "Ana")
                        .append("lastName", "Lima")
                        .append("homeNeighborhood", "Mitte")
                        .append("value_segment", "Regular")
                        .append("interests", List.of("Art", "Wine"))
                        .append("event_count", "many"));
        sync();
        return served.cuculi().deadLetters().stream()
                .filter(letter -> id.equals(letter.get("documentId")))
                .map(letter -> letter.getString("_id"))
                .findFirst()
                .orElseThrow();
    }

    private static void sync() {
        idle();
        String pass = served.bean(Run.class).ask(USERS, Mode.CHANGED, false);
        await().atMost(A_WHILE).until(() -> served.bean(Passes.class)
                .report(pass)
                .filter(PassReport::done)
                .isPresent());
    }

    private static LocalRecord record(String id) {
        return served.cuculi().records("users").stream()
                .filter(record -> id.equals(record.fields().get("id")))
                .findFirst()
                .orElseThrow();
    }

    private static void open(String path) {
        BROWSER.driver().get(served.url() + path);
        BROWSER.see(By.cssSelector("h1"));
    }

    private static void press(String row, String button) {
        By what = By.cssSelector(row + " button[value='" + button + "']");
        // the page puts what is new into its place: what was found may be gone when it is clicked
        BROWSER.await().until(page -> {
            WebElement found = page.findElement(what);
            boolean seen = found.isDisplayed();
            if (seen) {
                found.click();
            }
            return seen;
        });
    }

    private static String text(By what) {
        return BROWSER.await().until(page -> {
            WebElement seen = page.findElement(what);
            return seen.isDisplayed() ? seen.getText() : null;
        });
    }

    private static String notice() {
        return text(By.cssSelector(".notice"));
    }

    @Test
    void syncNowMovesTheBarUntilThePassIsDone() {
        served.cuculi()
                .collection("user")
                .insertMany(IntStream.range(0, 400)
                        .mapToObj(i -> new Document("_id", "bar" + i).append("firstName", "Bea"))
                        .toList());

        // forty requests: all that is there to be seen on the way has its time
        served.cuculi().airtable.network().work(Duration.ofSeconds(4));

        press("#cuculi-users", "sync");

        assertThat(notice()).startsWith("A pass of cuculi/users is asked for.");
        By bar = By.cssSelector("#cuculi-users progress");
        int first = BROWSER.await().until(page -> value(page.findElement(bar)));
        BROWSER.await().until(page -> value(page.findElement(bar)) > first);
        int second = BROWSER.await().until(page -> value(page.findElement(bar)));
        assertThat(second).isLessThan(400);
        assertThat(text(By.cssSelector("#cuculi-users .progress .text")))
                .matches("\\d+ of 4\\d\\d · [\\d.]+ records/s · \\d+ (s|min) left");
        BROWSER.screenshot("console-tables");
        phone();
        BROWSER.await()
                .withMessage("on a phone the bar ends with its card, whatever is written below it")
                .until(page -> page.findElement(bar).getSize().getWidth() > 200);
        served.cuculi().airtable.network().work(Duration.ZERO);
        BROWSER.await().until(page -> page.findElements(bar).isEmpty());
        assertThat(text(By.cssSelector("#cuculi-users .last")))
                .startsWith("done")
                .contains("400 created");
        BROWSER.see(By.cssSelector(".notice a")).click();
        assertThat(text(By.cssSelector("h1"))).isEqualTo("Pass of cuculi/users");
        assertThat(text(By.cssSelector(".report"))).contains("Records created 400");
    }

    private static int value(WebElement progress) {
        return Integer.parseInt(progress.getDomProperty("value").replaceFirst("\\..*", ""));
    }

    @Test
    void aDryRunAndAReconciliationAreAskedForInTheSameWay() {
        press("#cuculi-events", "dry-run");
        assertThat(notice()).contains("it writes nothing");
        BROWSER.see(By.cssSelector(".notice a")).click();
        BROWSER.await()
                .until(page ->
                        page.findElement(By.cssSelector("main")).getText().contains("dry run, changes"));
        BROWSER.await()
                .until(page ->
                        page.findElement(By.cssSelector(".lead")).getText().startsWith("done"));

        open("/");
        press("#cuculi-events", "reconcile");
        assertThat(notice()).contains("cuculi/events is reconciled");
        BROWSER.see(By.cssSelector(".notice a")).click();
        BROWSER.await()
                .until(page ->
                        page.findElement(By.cssSelector(".lead")).getText().startsWith("done"));
        assertThat(text(By.cssSelector(".facts"))).contains("reconcile");
    }

    @Test
    void aLetterShowsTheDifferingCellsAndIsReplayedOnceItsDocumentIsMended() {
        faulty("cell1");
        served.cuculi().airtable.table("cuculi", "users").edit(record("cell1").id(), Map.of("firstName", "Anna"));

        open("/dead-letters");
        BROWSER.see(By.linkText("cell1")).click();

        assertThat(text(By.cssSelector(".lead"))).contains("many").contains("number");
        WebElement name = cell("firstName");
        assertThat(name.findElements(By.tagName("mark")))
                .extracting(WebElement::getText)
                .containsExactly("Ana", "Anna");
        assertThat(name.getText()).contains("≠ differs");
        assertThat(cell("event_count").getText()).contains("many", "! does not fit");
        assertThat(cell("id").findElements(By.tagName("mark"))).isEmpty();
        assertThat(cell("id").getText()).contains("= same");
        BROWSER.screenshot("console-dead-letter");

        served.cuculi()
                .collection("user")
                .updateOne(new Document("_id", "cell1"), new Document("$set", new Document("event_count", 7)));
        String letter = BROWSER.driver().getCurrentUrl();
        press("main", "dry-run");
        followReplay("nothing written: 1 would be resolved");
        BROWSER.driver().get(letter);
        press("main", "replay");
        followReplay("1 resolved, 0 open");
        BROWSER.driver().get(letter);
        assertThat(text(By.cssSelector("h1 .chip"))).isEqualTo("resolved");
        assertThat(text(By.cssSelector(".history"))).contains("replayed by operator", "resolved");
        assertThat(BROWSER.driver().findElements(By.cssSelector("main button"))).isEmpty();
        assertThat(record("cell1").fields().get("event_count")).hasToString("7");
    }

    /** A notice says how far the replay came while somebody waited for the page; its own page says it until the end. */
    private static void followReplay(String sentence) {
        BROWSER.see(By.cssSelector(".notice a")).click();
        BROWSER.await()
                .until(page ->
                        page.findElement(By.cssSelector(".lead")).getText().contains(sentence));
    }

    private static WebElement cell(String field) {
        return BROWSER.see(By.xpath("//table[contains(@class,'beside')]//tr[th/span[text()='" + field + "']]"));
    }

    @Test
    void aLetterIsDiscarded() {
        String letter = faulty("drop1");
        open("/dead-letters/" + letter);

        press("main", "discard");

        assertThat(notice()).isEqualTo("1 letter put aside for good.");
        assertThat(text(By.cssSelector("h1 .chip"))).isEqualTo("discarded");
        open("/dead-letters");
        assertThat(text(By.cssSelector(".letters"))).doesNotContain("drop1");
    }

    @Test
    void lettersAreFilteredCheckedAndDiscardedTogether() {
        faulty("many1");
        faulty("many2");
        faulty("many3");
        open("/dead-letters");
        BROWSER.see(By.name("field")).sendKeys("order_count" + Keys.ENTER);
        BROWSER.see(By.xpath("//td[contains(.,'No letter is meant')]"));
        BROWSER.see(By.name("field")).clear();
        BROWSER.see(By.name("field")).sendKeys("event_count" + Keys.ENTER);
        BROWSER.await().until(page -> page.findElements(By.name("id")).size() == 3);
        BROWSER.screenshot("console-dead-letters");

        BROWSER.see(By.cssSelector("[data-check-all]")).click();
        assertThat(BROWSER.driver().findElements(By.name("id"))).allMatch(WebElement::isSelected);
        BROWSER.driver().findElements(By.name("id")).get(0).click();
        press("main", "discard");

        assertThat(notice()).isEqualTo("2 letters put aside for good.");
        assertThat(BROWSER.see(By.name("field")).getDomProperty("value")).isEqualTo("event_count");
        assertThat(BROWSER.driver().findElements(By.name("id"))).hasSize(1);

        BROWSER.see(By.linkText("Replay all …")).click();
        BROWSER.await()
                .until(page -> page.findElement(By.cssSelector("h1")).getText().equals("Replay 1 letter?"));
        press("main", "replay");
        BROWSER.await()
                .until(page ->
                        page.findElement(By.cssSelector(".lead")).getText().contains("0 resolved, 1 open"));
    }

    @Test
    void aTableIsPausedAndResumed() {
        press("#cuculi-messages", "pause");
        assertThat(text(By.id("cuculi-messages"))).contains("paused").contains("by operator");
        assertThat(BROWSER.driver().findElements(By.cssSelector("#cuculi-messages button")))
                .hasSize(1);

        press("#cuculi-messages", "resume");
        assertThat(notice()).isEqualTo("cuculi/messages goes on.");
        assertThat(text(By.id("cuculi-messages"))).doesNotContain("paused");
    }

    @Test
    void aViewerSeesEverythingAndFindsNothingToPress() {
        String letter = faulty("view1");
        BROWSER.logIn(served.url() + "/", "viewer", Served.VIEWER_PASSWORD);
        for (String path : List.of("/", "/dead-letters/" + letter, "/dead-letters/all?do=discard")) {
            open(path);
            assertThat(BROWSER.driver().findElements(By.cssSelector("main button, main input[type=checkbox]")))
                    .as(path)
                    .isEmpty();
        }
        open("/dead-letters");
        assertThat(BROWSER.driver().findElements(By.cssSelector("main button")))
                .extracting(WebElement::getText)
                .containsExactly("Filter");
        BROWSER.see(By.linkText("view1"));
    }

    @Test
    void theKeyboardIsEnough() {
        tabTo("Sync now").sendKeys(Keys.ENTER);
        assertThat(notice()).contains("is asked for");
    }

    /** From the top of the page, with nothing but the tabulator. */
    private static WebElement tabTo(String button) {
        WebElement focused = BROWSER.driver().switchTo().activeElement();
        for (int tabs = 0; tabs < 40 && !button.equals(focused.getText()); tabs++) {
            focused.sendKeys(Keys.TAB);
            focused = BROWSER.driver().switchTo().activeElement();
            if (tabs == 0) {
                assertThat(focused.getText()).isEqualTo("Skip to the content");
            }
        }
        assertThat(focused.getText()).isEqualTo(button);
        assertThat(focused.getCssValue("outline-style")).isEqualTo("solid");
        return focused;
    }

    @Test
    void leadsShowHowFarTheyComeInEachSegmentAndWhatTheyCost() {
        open(leads());

        assertThat(funnel("fintech"))
                .containsExactly("4", "3", "2", "1", "1", "6.5", "3.25 a verified lead", "1 error, 3 found");
        assertThat(funnel("no segment")).containsExactly("1,200", "0", "0", "0", "0", "0", "1,200 new");
        assertThat(script("return [...document.querySelectorAll('.funnel meter[aria-label^=fintech]')]"
                        + ".map(bar => bar.getAttribute('aria-label') + ' ' + bar.value)"))
                .isEqualTo(List.of(
                        "fintech: found 100",
                        "fintech: enriched 75",
                        "fintech: verified 50",
                        "fintech: pushed 25",
                        "fintech: replied 25"));
        assertThat(text(By.xpath("//tr[th='hunter']")))
                .contains("off", "put HUNTER_API_KEY into the environment", "2 calls", "1 hits", "50.0 %", "1.5");
        assertThat(text(By.xpath("//tr[contains(th, 'cto fintech')]"))).contains("serper", "off", "Find now");
        BROWSER.screenshot("console-leads");

        tabTo("What would it cost?").sendKeys(Keys.chord(Keys.SHIFT, Keys.TAB));
        BROWSER.driver().switchTo().activeElement().sendKeys("fintech" + Keys.ENTER);
        assertThat(notice()).isEqualTo("1 lead would be asked for: about 0 credits, at most 0. Nobody was asked.");

        BROWSER.logIn(served.url() + "/leads", "viewer", Served.VIEWER_PASSWORD);
        BROWSER.see(By.cssSelector(".funnel"));
        assertThat(BROWSER.driver().findElements(By.cssSelector("main button"))).isEmpty();
    }

    private static List<String> funnel(String segment) {
        return BROWSER
                .see(By.xpath("//table[contains(@class,'funnel')]//tr[th/span[text()='" + segment + "']]"))
                .findElements(By.cssSelector("td .number, td small, th small"))
                .stream()
                .sorted(Comparator.comparing(
                        cell -> cell.findElement(By.xpath("..")).getTagName().equals("th")))
                .map(WebElement::getText)
                .toList();
    }

    /** Four of a segment at all stages, more of none, a provider that was paid, and a search. */
    private static String leads() {
        MongoCollection<Document> leads = served.cuculi().collection("leads");
        leads.insertOne(lead("found", "verified", "2.5", "Replied")
                .append("campaigns", List.of(new Document("pushState", "pushed"))));
        leads.insertOne(lead("found", "verified", "2", "New")
                .append("campaigns", List.of(new Document("pushState", "failed"))));
        leads.insertOne(lead("found", "risky", "1", "New"));
        leads.insertOne(lead("error", null, "1", "New"));
        leads.insertMany(IntStream.range(0, 1_200)
                .mapToObj(i -> new Document("status", "New"))
                .toList());
        served.cuculi()
                .collection("searches")
                .replaceOne(
                        new Document("_id", "ctos"),
                        new Document("source", "serper")
                                .append("query", "cto fintech")
                                .append("enabled", false),
                        new ReplaceOptions().upsert(true));
        Credits credits = served.bean(Credits.class);
        for (boolean hit : List.of(true, false)) {
            String turn = "turn-" + hit;
            if (!credits.closed(turn)) {
                BigDecimal price = new BigDecimal("1.5");
                credits.reserve(new Charge(turn, "hunter", "find", "a lead", "a run", price), price, Caps.NONE);
                credits.settle(turn, null, hit, hit, "x");
            }
        }
        return "/leads";
    }

    private static Document lead(String state, String address, String credits, String status) {
        return new Document("segment", "fintech")
                .append("status", status)
                .append(
                        "enrichment",
                        new Document("state", state)
                                .append("creditsSpent", Decimal128.parse(credits))
                                .append(
                                        "candidates",
                                        address == null
                                                ? List.of()
                                                : List.of(new Document("address", "a@example.com")
                                                        .append("status", address))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/leads",
                "LEADS",
                "/dead-letters",
                "LETTER",
                "/dead-letters/all?do=replay",
                "/passes",
                "/routes",
                "PASS"
            })
    void everyPageIsWellFormedForReadersAndFitsAPhone(String page) {
        String letter = faulty("page-" + Math.abs(page.hashCode()));
        open(
                switch (page) {
                    case "LETTER" -> "/dead-letters/" + letter;
                    case "PASS" ->
                        "/passes/"
                                + served.bean(Passes.class)
                                        .latest(USERS, 1)
                                        .get(0)
                                        .id();
                    case "LEADS" -> leads();
                    default -> page;
                });
        assertThat(count("h1")).isEqualTo(1);
        assertThat(count("header, main, nav[aria-label]")).isGreaterThanOrEqualTo(3);
        assertThat(count("table:not(:has(caption))")).isZero();
        assertThat(count("th:not([scope])")).isZero();
        assertThat(script("return [...document.querySelectorAll('input:not([type=hidden]),select,progress')]"
                        + ".filter(e => !e.labels.length && !e.getAttribute('aria-label')).length"))
                .isEqualTo(0L);
        assertThat(count("[style], style, script:not([src])")).isZero();

        phone();
        assertThat(script("return document.documentElement.scrollWidth")).isEqualTo((long) PHONE);
        assertThat(script("return innerWidth")).isEqualTo((long) PHONE);
        BROWSER.screenshot("console-phone" + page.replaceAll("\\W+", "-").replaceFirst("-$", ""));
    }

    private static int count(String selector) {
        return BROWSER.driver().findElements(By.cssSelector(selector)).size();
    }

    private static Object script(String script) {
        return BROWSER.driver().executeScript(script);
    }

    private static void phone() {
        BROWSER.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", PHONE, "height", 740, "deviceScaleFactor", 1, "mobile", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/leads"})
    void theDarkIsDark(String page) {
        open(page);
        assertThat(background()).isEqualTo("rgb(245, 246, 248)");
        BROWSER.driver()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        BROWSER.await().until(driver -> background().equals("rgb(20, 23, 26)"));
        BROWSER.screenshot("console-dark" + page.replaceAll("\\W+", "-").replaceFirst("-$", ""));
    }

    private static String background() {
        return (String) script("return getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void eachTableLeadsToItsRouteAndTheRoutesToHawtio() {
        BROWSER.see(By.cssSelector("#cuculi-users a[href*=routes]")).click();

        assertThat(text(By.id("cuculi-users"))).contains("started", "none");
        assertThat(text(By.id("airtable-batch"))).contains("started");
        BROWSER.see(By.cssSelector("main a[href*=hawtio]")).click();
        BROWSER.see(By.id("hawtio-main-page"));
    }

    @Test
    void aPageThatHearsNothingMoreSaysSoAndForgetsItWhenItDoes() {
        By stale = By.cssSelector("[data-stale]");
        assertThat(BROWSER.driver().findElement(stale).isDisplayed()).isFalse();
        hidden(true);
        offline(true);
        try {
            hidden(false);
            BROWSER.await().until(page -> page.findElement(stale).isDisplayed());
        } finally {
            offline(false);
        }
        BROWSER.await().until(page -> !page.findElement(stale).isDisplayed());
    }

    /** As if another window had come before it. */
    private static void hidden(boolean hidden) {
        script("Object.defineProperty(document, 'hidden', {value: " + hidden + ", configurable: true});"
                + "document.dispatchEvent(new Event('visibilitychange'))");
    }

    private static void offline(boolean offline) {
        BROWSER.driver().executeCdpCommand("Network.enable", Map.of());
        BROWSER.driver()
                .executeCdpCommand(
                        "Network.emulateNetworkConditions",
                        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    @Test
    void theBrowserHasNothingToComplainOf() {
        BROWSER.driver().manage().logs().get("browser");
        for (String path : List.of("/", "/leads", "/dead-letters", "/passes", "/routes")) {
            open(path);
        }
        assertThat(BROWSER.driver().manage().logs().get("browser").getAll())
                .extracting(entry -> entry.getLevel() + " " + entry.getMessage())
                .isEmpty();
    }
}
