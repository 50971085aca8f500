package dev.airtableroutes.sync;

import dev.airtableroutes.mapping.Mapper;
import dev.airtableroutes.sync.MappedPage.MappedDocument;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Turns the documents of a page into records, for the types of the live table. */
@Component("records")
public class Records {

    public MappedPage map(@Body Page page) {
        Pass pass = page.pass();
        Mapper mapper = pass.mapper();
        List<MappedDocument> mapped = new ArrayList<>(page.documents().size());
        for (Document document : page.documents()) {
            pass.unmapped().look(document);
            mapped.add(new MappedDocument(document.get("_id"), mapper.map(document)));
        }
        return new MappedPage(pass, mapped, page.gone(), page.last());
    }
}
