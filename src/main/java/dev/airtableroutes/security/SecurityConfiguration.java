package dev.airtableroutes.security;

import dev.airtableroutes.security.Passwords.WaitFirstException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/** Who reaches what over HTTP: health is open, the rest is for viewers to see and for operators to act on. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {

    private static final String CSP = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'; img-src 'self' data:";
    // Hawtio compiles its plugins' parts in the browser, and writes styles into its elements
    private static final String HAWTIO_CSP = "default-src 'self'; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:";

    private static final Pattern ORDER =
            Pattern.compile("/jolokia/(?!(version|list|read|search)\\b)[^/]", Pattern.CASE_INSENSITIVE);

    @Bean
    SecurityFilterChain everything(HttpSecurity http, Accounts accounts) throws Exception {
        return http.authorizeHttpRequests(SecurityConfiguration::rules)
                .formLogin(form -> form.loginPage("/login")
                        .failureHandler((request, response, failure) -> response.sendRedirect(request.getContextPath()
                                + (failure instanceof WaitFirstException first
                                        ? "/login?wait=" + first.seconds()
                                        : "/login?error")))
                        .permitAll())
                .logout(logout -> logout.logoutSuccessUrl("/login?logout"))
                .httpBasic(basic -> basic.authenticationEntryPoint((request, response, failure) -> {
                    if (failure instanceof WaitFirstException first) {
                        response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
                        response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(first.seconds()));
                    } else {
                        unauthorized(response);
                    }
                }))
                .addFilterBefore(new ApiKeyFilter(accounts), BasicAuthenticationFilter.class)
                .exceptionHandling(failures -> failures.authenticationEntryPoint(entryPoint()))
                // Hawtio reads the token from the cookie; what carries a password or a key was not sent by another site
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(eagerToken())
                        .ignoringRequestMatchers(
                                request -> request.getHeader(HttpHeaders.AUTHORIZATION) != null || isWebhook(request)))
                .headers(SecurityConfiguration::headers)
                .build();
    }

    /** Programs elsewhere, which have a secret of their own and neither a session nor a token. */
    private static boolean isWebhook(HttpServletRequest request) {
        return "POST".equals(request.getMethod())
                && request.getServletPath().matches("/webhooks/[^/]+")
                && request.getPathInfo() == null;
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        requests.dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .requestMatchers(HttpMethod.GET, "/login", "/login.css", "/actuator/health", "/actuator/health/**")
                .permitAll()
                // the secret is asked for by who takes them
                .requestMatchers(SecurityConfiguration::isWebhook)
                .permitAll()
                // Hawtio asks whether there is one, and is told no
                .requestMatchers(HttpMethod.GET, "/actuator/hawtio/proxy/enabled")
                .hasRole(Accounts.VIEWER)
                // a way to the JMX of other hosts
                .requestMatchers("/actuator/hawtio/proxy/**", "/hawtio/proxy/**")
                .denyAll()
                // a link that somebody follows must not act; what is posted has the token
                .requestMatchers(SecurityConfiguration::actsByAddress)
                .denyAll()
                // what a viewer may ask for there, JmxAccess decides
                .requestMatchers(HttpMethod.POST, "/actuator/jolokia/**", "/actuator/hawtio/jolokia/**")
                .hasRole(Accounts.VIEWER)
                .requestMatchers(HttpMethod.GET)
                .hasRole(Accounts.VIEWER)
                .requestMatchers(HttpMethod.HEAD)
                .hasRole(Accounts.VIEWER)
                .anyRequest()
                .hasRole(Accounts.OPERATOR);
    }

    /** Jolokia takes orders from the address too, and from a parameter that stands for it. */
    private static boolean actsByAddress(HttpServletRequest request) {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return !"POST".equals(request.getMethod())
                && path.contains("/jolokia")
                && (ORDER.matcher(path).find() || request.getParameter("p") != null);
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentTypeOptions(Customizer.withDefaults())
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(
                        permissions -> permissions.policy("camera=(), geolocation=(), microphone=(), payment=()"))
                .addHeaderWriter((request, response) -> new StaticHeadersWriter(
                                "Content-Security-Policy", hawtio(request) ? HAWTIO_CSP : CSP)
                        .writeHeaders(request, response));
    }

    private static boolean hawtio(HttpServletRequest request) {
        return request.getRequestURI().startsWith(request.getContextPath() + "/actuator/hawtio");
    }

    /** Pages lead to the form; programs are told, in no words that would make a browser ask for, and keep, a password. */
    private static AuthenticationEntryPoint entryPoint() {
        AuthenticationEntryPoint form = new LoginUrlAuthenticationEntryPoint("/login");
        return (request, response, failure) -> {
            String accept = request.getHeader(HttpHeaders.ACCEPT);
            if ("GET".equals(request.getMethod()) && accept != null && accept.contains(MediaType.TEXT_HTML_VALUE)) {
                form.commence(request, response, failure);
            } else {
                unauthorized(response);
            }
        };
    }

    static void unauthorized(HttpServletResponse response) {
        response.setStatus(HttpStatus.UNAUTHORIZED.value());
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"airtable-routes\"");
    }

    /** The cookie is there from the first page on, and not only when a form has asked for it. */
    private static CsrfTokenRequestAttributeHandler eagerToken() {
        CsrfTokenRequestAttributeHandler handler = new CsrfTokenRequestAttributeHandler();
        handler.setCsrfRequestAttributeName(null);
        return handler;
    }

    @Bean
    static RoleHierarchy roles() {
        return RoleHierarchyImpl.withDefaultRolePrefix()
                .role(Accounts.OPERATOR)
                .implies(Accounts.VIEWER)
                .build();
    }

    @Bean
    FilterRegistrationBean<DoubledSlashFilter> doubledSlashes() {
        return first(new DoubledSlashFilter());
    }

    @Bean
    FilterRegistrationBean<CamelHeaderFilter> camelHeaders() {
        return first(new CamelHeaderFilter());
    }

    private static <F extends Filter> FilterRegistrationBean<F> first(F filter) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
