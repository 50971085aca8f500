package dev.airtableroutes.console;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The routes in numbers. Hawtio draws them, and stops and starts them; it has no address for a single one. */
@Controller
@ConditionalOnWebApplication
class RoutesPage {

    /** @param failed null when nothing has */
    record RouteLine(
            String id, String group, String description, String state, String tone, String exchanges, String failed) {}

    private final CamelContext camel;

    RoutesPage(@Lazy CamelContext camel) {
        this.camel = camel;
    }

    @GetMapping("/routes")
    String list(Model model) {
        model.addAttribute("routes", routes());
        return "console/routes";
    }

    /** Ours have a group; the innards of kamelets have none. */
    private List<RouteLine> routes() {
        return camel.getRoutes().stream()
                .filter(route -> route.getGroup() != null)
                .map(this::line)
                .sorted(Comparator.comparing(RouteLine::group).thenComparing(RouteLine::id))
                .toList();
    }

    private RouteLine line(Route route) {
        boolean started =
                camel.getRouteController().getRouteStatus(route.getRouteId()).isStarted();
        String state = camel.getRouteController()
                .getRouteStatus(route.getRouteId())
                .name()
                .toLowerCase(Locale.ROOT);
        ManagedRouteMBean numbers = numbers(route.getRouteId());
        return new RouteLine(
                route.getRouteId(),
                route.getGroup(),
                route.getDescription(),
                state,
                started ? "good" : "bad",
                numbers == null ? "–" : count(numbers, true),
                numbers == null ? null : count(numbers, false));
    }

    private ManagedRouteMBean numbers(String route) {
        ManagedCamelContext managed = camel.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
        return managed == null ? null : managed.getManagedRoute(route);
    }

    private static String count(ManagedRouteMBean numbers, boolean all) {
        try {
            long failed = numbers.getExchangesFailed();
            return all ? Words.number(numbers.getExchangesTotal()) : failed == 0 ? null : Words.number(failed);
        } catch (Exception unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
