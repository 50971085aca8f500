package dev.airtableroutes.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Chromium without a window, for a class of tests: a static field with {@code @RegisterExtension}. Where there is no
 * Chromium the class is skipped and says so; of a test that fails, {@code target/screenshots} shows the page.
 */
public final class Browser implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Each look is work for four processes, in which the page does not get on. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private ChromeDriver driver;

    @Override
    public void beforeAll(ExtensionContext test) {
        Optional<Path> chromium = executable("chromium", "chromium-browser", "google-chrome");
        Optional<Path> chromedriver = executable("chromedriver");
        Assumptions.assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "Skipped: there is no chromium or no chromedriver on the path. On Debian: apt-get install chromium chromium-driver");
        // both named, so that Selenium does not try to download them
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.get().toFile())
                        .usingAnyFreePort()
                        .build(),
                new ChromeOptions()
                        .setBinary(chromium.get().toFile())
                        .addArguments(
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--window-size=1400,1000"));
    }

    private static Optional<Path> executable(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public ChromeDriver driver() {
        return driver;
    }

    /** Waits for it to be seen. */
    public WebElement see(By what) {
        return await().until(ExpectedConditions.visibilityOfElementLocated(what));
    }

    public WebDriverWait await() {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE, LOOK_EVERY);
        // a page may read parts of itself again while it is looked at
        wait.ignoring(StaleElementReferenceException.class);
        return wait;
    }

    /** Opens a page as nobody, and logs in by the form that it leads to. */
    public void logIn(String page, String user, String password) {
        // a page that is still open asks for what is new: the answer would bring a session of its own
        driver.get("about:blank");
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.get(page);
        see(By.id("username")).sendKeys(user);
        driver.findElement(By.id("password")).sendKeys(password);
        driver.findElement(By.cssSelector("button[type=submit]")).click();
    }

    /** The page as a picture, {@code target/screenshots/<name>.png}. */
    public void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext test) {
        if (driver != null && test.getExecutionException().isPresent()) {
            screenshot("failed-" + test.getRequiredTestClass().getSimpleName() + "-"
                    + test.getRequiredTestMethod().getName());
        }
    }

    @Override
    public void afterAll(ExtensionContext test) {
        if (driver != null) {
            driver.quit();
        }
    }
}
