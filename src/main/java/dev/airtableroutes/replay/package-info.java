/**
 * Replays dead letters: each document is looked at again, as it is now, by the mapping of today, and each question is put
 * to its provider again, under the rules of today.
 */
package dev.airtableroutes.replay;
