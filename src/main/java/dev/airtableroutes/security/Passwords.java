package dev.airtableroutes.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Holds names and passwords against the accounts, and lets nobody guess for long: by user and address. */
@Component
@ConditionalOnWebApplication
class Passwords implements AuthenticationProvider {

    private static final int NETWORK_BYTES = 8;

    private final Set<String> users;
    private final AuthenticationProvider accounts;
    private final Attempts attempts = new Attempts(System::nanoTime);

    /** Too many wrong ones; the next is not looked at before that time is over. */
    static final class WaitFirstException extends AuthenticationException {

        private static final long serialVersionUID = 1;

        private final Duration wait;

        WaitFirstException(Duration wait) {
            super("too many wrong passwords");
            this.wait = wait;
        }

        /** In whole seconds, at least one. */
        long seconds() {
            return wait.plusMillis(999).toSeconds();
        }
    }

    Passwords(Accounts accounts) {
        this.users = accounts.users().stream().map(UserDetails::getUsername).collect(Collectors.toSet());
        DaoAuthenticationProvider check =
                new DaoAuthenticationProvider(new InMemoryUserDetailsManager(accounts.users()));
        check.setPasswordEncoder(accounts.encoder());
        this.accounts = check;
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String caller = caller(given);
        Duration wait = attempts.begin(caller);
        if (!wait.isZero()) {
            throw new WaitFirstException(wait);
        }
        boolean right = false;
        try {
            Authentication known = accounts.authenticate(given);
            right = true;
            return known;
        } finally {
            attempts.ended(caller, right);
        }
    }

    /** Names that there are not are counted together. */
    private String caller(Authentication given) {
        String address =
                given.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        return (users.contains(given.getName()) ? given.getName() : "") + " " + network(address);
    }

    /** Of IPv6, whoever has one address has all that share its first half. */
    private static String network(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return Arrays.toString(bytes.length > 4 ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
