package dev.airtableroutes.deadletter;

import dev.airtableroutes.deadletter.Letter.State;
import java.math.BigDecimal;

/**
 * What became of a letter's question when somebody had it put again.
 *
 * @param state {@link State#REPLAYED} when it is on its way, and the answer will resolve the letter or open it again;
 *     {@link State#RESOLVED} when nothing is left to ask; {@link State#OPEN} when it cannot be put
 * @param what a sentence
 * @param price credits that the question may cost, perhaps for the second time
 */
public record Again(State state, String what, BigDecimal price) {

    public static Again underWay(String what, BigDecimal price) {
        return new Again(State.REPLAYED, what, price);
    }

    public static Again settled(String what) {
        return new Again(State.RESOLVED, what, BigDecimal.ZERO);
    }

    public static Again refused(String what) {
        return new Again(State.OPEN, what, BigDecimal.ZERO);
    }
}
