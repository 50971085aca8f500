package dev.airtableroutes.provider;

import dev.airtableroutes.failure.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A mappings directory with providers, made for one test. */
final class ProvidersDirectory {

    /** A provider that finds addresses, in as few lines as can be. */
    static final String ACME = """
            provider: acme
            name: Acme
            url: ${ACME_URL:http://localhost}
            auth: {header: X-Key, key: ACME_API_KEY}
            message: message
            operations:
              find:
                price: 1
                requests:
                  - {path: /find, query: {domain: company.domain, name: person.fullName}}
                outcomes:
                  - {status: 200, when: {email: present}, outcome: HIT}
                  - {status: 200, when: {found: false}, outcome: MISS}
                  - {status: 401, outcome: AUTH}
                  - {status: 402, outcome: NO_CREDITS}
                  - {status: 5xx, outcome: UNAVAILABLE}
                fields:
                  email.address: email
            """;

    /** The same behind OAuth. */
    static final String OAUTH = ACME.replace(
            "auth: {header: X-Key, key: ACME_API_KEY}",
            "auth: {token: \"${ACME_URL:http://localhost}/token\", client: ACME_CLIENT_ID, secret: ACME_CLIENT_SECRET}");

    private final Path directory;

    private ProvidersDirectory(Path directory) {
        this.directory = directory;
    }

    static ProvidersDirectory at(Path directory) {
        return new ProvidersDirectory(directory);
    }

    ProvidersDirectory file(String name, String content) {
        try {
            Path file = directory.resolve("integrations").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Map<String, Provider> load(Map<String, String> environment) {
        return ProviderFiles.load(directory, environment::get);
    }

    /** The problems, with the directory taken out of the file names. */
    List<String> problems() {
        try {
            load(Map.of());
            return List.of();
        } catch (ConfigurationException refused) {
            return refused.problems().stream()
                    .map(problem -> problem.replace(directory + "/", ""))
                    .toList();
        }
    }
}
