package dev.airtableroutes.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class CamelHeaderFilterTest {

    @Test
    void ordersToCamelAreNotThereForWhoeverReadsTheRequest() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("CamelHttpUri", "http://elsewhere.example");
        request.addHeader("camelMongoDbCriteria", "{}");
        request.addHeader("CAMEL-anything", "x");
        request.addHeader("Caramel", "sweet");
        MockFilterChain chain = new MockFilterChain();

        new CamelHeaderFilter().doFilter(request, new MockHttpServletResponse(), chain);

        HttpServletRequest seen = (HttpServletRequest) chain.getRequest();
        assertThat(Collections.list(seen.getHeaderNames())).containsExactly("Caramel");
        assertThat(seen.getHeader("camelHTTPuri")).isNull();
        assertThat(Collections.list(seen.getHeaders("CamelHttpUri"))).isEmpty();
        assertThat(seen.getHeader("caramel")).isEqualTo("sweet");
    }
}
