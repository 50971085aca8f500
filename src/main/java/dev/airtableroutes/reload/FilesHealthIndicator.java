package dev.airtableroutes.reload;

import java.util.List;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/** Broken files. A status of its own, so that no container is restarted: what was there before works. */
@Component
class FilesHealthIndicator implements HealthIndicator {

    static final Status TROUBLE = new Status("TROUBLE", "files were saved that cannot be loaded; the former ones work");

    private final Troubles troubles;

    FilesHealthIndicator(Troubles troubles) {
        this.troubles = troubles;
    }

    @Override
    public Health health() {
        List<Trouble> current = troubles.current();
        return current.isEmpty()
                ? Health.up().build()
                : Health.status(TROUBLE).withDetail("files", current).build();
    }
}
