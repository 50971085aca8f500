package dev.airtableroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.airtableroutes.lead.PostedAnswers;
import dev.airtableroutes.provider.Callbacks;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.server.ResponseStatusException;

/** Nobody needs more than 64 KB to tell an address, and half an answer is none. */
class PostedBodiesTest {

    private final Callbacks callbacks = mock(Callbacks.class);
    private final PostedAnswers answers = mock(PostedAnswers.class);
    private final WebhooksController controller = new WebhooksController(null, null, callbacks, answers);

    private void post(int bytes) throws IOException {
        when(callbacks.genuine("anymailfinder", "turn", "token")).thenReturn(true);
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContent(new byte[bytes]);
        controller.answered("anymailfinder", "turn", "token", request);
    }

    @Test
    void whatIsLongerIsRefusedAndNothingOfItKept() {
        assertThatThrownBy(() -> post(64 * 1024 + 1))
                .isInstanceOfSatisfying(ResponseStatusException.class, refused -> assertThat(refused.getStatusCode())
                        .isEqualTo(HttpStatus.PAYLOAD_TOO_LARGE));
        verify(answers, never()).keep(any(), any());
    }

    @Test
    void whatIsAsLongIsKeptWhole() throws IOException {
        post(64 * 1024);
        verify(answers).keep("turn", new byte[64 * 1024]);
    }
}
