/**
 * People that may become customers: found in searches, enriched by one provider after the other, verified and kept. The
 * lead's document is the queue and the state machine; the routes of {@code routes/leads/} and
 * {@code routes/integrations/} move it on.
 *
 * <ul>
 *   <li>leads: {@code Leads}, {@code Lead}, {@code State}, {@code LeadKeys}, {@code WrittenByOthers}, {@code Candidate},
 *       {@code Attempt}, {@code Contacts}
 *   <li>searches: {@code Searches}, {@code SavedSearch}, {@code SearchTurns}, {@code SearchAnswers}, {@code Hits}
 *   <li>who is asked next: {@code Waterfall}, {@code Moves}, {@code Step}; by {@code Rules}, {@code LeadRules}
 *   <li>turns: {@code Turns}, {@code InFlight}, {@code Handout}, {@code LastLook}, {@code WaitsForProviders}, {@code Stop}
 *   <li>answers: {@code LeadAnswers}, {@code Objections}, {@code Findings}, {@code Candidates}, {@code NewKeys},
 *       {@code AnswerCache}, {@code PostedAnswers}
 *   <li>for people: {@code LeadRuns}, {@code Forecasts}, {@code SelectedLeads}, {@code Funnel}, {@code Segments}
 *   <li>dead letters: {@code LeadNews}, {@code LeadLetters}, {@code SearchNews}, {@code SearchLetters}
 *   <li>privacy: {@code Erasure}, {@code LeadPrivacy}
 * </ul>
 */
package dev.airtableroutes.lead;
