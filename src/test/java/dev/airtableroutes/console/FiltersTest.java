package dev.airtableroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.deadletter.Letter.State;
import org.junit.jupiter.api.Test;

class FiltersTest {

    @Test
    void withoutAnyTheOpenLettersAreMeant() {
        Filters none = new Filters(null, null, null, null, null, null, null);

        assertThat(none.filter().state()).isEqualTo(State.OPEN);
        assertThat(none.words()).isEqualTo("open");
        assertThat(none.at("/dead-letters")).isEqualTo("/dead-letters?state=open");
    }

    @Test
    void aStateThatIsLeftBlankMeansAny() {
        Filters any = new Filters(null, null, null, null, "", null, null);

        assertThat(any.filter().state()).isNull();
        assertThat(any.words()).isEqualTo("in any state");
        assertThat(any.at("/dead-letters")).isEqualTo("/dead-letters?state=");
    }

    @Test
    void whatIsTypedInStaysWhatItIsInALink() {
        Filters odd = new Filters("cuculi/users", null, " cell ", "a&b={c} d", "open", "7d", "");

        assertThat(odd.at("/dead-letters", "after", "1~x"))
                .isEqualTo("/dead-letters?table=cuculi%2Fusers&reason=cell&field=a%26b%3D%7Bc%7D%20d"
                        + "&olderThan=7d&state=open&after=1~x");
        assertThat(odd.words()).isEqualTo("open, of cuculi/users, reason cell, field a&b={c} d, older than 7d");
    }
}
