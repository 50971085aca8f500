/**
 * The providers of lead generation on this machine: search, e-mail finders and verifiers, campaigns; and a sample of
 * people of whom the truth is known.
 *
 * <p>The stand-ins never guess: a path, parameter or body key that they do not know is answered with an error in the
 * provider's own shape, as is what they do not play. Where a provider's behaviour is not documented they take the
 * stricter reading, and the Javadoc of the stand-in says so.
 */
package dev.airtableroutes.sandbox.providers;
