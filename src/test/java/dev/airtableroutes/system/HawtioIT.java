package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.browser.Browser;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.ExpectedConditions;

/** Hawtio in a real browser, as an operator sees it. */
class HawtioIT {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final String TREE =
            "org.apache.camel-folder-CamelContexts-folder-airtable-routes-folder-routes-folder";
    private static Served served;

    @BeforeAll
    static void start() {
        served = Served.start();
        BROWSER.logIn(served.url() + "/actuator/hawtio/", "operator", Served.OPERATOR_PASSWORD);
        BROWSER.see(By.id("hawtio-main-page"));
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @Test
    void everyRouteOfOursIsDrawn() {
        BROWSER.driver().get(served.url() + "/actuator/hawtio/camel");
        List<Route> routes = served.bean(CamelContext.class).getRoutes().stream()
                .filter(route -> route.getGroup() != null)
                .toList();
        assertThat(routes).extracting(Route::getRouteId).contains("cuculi-users", "airtable-batch", "schedule");
        for (Route route : routes) {
            open(route);
            BROWSER.await()
                    .withMessage("the diagram of " + route.getRouteId() + " has a node for each step")
                    .until(page -> page.findElements(By.cssSelector(".react-flow__node"))
                                            .size()
                                    > 1
                            && page.getCurrentUrl().contains("routeDiagram"));
            assertThat(BROWSER.see(By.cssSelector(".react-flow")).getSize().getHeight())
                    .as("height of the diagram of " + route.getRouteId())
                    .isGreaterThan(100);
            BROWSER.screenshot("hawtio-" + route.getRouteId());
        }
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
