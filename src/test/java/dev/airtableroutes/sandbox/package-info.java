/**
 * A local Airtable, a local MongoDB and sample data as untidy as life, in test scope.
 *
 * <p>The local Airtable never guesses: a path, parameter or body key that it does not know is answered with an error, as
 * are the parts of the real one that it does not play (formulas, string cell format, comments, webhooks, schema writes).
 * Where Airtable's behaviour is not documented it takes the stricter reading, and the comment there says so.
 */
package dev.airtableroutes.sandbox;
