package dev.airtableroutes.security;

import dev.airtableroutes.digest.Sha256;
import dev.airtableroutes.failure.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.env.Environment;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * The two users, {@code operator} and {@code viewer}, as the environment describes them: {@code OPERATOR_PASSWORD} and
 * {@code VIEWER_PASSWORD}, plain or as <code>{bcrypt}…</code>; {@code OPERATOR_API_KEY} and {@code VIEWER_API_KEY} for
 * programs. Where there is none of these, a password for {@code operator} is made up at start.
 */
@Component
@ConditionalOnWebApplication
public class Accounts {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    static final String OPERATOR = "OPERATOR";
    static final String VIEWER = "VIEWER";
    private static final int LONGEST = 72;
    private static final int SHORTEST_KEY = 16;

    private record Key(String role, byte[] digest) {

        boolean operator() {
            return role.equals(OPERATOR);
        }
    }

    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final List<UserDetails> users = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();
    private final String madeUp;

    Accounts(Environment environment) {
        for (String role : List.of(OPERATOR, VIEWER)) {
            value(environment, role, "password").ifPresent(password -> users.add(user(role, password)));
            value(environment, role, "api-key").ifPresent(key -> keys.add(key(role, key)));
        }
        madeUp = users.isEmpty() && keys.isEmpty() ? random() : null;
        if (madeUp != null) {
            users.add(user(OPERATOR, madeUp));
        }
        if (value(environment, OPERATOR, "password").isEmpty()
                && keys.stream().noneMatch(Key::operator)
                && madeUp == null) {
            LOG.warn("Nobody can sync, pause, replay or discard here: there are only viewers. Set OPERATOR_PASSWORD or "
                    + "OPERATOR_API_KEY if somebody shall.");
        }
    }

    /** The password of {@code operator} that was made up, for the terminal of whom has started the application. */
    public Optional<String> madeUp() {
        return Optional.ofNullable(madeUp);
    }

    List<UserDetails> users() {
        return users;
    }

    PasswordEncoder encoder() {
        return encoder;
    }

    /** Takes as long for a wrong key as for a right one. */
    Optional<String> role(String given) {
        byte[] digest = Sha256.of(given);
        String role = null;
        for (Key key : keys) {
            role = MessageDigest.isEqual(key.digest, digest) ? key.role : role;
        }
        return Optional.ofNullable(role);
    }

    private UserDetails user(String role, String password) {
        return User.withUsername(role.toLowerCase(Locale.ROOT))
                .password(password.startsWith("{") ? checked(role, password) : encoded(role, password))
                .roles(role)
                .build();
    }

    private String checked(String role, String hash) {
        if (!hash.matches("\\{bcrypt}\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
            throw new ConfigurationException(role
                    + "_PASSWORD begins with { and is not {bcrypt} with a bcrypt hash of 60 characters after it: "
                    + "put such a hash there (htpasswd -nbBC 10 '' …), or a password that begins with something else.");
        }
        return hash;
    }

    private String encoded(String role, String password) {
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new ConfigurationException(
                    "%s_PASSWORD is longer than %d bytes, of which bcrypt knows no more: take a shorter one."
                            .formatted(role, LONGEST));
        }
        return encoder.encode(password);
    }

    private static Key key(String role, String key) {
        if (key.length() < SHORTEST_KEY) {
            throw new ConfigurationException(
                    "%s_API_KEY has fewer than %d characters: take a random one (openssl rand -hex 24)."
                            .formatted(role, SHORTEST_KEY));
        }
        return new Key(role, Sha256.of(key));
    }

    private static Optional<String> value(Environment environment, String role, String what) {
        return Optional.ofNullable(environment.getProperty("access." + role.toLowerCase(Locale.ROOT) + "." + what))
                .filter(value -> !value.isBlank());
    }

    private static String random() {
        byte[] bytes = new byte[15];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
