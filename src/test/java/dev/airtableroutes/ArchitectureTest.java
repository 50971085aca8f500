package dev.airtableroutes;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use whom, and what stays out of Java. */
class ArchitectureTest {

    private static final String OURS = "dev.airtableroutes";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OURS);

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(OURS);

    /** Each package of ours, and the others of ours that it may use. Nobody uses command, config, api or console. */
    static Stream<Arguments> eachPackageUsesOnlyThoseBelowIt() {
        return Stream.of(
                arguments("failure", Set.of()),
                arguments("digest", Set.of()),
                arguments("log", Set.of("failure")),
                arguments("jmx", Set.of()),
                arguments("base", Set.of()),
                arguments("mapping", Set.of("base", "failure", "digest")),
                arguments("ledger", Set.of("base", "mapping", "failure", "digest")),
                arguments("deadletter", Set.of("failure")),
                arguments("airtable", Set.of("base", "mapping", "failure")),
                arguments("route", Set.of("base", "failure")),
                arguments("provider", Set.of("base", "mapping", "failure", "digest", "log", "privacy")),
                arguments(
                        "sync",
                        Set.of("base", "mapping", "failure", "digest", "ledger", "deadletter", "airtable", "log")),
                arguments("replay", Set.of("failure", "deadletter", "provider", "sync", "log")),
                arguments(
                        "health",
                        Set.of(
                                "mapping",
                                "failure",
                                "deadletter",
                                "airtable",
                                "sync",
                                "provider",
                                "lead",
                                "campaign",
                                "credit")),
                arguments("credit", Set.of()),
                arguments("privacy", Set.of("digest")),
                arguments(
                        "lead",
                        Set.of(
                                "base",
                                "mapping",
                                "failure",
                                "provider",
                                "credit",
                                "privacy",
                                "deadletter",
                                "sync",
                                "log")),
                arguments("campaign", Set.of("failure", "provider", "privacy", "deadletter", "lead", "log")),
                arguments(
                        "api",
                        Set.of(
                                "mapping",
                                "failure",
                                "provider",
                                "privacy",
                                "deadletter",
                                "sync",
                                "replay",
                                "health",
                                "lead",
                                "credit",
                                "campaign")),
                arguments(
                        "console",
                        Set.of(
                                "mapping",
                                "provider",
                                "failure",
                                "deadletter",
                                "airtable",
                                "sync",
                                "replay",
                                "reload",
                                "health",
                                "lead",
                                "campaign",
                                "credit")),
                arguments("reload", Set.of("base", "mapping", "provider", "failure", "route", "sync", "lead")),
                arguments("report", Set.of("base", "mapping", "failure", "deadletter", "airtable", "sync")),
                arguments("security", Set.of("failure", "digest")),
                arguments(
                        "config",
                        Set.of(
                                "base",
                                "mapping",
                                "provider",
                                "failure",
                                "ledger",
                                "deadletter",
                                "airtable",
                                "sync",
                                "lead")),
                arguments(
                        "command",
                        Set.of(
                                "base",
                                "mapping",
                                "provider",
                                "failure",
                                "deadletter",
                                "airtable",
                                "route",
                                "sync",
                                "replay",
                                "report",
                                "lead",
                                "campaign",
                                "credit",
                                "security")));
    }

    @ParameterizedTest(name = "{0} uses {1}")
    @MethodSource
    void eachPackageUsesOnlyThoseBelowIt(String user, Set<String> used) {
        String[] allowed = Stream.concat(used.stream(), Stream.of(user))
                .map(name -> OURS + "." + name + "..")
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(OURS + "." + user + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(OURS + "..").or(resideInAnyPackage(allowed)))
                .check(MAIN);
    }

    @Test
    void everyPackageHasItsPlaceInTheListAbove() {
        assertThat(MAIN.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals(OURS))
                        .map(name -> name.substring(OURS.length() + 1).replaceFirst("\\..*", "")))
                .isSubsetOf(eachPackageUsesOnlyThoseBelowIt()
                        .map(arguments -> (String) arguments.get()[0])
                        .toList());
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(OURS + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void everyFromIsInRoutes() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.camel.RoutesBuilder")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("org\\.apache\\.camel\\.builder\\.(RouteBuilder|endpoint\\..*)")
                .because("routes are files that engineers edit")
                .check(MAIN);
    }

    @Test
    void onlyCommandsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackage(OURS + ".command..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("the log is for operators, the terminal for whom has called a command")
                .check(MAIN);
    }

    @Test
    void noTestSleeps() {
        // the benchmark is no test: it paces what it measures
        noClasses()
                .that()
                .resideOutsideOfPackage(OURS + ".bench..")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .because("a test waits for what it wants to see, with Awaitility")
                .check(TESTS);
    }
}
