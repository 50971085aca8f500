package dev.airtableroutes.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code routes/} are in order, and what is not in order is told. */
class RouteFilesTest {

    private static final String POLICY = "error-handling.camel.yaml";
    private static final String ROUTE = "operations/keep-letter.camel.yaml";
    private static final String TABLE = "tables/presence/help_desk.camel.yaml";
    private static final String TIMER = "operations/count.camel.yaml";
    private static final String SOURCE = "kamelets/thing-source.kamelet.yaml";
    private static final String SINK = "kamelets/thing-sink.kamelet.yaml";

    private static final String PROVIDER = "integrations/acme-mail.camel.yaml";

    private static final Map<String, String> GOOD =
            Map.of(POLICY, """
            - routeConfiguration:
                id: pass
                onException:
                  - onException:
                      id: all
                      exception: [java.lang.Exception]
                      redeliveryPolicy:
                        maximumRedeliveries: 8
                      handled:
                        constant: "true"
            """, ROUTE, """
            - route:
                id: keep-letter
                group: operations
                description: Keeps a letter
                routeConfigurationId: pass
                from:
                  id: keep-letter-from
                  uri: direct:keep-letter
                  steps:
                    - choice:
                        id: which
                        when:
                          - id: this
                            simple: ${body} == 1
                            steps:
                              - to:
                                  id: again
                                  uri: direct:keep-letter
                        otherwise:
                          id: that
                          steps:
                            - to:
                                id: say
                                uri: log:letters
                                parameters:
                                  showAll: true
            """, TIMER, """
            - route:
                id: count
                group: operations
                description: Counts every minute
                precondition: "{{sync.serve}}"
                routeConfigurationId: pass
                from:
                  id: count-tick
                  uri: timer:count
                  parameters:
                    period: 60000
                  steps:
                    - to:
                        id: count-letters
                        uri: direct:keep-letter
            """, TABLE, """
            - route:
                id: presence-help_desk
                group: presence
                description: Keeps the help desk in step
                routeConfigurationId: pass
                from:
                  id: presence-help_desk-documents
                  uri: kamelet:thing-source
                  parameters:
                    table: presence/help_desk
                  steps:
                    - to:
                        id: presence-help_desk-records
                        uri: kamelet:thing-sink
            """, PROVIDER, """
            - route:
                id: acme-mail-find
                group: integrations
                description: Finds addresses
                routeConfigurationId: pass
                from:
                  id: acme-mail-find-turns
                  uri: seda:acme-mail-find
                  steps:
                    - to:
                        id: acme-mail-found
                        uri: direct:keep-letter
            - route:
                id: acme-mail-verify
                group: integrations
                description: Verifies addresses
                routeConfigurationId: pass
                from:
                  id: acme-mail-verify-turns
                  uri: seda:acme-mail-verify
                  steps:
                    - to:
                        id: acme-mail-verified
                        uri: direct:keep-letter
            """, SOURCE, """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: thing-source
              labels:
                camel.apache.org/kamelet.type: source
            spec:
              definition:
                title: Thing Source
                description: Reads things
                type: object
                required: [table]
                properties:
                  table:
                    title: Table
                    description: Whose things
                    type: string
              template:
                from:
                  id: thing-source-from
                  uri: seda:{{table}}
                  steps:
                    - to:
                        id: hand-on
                        uri: kamelet:sink
            """, SINK, """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: thing-sink
              labels:
                camel.apache.org/kamelet.type: sink
            spec:
              definition:
                title: Thing Sink
                description: Writes things
                type: object
              template:
                from:
                  id: thing-sink-from
                  uri: kamelet:source
                  steps:
                    - split:
                        id: each
                        simple: ${body}
                        streaming: true
                        steps:
                          - to:
                              id: keep
                              uri: direct:keep-letter
            """);

    @Test
    void everyFileIsInOrder() throws IOException {
        assertThat(RouteChecks.check(Path.of("routes"))).isEmpty();
    }

    @Test
    void turnsWaitInTheQueueOfTheirRoute() throws IOException {
        assertThat(TurnQueues.consumers(Path.of("routes")))
                .containsEntry("hunter-find", "170")
                .containsEntry("hunter-verify", "100")
                .containsEntry("serper-search", "5");
        assertThat(TurnQueues.purses(Path.of("routes"))).containsOnly(Map.entry("findymail-verify", "verifier"));
    }

    @Test
    void theExamplesBelowAreInOrderBeforeTheyAreBroken() {
        assertThat(RouteChecks.check(GOOD)).isEmpty();
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource
    void tells(String file, String good, String bad, String sentence) {
        Map<String, String> files = new HashMap<>(GOOD);
        assertThat(files.get(file)).contains(good);
        files.put(file, files.get(file).replace(good, bad));

        assertThat(RouteChecks.check(files)).contains("routes/" + file + sentence);
    }

    static Stream<Arguments> tells() {
        return Stream.of(formal(), naming(), steps(), kamelets()).flatMap(cases -> cases);
    }

    private static Stream<Arguments> formal() {
        return Stream.of(
                arguments(
                        ROUTE,
                        "group: operations",
                        "group: [operations",
                        ":4: this is not YAML: expected ',' or ']', but got :."),
                arguments(
                        ROUTE,
                        "- choice:",
                        "- choise:",
                        ":10: from.steps: \"choise\" is unknown here; did you mean \"choice\"?"),
                arguments(
                        ROUTE,
                        "parameters:",
                        "parameter:",
                        ":25: steps.to: \"parameter\" is unknown here; did you mean \"parameters\"?"),
                arguments(
                        ROUTE,
                        "simple: ${body} == 1",
                        "simple: {expresion: 1}",
                        ":14: when.simple: \"expresion\" is unknown here; did you mean \"expression\"?"),
                arguments(ROUTE, "uri: log:letters", "description: log", ":22: steps.to: \"uri\" is missing."),
                arguments(
                        ROUTE,
                        "- to:\n                      id: again",
                        "- log: hello\n                    to:\n                      id: again",
                        ":16: one entry of the list holds log and to; expected one of them, so begin the next with a dash of its own."),
                arguments(
                        SINK,
                        "streaming: true",
                        "streaming: \"true\"",
                        ":20: split.streaming: found \"true\"; expected true or false without quotes."),
                arguments(
                        POLICY,
                        "maximumRedeliveries: 8",
                        "maximumRedeliveries: \"{{often}}\"",
                        ":8: redeliveryPolicy.maximumRedeliveries: found \"{{often}}\"; expected a number without quotes, and a placeholder is a text."),
                arguments(ROUTE, "- route:", "route:", ":1: found an object; expected a list."),
                arguments(ROUTE, "showAll", "showAl", ":24: log has no option \"showAl\"; did you mean \"showAll\"?"),
                arguments(
                        ROUTE,
                        "showAll: true",
                        "showAll: perhaps",
                        ":24: showAll is \"perhaps\"; expected true or false."),
                arguments(
                        ROUTE,
                        "uri: log:letters",
                        "uri: logg:letters",
                        ":24: there is no component for logg:letters; expected a uri such as direct:airtable-request, of a component that pom.xml names."),
                arguments(
                        TABLE,
                        "kamelet:thing-sink",
                        "kamelet:thin-sink",
                        ":14: there is no kamelet \"thin-sink\" in kamelets/; did you mean \"thing-sink\"?"),
                arguments(
                        TABLE,
                        "table: presence/help_desk",
                        "tables: presence/help_desk",
                        ":8: kamelet thing-source wants \"table\"; give it under parameters."),
                arguments(
                        TABLE,
                        "table: presence/help_desk",
                        "tables: presence/help_desk",
                        ":8: kamelet thing-source has no property \"tables\"; did you mean \"table\"?"));
    }

    private static Stream<Arguments> naming() {
        return Stream.of(
                arguments(
                        ROUTE,
                        "- route:\n    id: keep-letter",
                        "- route:\n    id: store-letter",
                        ":2: the route is called store-letter; expected keep-letter, as its file is."),
                arguments(
                        TABLE,
                        "id: presence-help_desk\n",
                        "id: help_desk\n",
                        ":2: the route is called help_desk; expected presence-help_desk, after the base and the table that its file names."),
                arguments(
                        TABLE,
                        "table: presence/help_desk",
                        "table: presence/hosts",
                        ":8: the table is presence/hosts; expected presence/help_desk, after the file's name."),
                arguments(
                        PROVIDER,
                        "id: acme-mail-verify\n",
                        "id: verify-acme-mail\n",
                        ":14: the route is called verify-acme-mail; expected acme-mail-<verb>, such as acme-mail-find, after the provider that its file names."),
                arguments(
                        PROVIDER,
                        "uri: seda:acme-mail-verify\n",
                        "uri: seda:acme-mail-find\n",
                        ":20: the route begins at seda:acme-mail-find; expected seda:acme-mail-verify, the queue that its turns come from."),
                arguments(
                        TIMER,
                        "    precondition: \"{{sync.serve}}\"\n",
                        "",
                        ":1: the route starts by itself, also in one-shot runs such as sync --dry-run; give it precondition: \"{{sync.serve}}\"."),
                arguments(
                        TIMER,
                        "precondition: \"{{sync.serve}}\"",
                        "precondition: \"true\"",
                        ":1: the route starts by itself, also in one-shot runs such as sync --dry-run; give it precondition: \"{{sync.serve}}\"."),
                arguments(
                        TIMER,
                        "timer:count",
                        "timer:letters",
                        ":9: the route begins at timer:letters; expected timer:count, which is named after it."),
                arguments(
                        TIMER,
                        "id: count-tick",
                        "id: each-minute",
                        ":8: the timer is called each-minute; expected count-tick: how often it ticks, its period says."),
                arguments(
                        ROUTE,
                        "    group: operations\n",
                        "",
                        ":1: the route has no group; it is its folder in Hawtio."),
                arguments(
                        ROUTE,
                        "    description: Keeps a letter\n",
                        "",
                        ":1: the route has no description; it is what an operator reads in Hawtio."),
                arguments(
                        ROUTE,
                        "Keeps a letter",
                        "Keeps a letter.",
                        ":4: the description is one line without a full stop; Hawtio shows it beside the id."),
                arguments(
                        ROUTE,
                        "    routeConfigurationId: pass\n",
                        "",
                        ":1: the route has no routeConfigurationId; it names its policy in error-handling.camel.yaml."),
                arguments(
                        ROUTE,
                        "routeConfigurationId: pass",
                        "routeConfigurationId: past",
                        ":5: error-handling.camel.yaml has no routeConfiguration \"past\"; did you mean \"pass\"?"),
                arguments(
                        ROUTE,
                        "routeConfigurationId: pass",
                        "routeConfigurationId: pass\n    errorHandler: {noErrorHandler: {}}",
                        ":6: an errorHandler on a route keeps Hawtio from drawing it; name a policy of error-handling.camel.yaml in routeConfigurationId instead."),
                arguments(
                        ROUTE,
                        "- route:\n",
                        "- routeConfiguration: {id: own}\n- route:\n",
                        ":1: routeConfiguration does not belong here; expected route, for the failure policy is in error-handling.camel.yaml."),
                arguments(
                        ROUTE,
                        "- route:\n",
                        "- route: {from: {uri: direct:keep-letter}}\n- route:\n",
                        ":1: the file holds 2 entries; expected one route, and the next one in a file of its own."),
                arguments(
                        POLICY,
                        "- routeConfiguration:\n",
                        "- from: {id: x, uri: direct:x, steps: []}\n- routeConfiguration:\n",
                        ":1: from does not belong here; expected routeConfiguration."));
    }

    private static Stream<Arguments> steps() {
        return Stream.of(
                arguments(
                        ROUTE,
                        "        - choice:\n            id: which\n",
                        "        - choice:\n",
                        ":10: choice has no id; without one Hawtio and the log call it choice1 or so."),
                arguments(
                        ROUTE,
                        "              id: that\n",
                        "",
                        ":19: otherwise has no id; without one Hawtio and the log call it otherwise1 or so."),
                arguments(
                        SINK,
                        "id: keep\n                  uri: direct:keep-letter",
                        "uri: direct:keep-letter",
                        ":22: to has no id; without one Hawtio and the log call it to1 or so."),
                arguments(
                        ROUTE,
                        "id: say",
                        "id: saySo",
                        ":23: the id \"saySo\" is not in kebab-case; expected small letters, digits and hyphens."),
                arguments(
                        ROUTE,
                        "id: say",
                        "id: all",
                        ":23: the id all is taken, by routes/error-handling.camel.yaml:5; an id is unique in all files."),
                arguments(
                        ROUTE,
                        "uri: log:letters",
                        "uri: log:letters?showHeaders=true",
                        ":24: the uri log:letters?showHeaders=true holds options; write them under parameters, one a line."),
                arguments(
                        SINK,
                        "direct:keep-letter",
                        "direct:keep-lettr",
                        ":24: direct:keep-lettr leads nowhere; did you mean direct:keep-letter?"),
                arguments(
                        ROUTE,
                        "uri: direct:keep-letter\n      steps",
                        "uri: direct:store-letter\n      steps",
                        ":8: the route begins at direct:store-letter; expected its own id, direct:keep-letter."));
    }

    private static Stream<Arguments> kamelets() {
        return Stream.of(
                arguments(SINK, "kind: Kamelet", "kind: Camelet", ":2: kind is \"Camelet\"; expected \"Kamelet\"."),
                arguments(
                        SINK,
                        "name: thing-sink",
                        "name: things-sink",
                        ":4: name is \"things-sink\"; expected \"thing-sink\"."),
                arguments(
                        SINK,
                        "kamelet.type: sink",
                        "kamelet.type: source",
                        ":6: camel.apache.org/kamelet.type is \"source\"; expected \"sink\"."),
                arguments(
                        SINK,
                        "    title: Thing Sink\n",
                        "",
                        ":8: the kamelet has no title; it is what others read before they use it."),
                arguments(
                        SOURCE,
                        "        description: Whose things\n",
                        "",
                        ":14: property \"table\" has no description; it is what others read before they use it."),
                arguments(
                        SOURCE,
                        "      table:\n",
                        "      timeout:\n",
                        ":14: Camel takes \"timeout\" for an option of its kamelet component, so the template never sees it; call the property otherwise."),
                arguments(
                        SOURCE,
                        "required: [table]",
                        "required: [tabel]",
                        ":12: \"tabel\" is required and not among the properties; did you mean \"table\"?"),
                arguments(
                        SOURCE,
                        "seda:{{table}}",
                        "seda:{{?tabel}}",
                        ":21: {{tabel}} is not among the properties; did you mean \"table\"?"),
                arguments(
                        SOURCE,
                        "seda:{{table}}",
                        "seda:things",
                        ":14: property \"table\" does nothing: use {{table}} in the template, or take it out."),
                arguments(
                        SOURCE,
                        "uri: kamelet:sink",
                        "uri: log:things",
                        ":18: 0 steps lead to kamelet:sink; a source hands on what it reads at one step."),
                arguments(
                        SOURCE,
                        "seda:{{table}}",
                        "kamelet:source",
                        ":18: a source begins where its documents come from, not at kamelet:source."),
                arguments(
                        SINK,
                        "kamelet:source",
                        "seda:things",
                        ":12: the template begins at seda:things; a sink begins at kamelet:source."),
                arguments(
                        SINK,
                        "uri: direct:keep-letter",
                        "uri: kamelet:sink",
                        ":12: a step leads to kamelet:sink; a sink is where it ends."));
    }

    @Test
    void aFileOfAnotherNameIsNotOverlooked() {
        assertThat(RouteChecks.check(Map.of("tables/users.yaml", "- route: {}")))
                .containsExactly(
                        "routes/tables/users.yaml:1: the file is neither a .camel.yaml nor a .kamelet.yaml; expected one of the two, so that editors know what it is.");
    }

    @Test
    void aKameletHasAKindInItsName() {
        assertThat(RouteChecks.check(Map.of("kamelets/thing.kamelet.yaml", GOOD.get(SINK))))
                .contains(
                        "routes/kamelets/thing.kamelet.yaml:1: the file is called thing; expected <thing>-source, <thing>-action or <thing>-sink.");
    }

    @Test
    void allProblemsOfAllFilesAreToldAtOnce() {
        Map<String, String> files = new HashMap<>(GOOD);
        files.replaceAll((name, text) -> text.replace("id: ", "id: _"));

        assertThat(RouteChecks.check(files))
                .anyMatch(problem -> problem.startsWith("routes/" + POLICY))
                .anyMatch(problem -> problem.startsWith("routes/" + ROUTE))
                .anyMatch(problem -> problem.startsWith("routes/" + TABLE));
    }
}
