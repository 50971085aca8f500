package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.airtable.ForbiddenException;
import dev.airtableroutes.base.Field;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** A batch was refused as forbidden: is it, or did people delete some of its records? */
@Component("goneRecords")
public class GoneRecords {

    private final Passes passes;

    public GoneRecords(Passes passes) {
        this.passes = passes;
    }

    /** A call that tells which of the batch's records are there; only who may read them gets an answer. */
    public Call look(@ExchangeProperty("batch") Batch batch) {
        Pass pass = batch.pass();
        Field any = pass.table().fields().get(pass.mapping().match().get(0));
        return Call.these(pass.base(), pass.table(), any.name(), batch.recordIds());
    }

    /** The batch with what is known of its records now. */
    public Batch compare(@Body Object looked, @ExchangeProperty("batch") Batch batch) {
        if (!(looked instanceof Answer answer) || answer.rejected()) {
            return batch;
        }
        Set<Object> there =
                answer.records().stream().map(record -> record.get("id")).collect(Collectors.toSet());
        return batch.without(
                batch.recordIds().stream().filter(id -> !there.contains(id)).collect(Collectors.toSet()));
    }

    /**
     * Either treats the batch as refused, so that the records that are gone are forgotten and the others go again, or
     * stops the pass.
     *
     * @param looked the answer to the look, or why there was none
     * @param forbidden the refusal of the batch
     */
    public Answer judge(
            @Body Object looked,
            @ExchangeProperty("batch") Batch batch,
            @ExchangeProperty("forbidden") ForbiddenException forbidden) {
        if (!batch.gone().isEmpty()) {
            return refusal();
        }
        boolean failed = looked instanceof Exception && !(looked instanceof ForbiddenException);
        return passes.stop(batch, failed ? (Exception) looked : forbidden);
    }

    /** What Airtable would say of a record that is gone, if it told. */
    public Answer refusal() {
        return Answer.refusal(404, "MODEL_ID_NOT_FOUND", "Record not found");
    }
}
