package dev.airtableroutes.replay;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Takes the report of a pass, and nothing of how its route came to it: Camel goes no further with an exchange on which the
 * policy of another route has dealt with a failure.
 */
@Component("reportOfThePass")
class ReportOfThePass implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange replay, Exchange pass) {
        replay.getMessage().setBody(pass.getMessage().getBody());
        return replay;
    }
}
