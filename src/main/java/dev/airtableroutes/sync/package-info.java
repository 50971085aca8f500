/**
 * One pass over one table: which documents to look at, what they become, what of it Airtable does not hold yet, and the
 * batches that carry it. The steps are beans that take a body and return a body; {@code routes/kamelets/} puts them in
 * order:
 *
 * <ul>
 *   <li>somebody asks for a pass: {@link dev.airtableroutes.sync.Tables}, {@link dev.airtableroutes.sync.Run},
 *       {@link dev.airtableroutes.sync.ChangeStreams}; a {@link dev.airtableroutes.sync.PassRequest};
 *   <li>it begins and ends: {@link dev.airtableroutes.sync.Passes}, with what it knows in a
 *       {@link dev.airtableroutes.sync.Pass} and what it comes to in a {@link dev.airtableroutes.sync.PassReport}; of all
 *       processes one has the table meanwhile, {@link dev.airtableroutes.sync.Leases};
 *   <li>Airtable's records are read, and what people changed in them: {@link dev.airtableroutes.sync.Listings},
 *       {@link dev.airtableroutes.sync.ReadBack};
 *   <li>documents become records, a page at a time: {@link dev.airtableroutes.sync.Documents},
 *       {@link dev.airtableroutes.sync.Records};
 *   <li>records become changes: {@link dev.airtableroutes.sync.Changes};
 *   <li>changes become batches that Airtable confirms or refuses: {@link dev.airtableroutes.sync.Batches},
 *       {@link dev.airtableroutes.sync.Writes}, {@link dev.airtableroutes.sync.Refusals},
 *       {@link dev.airtableroutes.sync.Outages}.
 * </ul>
 */
package dev.airtableroutes.sync;
