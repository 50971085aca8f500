package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.browser.Browser;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.yaml.snakeyaml.Yaml;

/** Hawtio in a real browser, as an operator sees it. */
class HawtioIT {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final String TREE =
            "org.apache.camel-folder-CamelContexts-folder-airtable-routes-folder-routes-folder";
    private static Served served;

    @BeforeAll
    static void start() {
        // plain, as most people give it
        served = Served.start(Map.of("OPERATOR_PASSWORD", Served.OPERATOR_PASSWORD));
        BROWSER.logIn(served.url() + "/actuator/hawtio/", "operator", Served.OPERATOR_PASSWORD);
        BROWSER.see(By.id("hawtio-main-page"));
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    /** Each of them waits for its own diagram. */
    @Test
    void everyRouteOfOursIsDrawn() {
        BROWSER.driver().get(served.url() + "/actuator/hawtio/camel");
        List<Route> routes = served.bean(CamelContext.class).getRoutes().stream()
                .filter(route -> route.getGroup() != null)
                .toList();
        assertThat(routes).extracting(Route::getRouteId).containsExactlyInAnyOrderElementsOf(idsInFiles());
        for (Route route : routes) {
            open(route);
            BROWSER.await()
                    .withMessage("the diagram of " + route.getRouteId() + " has nodes, its own")
                    .until(page -> drawn(page, "(ID: " + firstStep(route) + ")")
                            && page.getCurrentUrl().contains("routeDiagram"));
            assertThat(BROWSER.see(By.cssSelector(".react-flow")).getSize().getHeight())
                    .as("height of the diagram of " + route.getRouteId())
                    .isGreaterThan(100);
        }
        BROWSER.screenshot("hawtio-diagram");
    }

    private static String firstStep(Route route) {
        return ((ModelCamelContext) route.getCamelContext())
                .getRouteDefinition(route.getRouteId())
                .getInput()
                .getId();
    }

    /** Whether there are several nodes, one of which says this, be it in sight or not. */
    private static boolean drawn(WebDriver page, String text) {
        List<WebElement> nodes = page.findElements(By.cssSelector(".react-flow__node"));
        return nodes.size() > 1
                && page.findElement(By.cssSelector(".react-flow"))
                        .getDomProperty("textContent")
                        .contains(text);
    }

    /** Every route of every file, be it there since yesterday or new. */
    private static List<String> idsInFiles() {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            List<String> ids = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml"))
                    .toList()) {
                List<Map<String, Map<String, Object>>> entries = new Yaml().load(Files.readString(file));
                entries.stream()
                        .filter(entry -> entry.containsKey("route"))
                        .forEach(entry -> ids.add(entry.get("route").get("id").toString()));
            }
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTableIsStoppedAndStartedAndItsCountersLive() {
        BROWSER.driver().get(served.url() + "/actuator/hawtio/camel");
        BROWSER.see(By.xpath("//li[@id='" + TREE + "']//*[contains(@class,'tree-view__node-text')]"))
                .click();
        BROWSER.await()
                .until(ExpectedConditions.elementToBeClickable(By.xpath("//*[text()='Routes']")))
                .click();
        int before = completed();

        served.bean(Run.class).ask("cuculi/users", Mode.FULL, false);
        BROWSER.await().withMessage("a pass is counted while somebody looks").until(page -> completed() > before);

        press("Stop");
        BROWSER.await().until(page -> row("cuculi-users").getText().contains("Stopped"));
        assertThat(status("cuculi-users")).isEqualTo(ServiceStatus.Stopped);
        assertThat(status("cuculi-events")).as("that one alone").isEqualTo(ServiceStatus.Started);
        BROWSER.screenshot("hawtio-routes");

        press("Start");
        BROWSER.await().until(page -> row("cuculi-users").getText().contains("Started"));
        assertThat(status("cuculi-users")).isEqualTo(ServiceStatus.Started);
    }

    private static WebElement row(String route) {
        return BROWSER.see(By.xpath("//tr[.//*[normalize-space()='" + route + "']]"));
    }

    private static int completed() {
        return Integer.parseInt(row("cuculi-users")
                .findElement(By.cssSelector("td[data-label='Completed']"))
                .getText());
    }

    private static void press(String button) {
        row("cuculi-users").findElement(By.cssSelector("input[type=checkbox]")).click();
        BROWSER.await()
                .until(ExpectedConditions.elementToBeClickable(
                        By.xpath("//button[normalize-space()='" + button + "']")))
                .click();
    }

    private static ServiceStatus status(String route) {
        return served.bean(CamelContext.class).getRouteController().getRouteStatus(route);
    }

    private static void open(Route route) {
        String group = TREE + "-" + route.getGroup() + "-folder";
        By node = By.xpath("//li[@id='" + group + "-" + route.getRouteId() + "-folder' or @id='" + group + "-"
                + route.getRouteId() + "']//*[contains(@class,'tree-view__node-text')]");
        if (BROWSER.driver().findElements(node).isEmpty()) {
            BROWSER.see(By.xpath("//li[@id='" + group + "']//*[contains(@class,'tree-view__node-toggle')]"))
                    .click();
        }
        BROWSER.see(node).click();
        BROWSER.await()
                .until(ExpectedConditions.elementToBeClickable(By.xpath("//*[text()='Route Diagram']")))
                .click();
    }
}
