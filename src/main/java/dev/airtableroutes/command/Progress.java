package dev.airtableroutes.command;

import dev.airtableroutes.sync.Pass;
import dev.airtableroutes.sync.Passes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for each table on a terminal; elsewhere a line now and then about each that is under way. */
final class Progress implements AutoCloseable {

    private final ScheduledExecutorService clock;
    private final Map<String, ProgressBar> bars = new ConcurrentHashMap<>();
    private final Passes passes;

    private Progress(Passes passes) {
        this.passes = passes;
        this.clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    static Progress start(Passes passes) {
        Progress progress = new Progress(passes);
        if (System.console() != null) {
            progress.clock.scheduleWithFixedDelay(progress::show, 100, 250, TimeUnit.MILLISECONDS);
        } else {
            progress.clock.scheduleWithFixedDelay(
                    () -> passes.running().forEach(pass -> System.out.println(line(pass))), 10, 10, TimeUnit.SECONDS);
        }
        return progress;
    }

    private static String line(Pass pass) {
        return "%s: %,d of %,d documents"
                .formatted(
                        pass.mapping().table(), pass.documentsDone(), Math.max(pass.expected(), pass.documentsDone()));
    }

    private void show() {
        for (Pass pass : passes.running()) {
            ProgressBar bar = bars.computeIfAbsent(pass.id(), id -> new ProgressBarBuilder()
                    .setTaskName(pass.mapping().table())
                    .setInitialMax(pass.expected())
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(250)
                    .build());
            bar.maxHint(Math.max(pass.expected(), pass.documentsDone()));
            bar.stepTo(pass.documentsDone());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        bars.values().forEach(bar -> {
            bar.stepTo(bar.getMax());
            bar.close();
        });
    }
}
