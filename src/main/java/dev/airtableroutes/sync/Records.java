package dev.airtableroutes.sync;

import dev.airtableroutes.mapping.Mapper;
import dev.airtableroutes.sync.MappedPage.MappedDocument;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Turns the documents of a page into records, for the types of the live table, beside what the ledger holds of them. */
@Component("records")
public class Records {

    public MappedPage map(@Body Page page) {
        Pass pass = page.pass();
        Mapper mapper = pass.mapper();
        List<MappedDocument> mapped = new ArrayList<>(page.documents().size());
        for (Document document : page.documents()) {
            mapped.add(new MappedDocument(document.get("_id"), mapper.map(document)));
        }
        List<Object> ids = mapped.stream().map(MappedDocument::documentId).toList();
        return new MappedPage(
                pass, mapped, page.gone(), page.last(), pass.ledger().entries(pass.scope(), ids, false));
    }
}
