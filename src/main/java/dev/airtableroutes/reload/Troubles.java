package dev.airtableroutes.reload;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The files that are broken now. Each sentence is logged once, when it is new. */
@Component
public class Troubles {

    private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

    private final Map<String, Trouble> current = new ConcurrentSkipListMap<>();

    /** What is wrong now, in the order of the files; empty when all is well. */
    public List<Trouble> current() {
        return List.copyOf(current.values());
    }

    /** What was told already, by the start. */
    void known(String root, Map<String, List<String>> broken) {
        broken.forEach((file, sentences) ->
                current.put(name(root, file), new Trouble(name(root, file), sentences, Instant.now())));
    }

    /** What is wrong below a directory; everything else there is in order. */
    void are(String root, Map<String, List<String>> broken) {
        List<String> names =
                broken.keySet().stream().map(file -> name(root, file)).toList();
        current.keySet().stream()
                .filter(file -> file.startsWith(root) && !names.contains(file))
                .forEach(file -> {
                    current.remove(file);
                    LOG.info("{} is in order again", file);
                });
        broken.forEach((file, sentences) -> is(name(root, file), sentences));
    }

    private void is(String file, List<String> sentences) {
        Trouble before = current.get(file);
        List<String> said = before == null ? List.of() : before.sentences();
        sentences.stream().filter(sentence -> !said.contains(sentence)).forEach(LOG::error);
        current.put(file, new Trouble(file, sentences, before == null ? Instant.now() : before.since()));
    }

    private static String name(String root, String file) {
        return file.isEmpty() ? root : root + "/" + file;
    }
}
